package io.onemq.testkit.runtime;

import java.io.IOException;
import java.util.List;

/**
 * A broker's container or process: what {@link ManagedRuntime} drives.
 *
 * <p>Calls come one at a time, except {@link #isAlive()}, {@link #logs(int)} and {@link #destroy()}, which may come at
 * any moment.
 */
interface Instance {

    String host();

    int port();

    /** The name of the container or the id of the process; empty while no process runs. */
    String handle();

    /**
     * Starts it on the port and the data it had before, and returns without waiting until it answers.
     *
     * @throws IllegalStateException if something is missing; the message says what to install or to set
     */
    void launch() throws IOException, InterruptedException;

    /** What its version depends on, as the subject of a sentence. */
    String origin();

    boolean isAlive();

    /** Asks it to end, waits, and kills it if it does not. */
    void terminate() throws InterruptedException;

    /** Ends it at once and waits until it is gone. */
    void kill() throws InterruptedException;

    /** After a start that failed: as {@link #kill()}, unless somebody else may use it. */
    void giveUp() throws InterruptedException;

    List<String> logs(int lines);

    /** Kills it for good and removes its data. Idempotent; a launch in progress, or a later one, fails. */
    void destroy();
}
