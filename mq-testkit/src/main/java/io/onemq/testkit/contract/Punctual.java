package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** What the contract means by in time. */
final class Punctual {
    private Punctual() {}

    /** Asserts that something was not early, and late by at most a tenth of its delay and one second. */
    static void check(Duration delay, Duration took) {
        Duration latest = delay.plus(delay.dividedBy(10)).plus(Waiting.tolerance(Duration.ofSeconds(1)));
        // Times on the wire have a precision of one millisecond.
        assertThat(took).as("the time that it took, with a delay of " + delay).isBetween(delay.minusMillis(1), latest);
    }
}
