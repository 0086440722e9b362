package io.onemq;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How often a failed message is tried and how long it waits in between. Immutable, thread-safe.
 *
 * <p>An attempt counts when a handler threw or nacked; a released delivery does not count. Backoff blocks no other
 * message of the group.
 *
 * <pre>{@code
 * RetryPolicy.exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(1))
 *         .notRetrying(IllegalArgumentException.class)
 *         .on(RateLimitException.class, RetryPolicy.fixed(100, Duration.ofMinutes(5)));
 * }</pre>
 */
public final class RetryPolicy {
    private static final int MAX_ATTEMPTS = 1000;
    private static final double JITTER = 0.2;

    /** The longest delay of a policy before jitter, and of a nack. */
    static final Duration MAX_DELAY = Duration.ofDays(7);

    /** The longest delay in a group that is ordered by key, where the messages of the key wait with it. */
    public static final Duration MAX_DELAY_IN_ORDER = Duration.ofMinutes(5);

    private final int maxAttempts;
    private final IntFunction<Duration> delay;
    private final Duration longest;
    private final String description;
    private final List<Rule> rules;

    private RetryPolicy(
            int maxAttempts, IntFunction<Duration> delay, Duration longest, String description, List<Rule> rules) {
        if (maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS) {
            throw new ConfigurationException(
                    "A retry policy makes 1 to " + MAX_ATTEMPTS + " attempts, not " + maxAttempts);
        }
        this.maxAttempts = maxAttempts;
        this.delay = delay;
        this.longest = longest;
        this.description = description;
        this.rules = List.copyOf(rules);
    }

    /** What holds for failures of one type. */
    private record Rule(Class<? extends Throwable> type, RetryPolicy policy) {}

    private static void check(Duration first, Duration longest) {
        if (first.isNegative() || longest.compareTo(first) < 0 || longest.compareTo(MAX_DELAY) > 0) {
            throw new ConfigurationException("The delays of a retry policy are 0 to 7 days, and the longest is not "
                    + "shorter than the first: " + first + ", " + longest);
        }
    }

    /**
     * Returns the policy that takes every failure as final.
     *
     * @return one attempt
     */
    public static RetryPolicy none() {
        return fixed(1, Duration.ZERO);
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
        check(delay, delay);
        return new RetryPolicy(maxAttempts, failed -> delay, delay, "delay=" + delay, List.of());
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
        check(first, longest);
        return new RetryPolicy(
                maxAttempts,
                failed -> doubled(first, longest, failed),
                longest,
                "delay=" + first + " to " + longest,
                List.of());
    }

    private static Duration doubled(Duration first, Duration longest, int failedAttempts) {
        double factor = Math.pow(2, Math.min(failedAttempts - 1, 62));
        double millis = Math.min(first.toMillis() * factor, (double) longest.toMillis());
        return Duration.ofMillis(
                (long) (millis * (1 + JITTER * ThreadLocalRandom.current().nextDouble())));
    }

    /**
     * Returns a policy with delays of the application's choice.
     *
     * @param maxAttempts all attempts including the first, 1 to 1000
     * @param delay returns the delay before the next attempt for the number of attempts that have failed, which is 1 or
     *     more; 0 to 7 days. Called on any thread, must not block. If it throws or returns something else, the log says
     *     so and the delay is that of {@link #defaults()}
     * @return the policy
     * @throws ConfigurationException if the number is out of range
     */
    public static RetryPolicy custom(int maxAttempts, IntFunction<Duration> delay) {
        Objects.requireNonNull(delay, "delay");
        return new RetryPolicy(
                maxAttempts, failed -> checked(delay.apply(failed), failed), Duration.ZERO, "custom delay", List.of());
    }

    private static Duration checked(@Nullable Duration chosen, int failedAttempts) {
        if (chosen == null || chosen.isNegative() || chosen.compareTo(MAX_DELAY) > 0) {
            throw new ConfigurationException("The retry policy gave the delay " + chosen + " after " + failedAttempts
                    + " failed attempts; it must be 0 to 7 days");
        }
        return chosen;
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
     * Adds a rule: when an attempt fails by an exception of this type or a subtype, another policy decides whether and
     * when there is a next one. The number of attempts is that of the message, whatever its earlier attempts failed by.
     * Of several rules that match, the one added first holds.
     *
     * @param type the type of what the handler threw; a nack without an exception matches no rule
     * @param policy the policy for it
     * @return a policy with the rule
     */
    public RetryPolicy on(Class<? extends Throwable> type, RetryPolicy policy) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(Objects.requireNonNull(type, "type"), Objects.requireNonNull(policy, "policy")));
        return new RetryPolicy(maxAttempts, delay, longest, description, more);
    }

    /**
     * Adds rules for failures that another attempt would not cure: they are final.
     *
     * @param types the types of what the handler throws
     * @return a policy with the rules
     */
    @SafeVarargs
    public final RetryPolicy notRetrying(Class<? extends Throwable>... types) {
        RetryPolicy policy = this;
        for (Class<? extends Throwable> type : types) {
            policy = policy.on(type, none());
        }
        return policy;
    }

    /**
     * Returns the policy that holds for a failure.
     *
     * @param failure what the handler threw, or null for a nack without an exception
     * @return the policy of the first rule that matches, else this one
     */
    public RetryPolicy forFailure(@Nullable Throwable failure) {
        for (Rule rule : rules) {
            if (rule.type().isInstance(failure)) {
                return rule.policy().forFailure(failure);
            }
        }
        return this;
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
     * @throws ConfigurationException if a custom policy gave none or one out of range
     */
    public Duration delayAfter(int failedAttempts) {
        return delay.apply(failedAttempts);
    }

    /** The longest delay before jitter, of all rules, as far as it is known: a function may give any. */
    Duration longestDelay() {
        Duration most = longest;
        for (Rule rule : rules) {
            Duration other = rule.policy().longestDelay();
            most = other.compareTo(most) > 0 ? other : most;
        }
        return most;
    }

    @Override
    public String toString() {
        return "RetryPolicy[attempts=" + maxAttempts + ", " + description + (rules.isEmpty() ? "" : ", " + rules) + "]";
    }
}
