package io.onemq.testkit.runtime;

import java.util.List;

/**
 * One real broker for tests, with the faults that only its operator can cause.
 *
 * <p>{@link #url()} stays the same for the life of this object, and what the broker has stored outlives {@link #stop()},
 * {@link #kill()} and {@link #restart()}; {@link #close()} ends the broker and removes what it stored.
 *
 * <p>Safe for use by several threads. {@code start}, {@code stop}, {@code kill} and {@code restart} run one at a time,
 * and each blocks until the broker has reached the state asked for: at most 90 seconds to start (and, the first time,
 * what it takes to download an image or a class path), at most 30 seconds to stop, after which it is killed. An
 * interrupt ends the wait with an {@link IllegalStateException}. After {@code close} they throw
 * {@code IllegalStateException}.
 */
public interface BrokerRuntime extends AutoCloseable {

    /** How a broker runs. */
    enum Kind {
        /** In a container that this JVM started and removes. */
        CONTAINER,
        /** As a child process of this JVM. */
        PROCESS,
        /** Somewhere else: it was there before, and it is never stopped. */
        URL
    }

    /**
     * Returns the name of the broker.
     *
     * @return {@code rabbitmq}, {@code kafka} or {@code redis}
     */
    String broker();

    /**
     * Returns how the broker runs.
     *
     * @return its kind
     */
    Kind kind();

    /**
     * Returns where clients reach the broker.
     *
     * @return the URL, known before the broker is started; it may hold credentials
     */
    String url();

    /**
     * Returns by what its operator finds it, to restart it from outside: the name of its container or the id of its
     * process. A container may be restarted with the engine's own commands; a process that is ended needs
     * {@link #start()}.
     *
     * @return such as {@code onemq-kafka-5f0c} or {@code 4711}; empty while no process runs, and for {@link Kind#URL}
     */
    String handle();

    /**
     * Returns the version the running broker told.
     *
     * @return such as {@code 4.0.5}; empty before the first start, for {@link Kind#URL} and if the broker does not tell
     */
    String version();

    /**
     * Returns whether the broker runs.
     *
     * @return true from a start until a stop, a kill or its own end; for {@link Kind#URL} whether it was reached
     */
    boolean isRunning();

    /**
     * Starts the broker and waits until it answers. Does nothing if it runs.
     *
     * @throws IllegalStateException if it cannot be started or reached; the message says what, where and what to do
     */
    void start();

    /**
     * Stops the broker as its operator would: it may finish and write what it holds. Does nothing if it does not run.
     *
     * @throws IllegalStateException if the kind is {@link Kind#URL}
     */
    void stop();

    /**
     * Ends the broker at once, as {@code kill -9} does. {@link #start()} brings it back. Does nothing if it does not run.
     *
     * @throws IllegalStateException if the kind is {@link Kind#URL}
     */
    void kill();

    /**
     * Stops and starts the broker.
     *
     * @throws IllegalStateException if the kind is {@link Kind#URL} or the start fails
     */
    void restart();

    /**
     * Returns the last lines the broker has logged.
     *
     * @param lines how many at most
     * @return the lines, oldest first; empty for {@link Kind#URL}, before the first start and after close
     */
    List<String> logs(int lines);

    /**
     * Kills the broker and removes its data; a start in progress fails. Leaves a broker of {@link Kind#URL} alone.
     * Idempotent. Happens by itself when the JVM ends.
     */
    @Override
    void close();
}
