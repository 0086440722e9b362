package io.onemq.kafka.internal;

import java.util.function.Supplier;
import org.apache.kafka.common.errors.WakeupException;

/** A wake-up that came too late for the poll it was meant for hits the next blocking call: that is made once more. */
final class Wakeups {
    private Wakeups() {}

    static void ignored(Runnable call) {
        Object unused = ignored(() -> {
            call.run();
            return Boolean.TRUE;
        });
    }

    static <T> T ignored(Supplier<T> call) {
        try {
            return call.get();
        } catch (WakeupException e) {
            // The exception has consumed the wake-up; what it announced is looked at after this call anyway.
            return ignored(call);
        }
    }
}
