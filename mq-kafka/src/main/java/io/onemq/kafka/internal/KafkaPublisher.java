package io.onemq.kafka.internal;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.kafka.internal.Destinations.Destination;
import io.onemq.kafka.internal.KafkaErrors.Attempts;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes through one producer. Its native retries bring messages over outages, in order and without duplicates; what
 * ends the producer itself ends the publisher.
 */
final class KafkaPublisher implements DriverPublisher {
    private static final int FEW = 64;
    private static final int IDLE_SECONDS = 1;

    private final Producer<byte[], byte[]> producer;
    private final Destinations destinations;
    private final Parking parking;
    private final PublishListener listener;
    private final Runnable onClose;
    private final Link link;
    private final @Nullable Metric repeated;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ThreadPoolExecutor later = new ThreadPoolExecutor(
            0,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            KafkaPublisher::laneThread,
            // Refuses only what comes after the end of this publisher.
            new ThreadPoolExecutor.DiscardPolicy());
    private volatile boolean closed;

    KafkaPublisher(
            Producer<byte[], byte[]> producer,
            Destinations destinations,
            Parking parking,
            PublishListener listener,
            Runnable onClose) {
        this.producer = producer;
        this.destinations = destinations;
        this.parking = parking;
        this.listener = listener;
        this.onClose = onClose;
        this.repeated = repeated(producer);
        this.link = new Link(
                () -> List.of(producer.metrics()),
                destinations::areAwaited,
                listener::reconnecting,
                listener::reconnected);
    }

    /** The connections of the producer. */
    Link link() {
        return link;
    }

    @Override
    public void publish(List<? extends OutgoingMessage> batch) {
        boolean few = batch.size() <= FEW;
        for (OutgoingMessage message : batch) {
            if (closed || ended.get()) {
                return;
            }
            Destination destination = find(message);
            if (destination != null && (message.notBefore() == 0 || !isParked(message, destination, few))) {
                send(message, destination, null, few);
            }
        }
    }

    /** Sends a message to where it waits. Returns false if it goes into its topic at once. */
    private boolean isParked(OutgoingMessage message, Destination target, boolean few) {
        try {
            Parking.Place place = parking.find(message, target);
            if (place != null) {
                send(message, place.destination(), place.topic(), few);
            }
            return place != null;
        } catch (PublishException e) {
            listener.failed(message, e);
        } catch (MqException e) {
            notFound(message, e);
        }
        return true;
    }

    /** Looks a topic up before the first message to it: send() would wait for a missing one to appear. */
    private @Nullable Destination find(OutgoingMessage message) {
        String topic = message.topic().name();
        try {
            Destination found = destinations.find(topic);
            if (found == null) {
                listener.failed(message, KafkaErrors.notFound(topic, message.id()));
            }
            return found;
        } catch (MqException e) {
            notFound(message, e);
            return null;
        }
    }

    private void notFound(OutgoingMessage message, MqException lookup) {
        if (lookup.retryable() || lookup.code() == ErrorCode.AUTHENTICATION) {
            lose(lookup);
        } else {
            listener.failed(message, KafkaErrors.notSent(message.id(), lookup));
        }
    }

    /** Sends a message to its topic or, with a level, to where it waits. */
    private void send(OutgoingMessage message, Destination destination, @Nullable String level, boolean few) {
        destination.sent();
        try {
            Lanes lanes = destination.lanes(producer, later);
            byte @Nullable [] key = Records.key(message);
            int partition = lanes.choose(key, message.payload().length, few);
            ProducerRecord<byte[], byte[]> record = level == null
                    ? Records.of(message, key, partition)
                    : Records.delayed(message, key, level, partition);
            Lane lane = lanes.get(partition);
            lane.send(new Sending(message, destination, lane, record, level != null));
        } catch (InterruptException e) {
            lose(KafkaErrors.connection("send to topic " + message.topic().name(), e));
        } catch (KafkaException | IllegalStateException e) {
            failedInSend(message, destination, e);
        }
    }

    private void failedInSend(OutgoingMessage message, Destination destination, RuntimeException failure) {
        if (failure instanceof ApiException && !endsProducer(failure) && !isMissingMetadata(failure)) {
            destination.completed();
            fail(message, failure, Attempts.NONE);
        } else {
            lose(KafkaErrors.connection("go on with a producer that failed", failure));
        }
    }

