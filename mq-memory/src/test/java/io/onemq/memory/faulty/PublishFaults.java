package io.onemq.memory.faulty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onemq.PublishException;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults of publishing. */
final class PublishFaults {
    private static final int SOME = 100;

    private PublishFaults() {}

    /** Sends every message changed. */
    static Fault changing(UnaryOperator<Changed> change) {
        return new Fault() {
            @Override
            List<OutgoingMessage> outgoing(List<? extends OutgoingMessage> batch) {
                return batch.stream()
                        .<OutgoingMessage>map(message -> change.apply(new Changed(message)))
                        .toList();
            }
        };
    }

    /** Sends messages to topics of one role changed. */
    static Fault changingIf(TopicSpec.Role role, UnaryOperator<Changed> change) {
        return changing(message -> message.topic().role() == role ? change.apply(message) : message);
    }

    /** What becomes of bytes that somebody takes for text. */
    static byte[] asText(byte[] payload) {
        return new String(payload, UTF_8).getBytes(UTF_8);
    }

    static final class LosesSome extends Fault {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        void publish(DriverPublisher real, List<OutgoingMessage> batch, PublishListener listener) {
            List<OutgoingMessage> sent = new ArrayList<>();
            for (OutgoingMessage message : batch) {
                if (count.incrementAndGet() % SOME == 0) {
                    listener.confirmed(message, null);
                } else {
                    sent.add(message);
                }
            }
            real.publish(sent);
        }
    }

    static final class SendsSomeTwice extends Fault {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        List<OutgoingMessage> outgoing(List<? extends OutgoingMessage> batch) {
            List<OutgoingMessage> sent = new ArrayList<>(batch);
            batch.stream()
                    .filter(message -> count.incrementAndGet() % SOME == 0)
                    .forEach(sent::add);
            return sent;
        }
    }

    static final class Reorders extends Fault {
        @Override
        List<OutgoingMessage> outgoing(List<? extends OutgoingMessage> batch) {
            List<OutgoingMessage> sent = new ArrayList<>(batch);
            Collections.reverse(sent);
            return sent;
        }
    }

    static final class ConfirmsBeforeStoring extends Fault {
        private final Executor later = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

        @Override
        void publish(DriverPublisher real, List<OutgoingMessage> batch, PublishListener listener) {
            batch.forEach(message -> listener.confirmed(message, null));
            later.execute(() -> real.publish(batch));
        }
    }

    static final class ConfirmsRefused extends Fault {
        @Override
        PublishListener listener(PublishListener engine) {
            return new OriginalsListener(engine) {
                @Override
                public void failed(OutgoingMessage message, PublishException failure) {
                    confirmed(message, null);
                }
            };
        }
    }

    static final class HidesDuplicates extends Fault {
        @Override
        PublishListener listener(PublishListener engine) {
            return new OriginalsListener(engine) {
                @Override
                public void duplicate(OutgoingMessage message, @Nullable String position) {
                    confirmed(message, position);
                }
            };
        }
    }

    static final class StoresDuplicates extends Fault {
        @Override
        List<OutgoingMessage> outgoing(List<? extends OutgoingMessage> batch) {
            return batch.stream()
                    .<OutgoingMessage>map(message -> new Changed(message)
                            .to(new TopicSpec(message.topic().name(), 0, TopicSpec.Role.DEAD_LETTER)))
                    .toList();
        }
    }

    /** Puts retries back into the topic that they came from. */
    static final class RetriesForEveryGroup extends Fault {
        @Override
        List<OutgoingMessage> outgoing(List<? extends OutgoingMessage> batch) {
            return batch.stream().map(RetriesForEveryGroup::back).toList();
        }

        private static OutgoingMessage back(OutgoingMessage message) {
            String name = message.topic().name();
            if (message.topic().role() != TopicSpec.Role.RETRY) {
                return message;
            }
            String ofGroup = name.substring(0, name.lastIndexOf('.'));
            String topic = ofGroup.substring(0, ofGroup.lastIndexOf('.'));
            return new Changed(message).to(new TopicSpec(topic, 0, TopicSpec.Role.APPLICATION));
        }
    }
}
