package io.onemq.redis.internal;

/** The reading side of a subscription. */
interface Reader extends Runnable {
    /** Returns how long an answer may take: the server waits for entries before it gives one. */
    int patienceMillis(int replyTimeoutMillis);

    /** Makes the thread end after what it does now. */
    void stop();
}
