package io.onemq.samples;

import io.onemq.Codec;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.RejectException;
import io.onemq.Requester;
import io.onemq.Responder;
import io.onemq.Topic;
import java.time.Duration;

/** A program that asks for prices and one that knows them. The page on requests shows parts of it. */
public final class Pricing {
    private Pricing() {}

    /** Asks for one price. */
    static String ask(MqClient mq, Topic prices, String article) {
        try (Requester<String, String> requester = mq.requester(prices, Codec.string(), Codec.string())
                .timeout(Duration.ofSeconds(10))
                .start()) {
            Message<String> reply = requester.request(Message.of(article)); // or requestAsync
            return reply.payload();
        }
    }

    /** Answers until it is closed. */
    static Responder answer(MqClient mq, Topic prices, Group group) {
        return mq.responder(prices, group, Codec.string(), Codec.string())
                .concurrency(16)
                .start(request -> Message.of(priceOf(request.payload())));
    }

    private static String priceOf(String article) {
        if (article.isBlank()) {
            throw new RejectException("No article has this name");
        }
        return article.length() + ".00";
    }
}
