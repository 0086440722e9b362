package io.onemq;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a failed message is tried and how long it waits in between. Immutable, thread-safe.
 *
 * <p>An attempt counts when a handler threw or nacked; a released delivery does not count. Backoff blocks no other
 * message of the group.
 */
public final class RetryPolicy {
    private static final int MAX_ATTEMPTS = 1000;
    private static final double JITTER = 0.2;

    private final int maxAttempts;
    private final Duration first;
    private final Duration longest;

    private RetryPolicy(int maxAttempts, Duration first, Duration longest) {
        if (maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS) {
            throw new ConfigurationException(
                    "A retry policy makes 1 to " + MAX_ATTEMPTS + " attempts, not " + maxAttempts);
        }
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new ConfigurationException("The delays of a retry policy must not be negative and the longest not "
                    + "shorter than the first: " + first + ", " + longest);
        }
        this.maxAttempts = maxAttempts;
        this.first = first;
        this.longest = longest;
    }

    /**
     * Returns the policy that takes every failure as final.
     *
     * @return one attempt
     */
    public static RetryPolicy none() {
        return new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
    }

    /**
     * Returns a policy with the same delay before every further attempt.
     *
     * @param maxAttempts all attempts including the first, 1 to 1000
     * @param delay the delay; zero to try again at once
     * @return the policy
     * @throws ConfigurationException if a value is out of range
     */
    public static RetryPolicy fixed(int maxAttempts, Duration delay) {
        return new RetryPolicy(maxAttempts, delay, delay);
    }

    /**
     * Returns a policy whose delay doubles with every attempt. Up to a fifth is added at random, so that messages that
     * failed together do not return together; nothing is ever subtracted.
     *
     * @param maxAttempts all attempts including the first, 1 to 1000
     * @param first the delay before the second attempt
     * @param longest the longest delay, before jitter
     * @return the policy
     * @throws ConfigurationException if a value is out of range
     */
    public static RetryPolicy exponential(int maxAttempts, Duration first, Duration longest) {
        return new RetryPolicy(maxAttempts, first, longest);
    }

    /**
     * Returns the default: 5 attempts, from 1 second to 1 minute.
     *
     * @return the default policy
     */
    public static RetryPolicy defaults() {
        return exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    /**
     * Returns how many attempts are made.
     *
     * @return all attempts including the first
     */
    public int maxAttempts() {
        return maxAttempts;
    }

    /**
     * Returns the delay before the next attempt, with jitter.
     *
     * @param failedAttempts how many attempts have failed, at least 1
     * @return the delay
     */
    public Duration delayAfter(int failedAttempts) {
        if (first.equals(longest)) {
            return first;
        }
        double factor = Math.pow(2, Math.min(failedAttempts - 1, 62));
        double millis = Math.min(first.toMillis() * factor, (double) longest.toMillis());
        return Duration.ofMillis(
                (long) (millis * (1 + JITTER * ThreadLocalRandom.current().nextDouble())));
    }

    @Override
    public String toString() {
        return "RetryPolicy[attempts=" + maxAttempts + ", delay=" + first + " to " + longest + "]";
    }
}
