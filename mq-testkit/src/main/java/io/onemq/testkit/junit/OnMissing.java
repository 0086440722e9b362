package io.onemq.testkit.junit;

/** What becomes of the tests of a class on a broker that lacks a capability which the class requires. */
public enum OnMissing {
    /** They fail, once for the class and broker, with the sentence in which the broker's driver says what is missing. */
    FAIL,
    /**
     * They are reported as skipped, with the same sentence. For classes that are meant for some brokers only and run on
     * whichever has what they need.
     */
    SKIP
}
