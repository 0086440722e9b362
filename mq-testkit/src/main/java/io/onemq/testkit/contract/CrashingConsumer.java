package io.onemq.testkit.contract;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.MessageHandler;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A program that consumes until it halts in the middle of a message, without closing anything, or until its standard input
 * ends, which is a failure. Its arguments are topic with its partitions, group with its ordering, the number of messages, a
 * file to which it appends the id of each, and options as {@code key=value}; the broker's URL is the environment variable
 * {@code MQ_URL}.
 */
public final class CrashingConsumer implements MessageHandler<byte[]> {
    /** With what it ends if whoever started it has ended. */
    private static final int ABANDONED_STATUS = 43;

    private static final int CONCURRENCY = 4;

    /** Of how many messages the settlement of one is waited for, before the end. */
    private static final int SAMPLE = 100;

    /** The payload of a message whose first attempt is nacked with a delay, without being counted. */
    static final String RETRIED_LATER = "retried later";

    /**
     * The payload of a message whose first attempt is nacked at once, without being counted, after that of
     * {@link #RETRIED_LATER}. Retries are read in their order, so its second attempt tells that the other retry has been
     * read too and waits in this consumer.
     */
    static final String RETRIED_AT_ONCE = "retried at once";

    /** The payload of a message in whose middle the consumer ends, whenever it comes. */
    static final String KILLS = "kills its consumer";

    /** How many attempts a message has. */
    static final int ATTEMPTS = 2;

    // Long enough for the end to come first.
    private static final Duration RETRY_DELAY = Waiting.scaled(Duration.ofSeconds(5));

    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch retriedAtOnce = new CountDownLatch(1);
    private final int haltAfter;
    private final Consumer<String> taken;
    private final Runnable end;
    private final List<CompletableFuture<Settlement>> acks = new ArrayList<>();
    private int count;
    private volatile boolean retriesAtOnce;

    private CrashingConsumer(int haltAfter, Consumer<String> taken, Runnable end) {
        this.haltAfter = haltAfter;
        this.taken = taken;
        this.end = end;
    }

    /**
     * Runs the program.
     *
     * @param args topic, group, number of messages, file, options
     * @throws IOException if the file cannot be written or the standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        MqClient.Builder builder = MqClient.builder();
        for (int i = 4; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            builder.option(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        // Unbuffered: what was written is in the file, whatever becomes of this process.
        try (OutputStream file = new FileOutputStream(args[3], true);
                MqClient mq = builder.connect()) {
            Consumer<String> taken = id -> append(file, id);
            start(
                    mq,
                    Arguments.topic(args[0]),
                    Arguments.group(args[1]),
                    new CrashingConsumer(
                            Integer.parseInt(args[2]),
                            taken,
                            () -> Runtime.getRuntime().halt(0)));
            System.in.transferTo(OutputStream.nullOutputStream());
            Runtime.getRuntime().halt(ABANDONED_STATUS);
        }
    }

    /**
     * Does what the program does inside this JVM, for brokers that live in it.
     *
     * @param plan what the consumer does
     * @param crash cuts off the client of the given {@code client.name} for good
     * @return the ids of the messages for which the handler was called, in that order
     */
    public static List<String> runHere(CrashPlan plan, Consumer<String> crash) {
        String name = "crash-" + UUID.randomUUID();
        Map<String, String> options = new HashMap<>(plan.options());
        options.put("client.name", name);
        options.put("drain.timeout", "1s");
        options.put("connect.timeout", "2s");
        List<String> ids = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch crashed = new CountDownLatch(1);
        MqClient.Builder builder = MqClient.builder(plan.url());
        options.forEach(builder::option);
        try (MqClient mq = builder.connect()) {
            CrashingConsumer handler = new CrashingConsumer(plan.haltAfter(), ids::add, () -> {
                crash.accept(name);
                crashed.countDown();
            });
            startUnlessCrashed(mq, plan, handler, crashed);
            Waiting.until(
                    "the consumer has handled " + plan.haltAfter() + " messages",
                    () -> crashed.getCount() == 0 || plan.isOver().getAsBoolean());
        }
        return List.copyOf(ids);
    }

    private static void startUnlessCrashed(
            MqClient mq, CrashPlan plan, CrashingConsumer handler, CountDownLatch crashed) {
        try {
            start(mq, plan.topic(), plan.group(), handler);
        } catch (MqException e) {
            // The first messages come before the start is complete, and with them the end may come.
            if (crashed.getCount() > 0) {
                throw e;
            }
        }
    }

    private static void start(MqClient mq, Topic topic, Group group, CrashingConsumer handler) {
        mq.consumer(topic, group, Codec.bytes())
                .concurrency(CONCURRENCY)
                .maxInFlight(64)
                .retry(RetryPolicy.fixed(ATTEMPTS, Duration.ZERO))
                .start(handler);
    }

    private static void append(OutputStream file, String id) {
        try {
            file.write((id + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("Cannot write the id of a message", e);
        }
    }

    @Override
    public void handle(Delivery<byte[]> delivery) {
        String payload = new String(delivery.payload(), StandardCharsets.UTF_8);
        if (delivery.attempt() == 1 && payload.equals(RETRIED_LATER)) {
            Settlement unused = Waiting.forFuture(delivery.nack(RETRY_DELAY));
            waiting.countDown();
        } else if (delivery.attempt() == 1 && payload.equals(RETRIED_AT_ONCE)) {
            Waiting.forLatch("the other message is nacked", waiting);
            retriesAtOnce = true;
            Settlement unused = Waiting.forFuture(delivery.nack(Duration.ZERO));
            retriedAtOnce.countDown();
        } else if (payload.equals(KILLS)) {
            end(delivery);
        } else {
            count(delivery);
        }
    }

    private synchronized void end(Delivery<byte[]> delivery) {
        taken.accept(delivery.id());
        count = haltAfter;
        end.run();
    }

    // One at a time, so that the last id is that of the message whose handling never ended.
    private synchronized void count(Delivery<byte[]> delivery) {
        if (count == haltAfter) {
            return;
        }
        count++;
        taken.accept(delivery.id());
        if (count == haltAfter) {
            acks.forEach(Waiting::forFuture);
            if (retriesAtOnce) {
                // The retry can come before its original is settled, which would come to the next consumer, too.
                Waiting.forLatch("the nack is settled", retriedAtOnce);
            }
            end.run();
        } else if (count % SAMPLE == 0) {
            // However fast the handler is, what was acknowledged by now is settled before the end.
            acks.add(delivery.ack());
        }
    }
}
