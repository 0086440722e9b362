package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.MqException;
import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OwnershipTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final String NOTE = "failed-once";

    private final Held held = new Held();
    private final Deferring consumer = new Deferring();
    private final HandOut handOut = new HandOut(10, true, held);

    @Test
    @Timeout(10)
    void aNoteIsAnsweredBeforeItsPartitionGoes() {
        Ownership ownership = owning(nanos -> true);
        note(ownership);

        ownership.onPartitionsRevoked(List.of(PARTITION));

        assertThat(held.told).containsExactly("note SETTLED", "revoking ends");
        assertThat(OrderNotes.decode(committed())).containsExactly(Map.entry(7L, NOTE));
    }

    @Test
    @Timeout(10)
    void soIsOneWhoseCommitIsUnderWay() {
        Ownership ownership = owning(nanos -> true);
        note(ownership);
        ownership.committer().run(true);
        assertThat(ownership.committer().isUnderWay()).isTrue();

        ownership.onPartitionsRevoked(List.of(PARTITION));

        assertThat(held.told).containsExactly("note SETTLED", "revoking ends");
    }

    @Test
    void aNoteThatFindsNoTimeIsLostAfterItsMessage() {
        Ownership ownership = owning(nanos -> false);
        note(ownership);
        ownership.committer().run(true);

        ownership.onPartitionsRevoked(List.of(PARTITION));

        assertThat(held.told).containsExactly("lost orders-0@7", "note LEASE_LOST");
        assertThat(OrderNotes.decode(committed())).as("known to the next owner").containsExactly(Map.entry(7L, NOTE));
    }

    @Test
    void aNoteOfALostPartitionIsAnsweredAfterTheLoss() {
        Ownership ownership = owning(nanos -> true);
        note(ownership);

        ownership.onPartitionsLost(List.of(PARTITION));

        assertThat(held.told).containsExactly("lost orders-0@7", "note LEASE_LOST");
    }

    /** Owns a partition of which one message is delivered. */
    private Ownership owning(LongPredicate settleWhile) {
        Ownership ownership = new Ownership(consumer, "orders.billing", false, true, false, handOut, held, settleWhile);
        consumer.assign(List.of(PARTITION));
        consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(7, OrderNotes.NONE)));
        ownership.onPartitionsAssigned(List.of(PARTITION));
        PartitionTracker tracker = Objects.requireNonNull(ownership.tracker(PARTITION));
        tracker.fetched(1, new OffsetAndMetadata(8));
        handOut.add(tracker, List.of(new ConsumerRecord<>("orders", 0, 7, new byte[0], new byte[0])));
        handOut.run();
        ownership.committer().run(true);
        consumer.callBack();
        handOut.run();
        assertThat(held.delivered).hasSize(1);
        return ownership;
    }

    private void note(Ownership ownership) {
        ClassicDelivery delivery = held.delivered.get(0);
        assertThat(delivery.tracker().note(delivery, NOTE)).isTrue();
        ownership.committer().answerWhenCommitted(new Note(delivery, held), delivery);
    }

    private OffsetAndMetadata committed() {
        return Objects.requireNonNull(consumer.committed(Set.of(PARTITION)).get(PARTITION));
    }

    /** Holds its message until it hears of the note. */
    private static final class Held implements DeliveryListener {
        private final List<ClassicDelivery> delivered = new ArrayList<>();
        private final List<String> told = new ArrayList<>();
        private boolean noted;

        @Override
        public void deliver(List<? extends IncomingMessage> batch) {
            batch.forEach(message -> delivered.add((ClassicDelivery) message));
        }

        @Override
        public Collection<? extends IncomingMessage> revoking(Collection<? extends IncomingMessage> messages) {
            if (noted) {
                told.add("revoking ends");
                delivered.clear();
                return List.of();
            }
            return messages;
        }

        @Override
        public void leasesLost(Collection<? extends IncomingMessage> messages) {
            messages.stream().filter(delivered::contains).forEach(message -> told.add("lost " + message.position()));
        }

        @Override
        public void lost(MqException cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void notice(String message) {
            throw new AssertionError(message);
        }
    }

    private record Note(IncomingMessage message, Held held) implements SettleRequest {

        @Override
        public Action action() {
            return Action.NOTE;
        }

        @Override
        public boolean outcomeWanted() {
            return true;
        }

        @Override
        public String note() {
            return NOTE;
        }

        @Override
        public void complete(Settlement outcome) {
            held.told.add("note " + outcome);
            held.noted = true;
        }
    }

    /** Calls back as Kafka does: from poll, and before a commit that is waited for. */
    private static final class Deferring extends MockConsumer<byte[], byte[]> {
        private final List<Runnable> callbacks = new ArrayList<>();

        Deferring() {
            super("none");
        }

        void callBack() {
            List<Runnable> due = List.copyOf(callbacks);
            callbacks.clear();
            due.forEach(Runnable::run);
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
            if (callback == null) {
                super.commitAsync(offsets, null);
            } else {
                callbacks.add(() -> super.commitAsync(offsets, callback));
            }
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            callBack();
            super.commitSync(offsets, timeout);
        }
    }
}
