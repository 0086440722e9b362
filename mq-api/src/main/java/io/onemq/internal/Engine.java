package io.onemq.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.internal.publish.PublishChannel;
import io.onemq.internal.publish.PublishPipeline;
import io.onemq.internal.publish.PublishSettings;
import io.onemq.spi.DriverConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What the publishers and readers of one client share: the connection, the threads and the pipelines. Thread-safe. */
public final class Engine implements AutoCloseable {
    private final DriverConnection connection;
    private final Duration drainTimeout;
    private final Events events;
    private final CallbackThread callbacks;
    private final ScheduledExecutorService timer;
    private final ExecutorService workers;
    private final PublishPipeline application;
    private final PublishPipeline transferPipeline;
    private final PublishChannel transfers;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public Engine(
            String clientName,
            DriverConnection connection,
            PublishSettings publishing,
            Duration drainTimeout,
            Events events) {
        this.connection = connection;
        this.drainTimeout = drainTimeout;
        this.events = events;
        this.callbacks = new CallbackThread(clientName, events);
        this.timer = Threads.timer("onemq-timer-" + clientName);
        this.workers = Threads.workers("onemq-worker-" + clientName);
        this.application = new PublishPipeline(clientName, connection, publishing, callbacks, events);
        callbacks.collectWhile(application::awaitsMany);
        // Retries and dead letters have a pipeline of their own: an application that fills its window must not keep
        // its consumers from moving failed messages. The readers' windows bound it.
        this.transferPipeline =
                new PublishPipeline("transfers-" + clientName, connection, publishing.unbounded(), callbacks, events);
        this.transfers = transferPipeline.channel("retries and dead letters");
    }

    /** The connection to the broker. */
    public DriverConnection connection() {
        return connection;
    }

    /** The event log. */
    public Events events() {
        return events;
    }

    /** The thread on which futures complete. */
    public CallbackThread callbacks() {
        return callbacks;
    }

    /** The timer; its tasks must not block. */
    public ScheduledExecutorService timer() {
        return timer;
    }

    /** The executor for handlers and for work that may block. */
    public ExecutorService workers() {
        return workers;
    }

    /** The way of copies to retry and dead-letter topics. */
    public PublishChannel transfers() {
        return transfers;
    }

    /** Creates the way of one publisher to the broker. */
    public PublishChannel publishChannel(String topic) {
        refuseClosed();
        return application.channel(topic);
    }

    /** Runs a task that may block. */
    public void inBackground(Runnable task) {
        try {
            workers.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            // The client is closed; what the task would have tidied up goes down with the connection.
            events.uncaught("Background work after close", e);
        }
    }

    /** Runs a task that may block, after a delay; not at all once the client is closed. */
    public void later(long delayMillis, Runnable task) {
        // The failures of the task are reported by inBackground, so the timer's future says nothing more.
        Future<?> unused = timer.schedule(() -> inBackground(task), delayMillis, TimeUnit.MILLISECONDS);
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                events.uncaught("A background task", e);
            }
        };
    }

    /** Fails if the client is closed. */
    public void refuseClosed() {
        if (closed) {
            throw new MqException(ErrorCode.CLOSED, "The client is closed");
        }
    }

    /** Remembers something to close with the client. */
    public <C extends AutoCloseable> C remember(C closeable) {
        open.add(closeable);
        return closeable;
    }

    /** Forgets something that was closed by itself. */
    public void forget(AutoCloseable closeable) {
        open.remove(closeable);
    }

    /** Closes readers and publishers, sends what waits, then closes the connection and ends the threads. Idempotent. */
    @Override
    public void close() {
        callbacks.refuseBlocking("MqClient.close");
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        Closing closing = new Closing(events);
        open.forEach(closing::close);
        closing.close(() -> application.close(drainTimeout));
        closing.close(() -> transferPipeline.close(drainTimeout));
        timer.shutdownNow();
        closing.close(connection);
        callbacks.close();
        workers.shutdown();
    }
}
