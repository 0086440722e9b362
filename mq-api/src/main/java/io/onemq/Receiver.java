package io.onemq;

import io.onemq.internal.Engine;
import io.onemq.internal.consume.InFlight;
import io.onemq.internal.consume.PullReader;
import io.onemq.internal.consume.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages one call at a time and leaves the settlement to the caller. Retries and dead letters work as with a
 * {@link Consumer}: {@link Delivery#nack()} counts an attempt, an undecodable payload goes to the dead-letter topic.
 *
 * <p>Messages are fetched ahead, up to {@code consume.max-in-flight}, and kept for a receiver that does not ask for them.
 * There is no pause as {@link Consumer#pause()} has: whoever wants none for long closes the receiver. Thread-safe. It reconnects by itself.
 *
 * @param <T> the type of the payload
 */
public final class Receiver<T> implements AutoCloseable {
    private final Engine engine;
    private final PullReader reader;
    private final Codec<T> codec;

    Receiver(Engine engine, PullReader reader, Codec<T> codec) {
        this.engine = engine;
        this.reader = reader;
        this.codec = codec;
    }

    /**
     * Waits for the next message.
     *
     * @param atMost how long to wait; zero to take only what is there
     * @return the delivery, or empty if none came in time, the bound on unsettled deliveries is reached, or the receiver
     *     was closed meanwhile
     * @throws MqException with code CLOSED if the receiver was closed before, INTERRUPTED if the thread is interrupted
     */
    public Optional<Delivery<T>> receive(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            InFlight inFlight = reader.poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (inFlight == null) {
                return Optional.empty();
            }
            Delivery<T> delivery = decode(inFlight);
            if (delivery != null) {
                return Optional.of(delivery);
            }
        }
    }

    /**
     * Waits for the first message and takes what else is there.
     *
     * @param max how many messages to take at most
     * @param atMost how long to wait for the first
     * @return the deliveries, possibly none
     * @throws MqException as {@link #receive(Duration)} does
     */
    public List<Delivery<T>> receiveBatch(int max, Duration atMost) {
        List<Delivery<T>> batch = new ArrayList<>();
        Duration wait = atMost;
        while (batch.size() < max) {
            Optional<Delivery<T>> next = receive(wait);
            if (next.isEmpty()) {
                break;
            }
            batch.add(next.get());
            wait = Duration.ZERO;
        }
        return batch;
    }

    private @Nullable Delivery<T> decode(InFlight inFlight) {
        try {
            return new Delivery<>(inFlight, codec.decode(inFlight.message().payload()));
        } catch (RuntimeException e) {
            inFlight.settle(HandlerRunner.undecodable(e));
            return null;
        } catch (Error e) {
            inFlight.settle(new Verdict.Nack(e, null));
            throw e;
        }
    }

    /**
     * Tells whether the receiver is connected at the moment.
     *
     * @return false during an outage and after close
     */
    public boolean isConnected() {
        return reader.isConnected();
    }

    /**
     * Ends waiting calls, waits until received deliveries are settled, at most {@code drain.timeout}, and returns the
     * rest to the group. Idempotent.
     */
    @Override
    public void close() {
        reader.close();
        engine.forget(this);
    }
}
