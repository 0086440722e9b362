package io.onemq.internal.consume;

/** What runs behind a consumer. */
public interface RunningReader {

    /** Tells whether source and retries are connected. */
    boolean isConnected();

    /** Starts no more handlers; see {@link GroupReader#pause}. */
    void pause();

    /** Starts handlers again. */
    void resume();

    boolean isPaused();

    /** Ends the reader; see {@link GroupReader#close}. May be called by a handler. */
    void close();
}