    private void completed(
            OutgoingMessage message,
            @Nullable RecordMetadata stored,
            @Nullable Exception failure,
            boolean parked,
            boolean inSend) {
        if (closed) {
            return;
        }
        if (failure == null && stored != null) {
            link.answered();
            // Where a message waits is not where it will be.
            boolean known = stored.hasOffset() && !parked;
            listener.confirmed(
                    message, known ? Positions.of(stored.topic(), stored.partition(), stored.offset()) : null);
        } else if (failure != null) {
            if (endsProducer(failure) || (inSend && isMissingMetadata(failure))) {
                lose(KafkaErrors.connection("store message " + message.id(), failure));
            } else {
                fail(message, failure, inSend ? Attempts.NONE : attempts());
            }
        }
    }

    private void fail(OutgoingMessage message, Exception failure, Attempts attempts) {
        if (!ended.get()) {
            listener.failed(message, KafkaErrors.publish(message.topic().name(), message.id(), failure, attempts));
        }
    }

    /** How often a message was sent that fails now. The producer tells no more than how often it repeated any. */
    private Attempts attempts() {
        Metric repeats = repeated;
        boolean never = repeats != null && repeats.metricValue() instanceof Number count && count.doubleValue() == 0;
        return never ? Attempts.ONE : Attempts.SEVERAL;
    }

    private static @Nullable Metric repeated(Producer<?, ?> producer) {
        for (Map.Entry<MetricName, ? extends Metric> metric : producer.metrics().entrySet()) {
            MetricName name = metric.getKey();
            if (name.group().equals("producer-metrics") && name.name().equals("record-retry-total")) {
                return metric.getValue();
            }
        }
        return null;
    }

    /** The topic existed when it was looked up, so its metadata is missing because no broker answers. */
    private static boolean isMissingMetadata(Exception failure) {
        return failure instanceof TimeoutException && !(failure instanceof BufferExhaustedException);
    }

    static boolean endsProducer(Exception failure) {
        return failure instanceof AuthenticationException
                || failure instanceof ClusterAuthorizationException
                || failure instanceof ProducerFencedException
                || failure instanceof InvalidProducerEpochException
                || failure instanceof OutOfOrderSequenceException
                || failure instanceof UnsupportedVersionException;
    }

    /**
     * Kafka goes on sending to a topic that was deleted until the delivery timeout. If nothing of a topic is confirmed any
     * more for that reason, the publisher ends; when the messages are sent again, the missing topic is noticed. Called now
     * and then by the watching thread: what is not confirmed at one call only may have been sent a moment before.
     */
    void lookForDeletedTopics() {
        List<Destination> stuck = destinations.stuck();
        // Without a connection that is the reason, and to ask would keep the watching thread from seeing more of it.
        if (stuck.isEmpty() || closed || ended.get() || !link.isUp()) {
            return;
        }
        try {
            if (stuck.stream().anyMatch(destinations::isGone)) {
                lose(new ConnectionException(
                        Outcome.UNKNOWN, "A topic was deleted while messages were sent to it", null));
            }
        } catch (MqException e) {
            // The cluster does not answer; then that is why nothing is confirmed.
            stuck.forEach(Destination::progressed);
        }
    }

    private void lose(MqException cause) {
        if (ended.compareAndSet(false, true) && !closed) {
            listener.lost(cause);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        onClose.run();
        later.shutdownNow();
        producer.close(Duration.ZERO);
    }

    private static Thread laneThread(Runnable task) {
        Thread thread = new Thread(task, "onemq-kafka-lanes");
        thread.setDaemon(true);
        return thread;
    }

    /** A message on its way. */
    private final class Sending implements Runnable, Callback {
        private final OutgoingMessage message;
        private final Destination destination;
        private final Lane lane;
        private final ProducerRecord<byte[], byte[]> record;
        private final boolean parked;

        /** What fails on the thread that calls send() has not left the process. */
        private volatile @Nullable Thread sender;

        Sending(
                OutgoingMessage message,
                Destination destination,
                Lane lane,
                ProducerRecord<byte[], byte[]> record,
                boolean parked) {
            this.message = message;
            this.destination = destination;
            this.lane = lane;
            this.record = record;
            this.parked = parked;
        }

        @Override
        public void run() {
            if (closed || ended.get()) {
                return;
            }
            sender = Thread.currentThread();
            try {
                // The callback gets the outcome.
                Future<?> unused = producer.send(record, this);
            } catch (InterruptException e) {
                lose(KafkaErrors.connection("send to topic " + message.topic().name(), e));
            } catch (KafkaException | IllegalStateException e) {
                failedInSend(message, destination, e);
                lane.completed(false);
            }
        }

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception exception) {
            boolean inSend = Thread.currentThread() == sender;
            if (!inSend) {
                destination.progressed();
            }
            destination.completed();
            completed(message, metadata, exception, parked, inSend);
            lane.completed(exception == null);
        }
    }
}
