package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits of bounded length. */
final class Patience {
    private static final long CONFIRM_MILLIS = 30_000;

    private Patience() {}

    /** Waits until the broker has taken all that was published on a channel; fails if it refuses something. */
    static void confirmed(Channel channel) throws IOException {
        try {
            channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        } catch (TimeoutException e) {
            throw new IOException("RabbitMQ did not confirm in time", e);
        } catch (ShutdownSignalException e) {
            throw new IOException("RabbitMQ ended the channel", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits for the next of a queue; null if there is none in time. */
    static <T> @Nullable T next(BlockingQueue<T> queue, long millis) {
        try {
            return queue.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Lets some time pass. */
    static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static MqException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new MqException(
                ErrorCode.INTERRUPTED, Outcome.UNKNOWN, true, "Interrupted while waiting for RabbitMQ", e);
    }
}
