package io.onemq.samples;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.Headers;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.RejectException;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.zip.CRC32;

/**
 * The pipeline: one topic, two groups that each get every order, and the dead letters of one of them.
 *
 * <pre>
 * file -> publisher -> orders -> billing: 3 consumers share the work, 4 handlers each
 *                         |         +-> orders.billing.dlq -> receiver: what could not be billed, and why
 *                         +----> audit: 1 consumer, which sees every line as it is
 * </pre>
 *
 * <p>Nothing here knows which broker it runs on.
 */
final class OrderPipeline implements AutoCloseable {
    static final Group BILLING = Group.of("billing");
    static final Group AUDIT = Group.of("audit");

    private static final int BILLING_WORKERS = 3;
    private static final String LINE = "order-line";
    private static final String CHECKSUM = "order-crc32";

    private final MqClient mq;
    private final Topic orders;
    private final Topic deadLetters;
    private final Ledger ledger;
    private final List<Consumer> consumers = new ArrayList<>();
    private final Publisher<byte[]> publisher;
    private final Receiver<byte[]> inspector;
    private final Thread inspection;
    private volatile boolean closing;

    /** Declares everything and starts the consumers. From here on the pipeline only needs orders. */
    OrderPipeline(MqClient mq, String topic, Ledger ledger, DeadLetterTable table) {
        this.mq = mq;
        this.ledger = ledger;
        orders = Topic.of(topic).withGroups(BILLING, AUDIT);
        deadLetters = orders.deadLetterTopic(BILLING);

        for (int worker = 0; worker < BILLING_WORKERS; worker++) {
            consumers.add(mq.consumer(orders, BILLING, Order.JSON)
                    .concurrency(4)
                    .retry(RetryPolicy.exponential(5, Duration.ofMillis(200), Duration.ofSeconds(10)))
                    .start(new Billing(ledger)));
        }
        consumers.add(mq.consumer(orders, AUDIT, Codec.bytes()).start(this::audit));
        inspector = mq.receiver(deadLetters, Topic.deadLetterGroup(), Codec.bytes());
        inspection = new Thread(() -> inspect(table), "inspection");
        inspection.start();
        publisher = mq.publisher(orders, Codec.bytes());
    }

    /** Publishes a line as it is. Returns before it is confirmed; the ledger hears of that. */
    void publish(String id, int line, byte[] json) {
        Message.Builder<byte[]> message = Message.builder(json)
                .id(id)
                .contentType("application/json")
                .headers(Headers.of(Map.of(LINE, Integer.toString(line), CHECKSUM, checksum(json))));
        Order.customerIn(json).ifPresent(message::key);
        ledger.publishing(id);
        Future<?> unused = publisher.publishAsync(message.build()).whenComplete((receipt, failure) -> {
            if (failure == null) {
                ledger.confirmed(id);
            } else {
                ledger.notConfirmed(id, failure);
            }
        });
    }

    private void audit(Delivery<byte[]> delivery) {
        String sent = delivery.headers().get(CHECKSUM).orElse("none");
        String received = checksum(delivery.payload());
        if (!received.equals(sent)) {
            throw new RejectException("altered on its way: checksum " + received + ", sent with " + sent);
        }
        ledger.audited(delivery.id());
    }

    private void inspect(DeadLetterTable table) {
        while (!closing) {
            inspector.receive(Duration.ofMillis(200)).ifPresent(delivery -> {
                table.add(delivery, delivery.headers().get(LINE).orElse("?"));
                ledger.deadLettered(delivery.id());
                // Should the ack get lost, the dead letter comes again and is counted as a duplicate.
                Future<?> unused = delivery.ack();
            });
        }
    }

    private static String checksum(byte[] json) {
        CRC32 sum = new CRC32();
        sum.update(json);
        return Long.toHexString(sum.getValue());
    }

    /** Deletes everything that the pipeline declared. To be called after close. */
    void deleteTopics() {
        mq.admin().delete(orders);
        mq.admin().delete(orders.deadLetterTopic(AUDIT));
        mq.admin().delete(deadLetters);
        mq.admin().delete(deadLetters.deadLetterTopic(Topic.deadLetterGroup()));
    }

    /** Waits for running handlers and unconfirmed orders, and settles what was handled. */
    @Override
    public void close() throws InterruptedException {
        publisher.close();
        consumers.forEach(Consumer::close);
        closing = true;
        inspection.join();
        inspector.close();
    }
}
