package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.onemq.MqException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Catches the failures of the library. */
final class Failures {
    private Failures() {}

    /** Returns what a call throws. */
    static MqException of(ThrowingCallable call) {
        MqException failure = catchThrowableOfType(MqException.class, call);
        assertThat(failure).as("failure").isNotNull();
        return failure;
    }

    /** Returns what a future fails with. */
    static MqException of(CompletableFuture<?> future) {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> future.get(5, TimeUnit.SECONDS));
        assertThat(failure).as("failure").isNotNull().hasCauseInstanceOf(MqException.class);
        return (MqException) failure.getCause();
    }
}
