package io.onemq.samples;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.DeadLetterPolicy;
import io.onemq.DeadLetters;
import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.RejectException;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import java.net.ConnectException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** What a program can say about messages that fail. The page on failure handling shows parts of it. */
public final class FailureHandling {
    private FailureHandling() {}

    /** A consumer with a policy. */
    static Consumer withAPolicy(MqClient mq, Topic orders, Group billing) {
        Consumer consumer = mq.consumer(orders, billing, Codec.string())
                .concurrency(16)
                .handlerTimeout(Duration.ofSeconds(30))
                .retry(RetryPolicy.exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(1))
                        .notRetrying(IllegalArgumentException.class)
                        .on(ConnectException.class, RetryPolicy.fixed(100, Duration.ofSeconds(10))))
                .start(delivery -> bill(delivery.payload()));
        return consumer;
    }

    /** A handler that decides for itself. */
    static Consumer withAHandlerThatDecides(MqClient mq, Topic orders, Group billing) {
        return mq.consumer(orders, billing, Codec.string()).start(delivery -> {
            if (isPaid(delivery.payload())) {
                throw new RejectException("paid already"); // to the dead letters at once
            }
            if (isAtNight()) {
                delivery.nack(Duration.ofHours(8)).join(); // a failed attempt with a delay of its own
                return;
            }
            bill(delivery.payload());
        });
    }

    /** Looks after dead letters. */
    static void lookAfterDeadLetters(MqClient mq, Topic orders, Group billing) {
        DeadLetters letters = mq.deadLetters(orders, billing);
        if (letters.count() > 0) {
            for (DeadLetters.Letter letter : letters.browse(20)) {
                System.out.println(letter.id() + " " + letter.cause());
            }
            letters.redriveIf(letter -> letter.message().headers().get("tenant").equals(Optional.of("acme")));
        }
    }

    /** Several groups may share a topic for their dead letters. */
    static DeadLetters withASharedTopic(MqClient mq, Topic orders, Group billing) {
        DeadLetterPolicy graveyard = DeadLetterPolicy.toTopic(Topic.of("graveyard"));
        mq.consumer(orders, billing, Codec.string())
                .retry(RetryPolicy.none())
                .deadLetter(graveyard)
                .start(delivery -> bill(delivery.payload()));
        DeadLetters letters = mq.deadLetters(orders, billing, graveyard);
        return letters;
    }

    private static void bill(String order) throws ConnectException {
        if (order.isEmpty()) {
            throw new IllegalArgumentException("an empty order");
        }
        if (order.equals("unreachable")) {
            throw new ConnectException("the bank does not answer");
        }
    }

    private static boolean isPaid(String order) {
        return order.startsWith("paid");
    }

    private static boolean isAtNight() {
        return LocalTime.now(ZoneOffset.UTC).getHour() < 6;
    }
}
