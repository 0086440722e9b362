package io.onemq.testkit.contract;

import io.onemq.RetryPolicy;
import java.time.Duration;

/** The retry policies of the cases. */
final class Policies {
    /** Three attempts without a delay. */
    static final RetryPolicy AT_ONCE = RetryPolicy.fixed(3, Duration.ZERO);

    private Policies() {}
}
