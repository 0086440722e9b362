package io.onemq.bench;

import io.onemq.Backlog;
import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;

/** The broker through OneMQ, with default settings except for the consumer's window. */
final class OneMqSide implements Side {
    private final Mode mode;
    private final MqClient mq;

    OneMqSide(Mode mode, String url) {
        this.mode = mode;
        MqClient.Builder builder = MqClient.builder(url);
        mode.options().forEach(builder::option);
        this.mq = builder.connect();
    }

    MqClient mq() {
        return mq;
    }

    @Override
    public String client() {
        return "OneMQ on " + mq.broker();
    }

    @Override
    public String settings() {
        return "publishAsync with default settings; consumer with concurrency 1, maxInFlight " + mode.maxInFlight()
                + ", automatic ack";
    }

    @Override
    public Sample publish(Topic topic, int messages) throws InterruptedException {
        Confirmations confirmations = new Confirmations(messages);
        try (Publisher<byte[]> publisher = mq.publisher(topic, Codec.bytes())) {
            Meter meter = new Meter();
            meter.begin();
            for (int i = 0; i < messages; i++) {
                var unused = publisher
                        .publishAsync(Message.of(Payloads.numbered(i)))
                        .whenComplete((receipt, failure) -> confirmations.completed(failure));
            }
            meter.handedOver();
            confirmations.await();
            return meter.end(messages);
        }
    }

    @Override
    public Sample consume(Topic topic, int messages) throws InterruptedException {
        Tally tally = new Tally(messages);
        Confirmations lastAck = new Confirmations(1);
        try (Consumer consumer = mq.consumer(topic, mode.group(), Codec.bytes())
                .maxInFlight(mode.maxInFlight())
                .start(delivery -> {
                    tally.consumed(delivery.payload());
                    if (tally.isComplete()) {
                        // Acks are settled in order, so this one tells when all are.
                        var unused = delivery.ack().thenAccept(outcome -> confirm(lastAck, outcome));
                    }
                })) {
            tally.await();
            lastAck.await();
            return tally.end();
        }
    }

    private static void confirm(Confirmations lastAck, Settlement outcome) {
        lastAck.completed(outcome == Settlement.SETTLED ? null : new IllegalStateException("The last ack: " + outcome));
    }

    @Override
    public long backlog(Topic topic) {
        Backlog backlog = mq.admin().backlog(topic, mode.group());
        return backlog.ready() + backlog.inFlight().orElse(0L);
    }

    @Override
    public void close() {
        mq.close();
    }
}
