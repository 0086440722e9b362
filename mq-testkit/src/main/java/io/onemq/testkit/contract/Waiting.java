package io.onemq.testkit.contract;

import io.onemq.MqException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The deadlines of the contract and waiting within them. */
final class Waiting {
    private static final double FACTOR = factor();

    /** How long anything may take that has to happen. */
    static final Duration DEADLINE = scaled(Duration.ofSeconds(30));

    /** How long the contract watches that something does not happen. */
    static final Duration NEGATIVE_WINDOW = Duration.ofMillis(500);

    private static final Duration POLL = Duration.ofMillis(10);

    private Waiting() {}

    static Duration scaled(Duration duration) {
        return Duration.ofMillis((long) (duration.toMillis() * FACTOR));
    }

    /** How late something may be that has to be on time. A factor that shortens the waits does not make a promise stricter. */
    static Duration tolerance(Duration duration) {
        return Duration.ofMillis((long) (duration.toMillis() * Math.max(1, FACTOR)));
    }

    private static double factor() {
        return Optional.ofNullable(System.getProperty("mq.test.timeout.factor"))
                .or(() -> Optional.ofNullable(System.getenv("MQ_TEST_TIMEOUT_FACTOR")))
                .map(Double::parseDouble)
                .orElse(1.0);
    }

    /** Waits until a condition holds. */
    static void until(String condition, BooleanSupplier holds) {
        if (!holdsInTime(holds)) {
            throw new AssertionError("Not within " + DEADLINE + ": " + condition);
        }
    }

    /** Watches for the negative window, or until what must not happen has happened. */
    static void watch(BooleanSupplier happened) {
        watch(NEGATIVE_WINDOW, happened);
    }

    /** Watches for a time, or until what must not happen has happened. */
    static void watch(Duration window, BooleanSupplier happened) {
        long end = System.nanoTime() + window.toNanos();
        while (System.nanoTime() - end < 0 && !happened.getAsBoolean()) {
            pause(POLL);
        }
    }

    /** Waits until a condition holds or the deadline has passed; tells which. */
    static boolean holdsInTime(BooleanSupplier condition) {
        return holdsWithin(DEADLINE, POLL, condition);
    }

    /** Waits until a condition holds, looking every now and then, or a time of its own is over; tells which. */
    static boolean holdsWithin(Duration time, Duration poll, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause(poll);
        }
        return true;
    }

    /** Lets other threads overlap with this one, if they can. */
    static void moment() {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
        if (Thread.interrupted()) {
            throw interrupted(new InterruptedException());
        }
    }

    /** Waits for the value of a future; a failure is thrown as it is. */
    static <V> V forFuture(CompletableFuture<V> future) {
        try {
            return future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError("The future failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("The future did not complete within " + DEADLINE, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits for a future and returns its failure, or null if it has a value. */
    static @Nullable MqException forFailure(CompletableFuture<?> future) {
        try {
            forFuture(future);
            return null;
        } catch (MqException e) {
            return e;
        }
    }

    /** Does something on a thread of its own. */
    static <V> CompletableFuture<V> inThread(Supplier<V> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task, "contract").start());
    }

    static void forLatch(String condition, CountDownLatch latch) {
        try {
            if (!latch.await(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Not within " + DEADLINE + ": " + condition);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting", e);
    }
}
