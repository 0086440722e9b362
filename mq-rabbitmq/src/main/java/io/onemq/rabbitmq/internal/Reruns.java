package io.onemq.rabbitmq.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets something be done once at a time, and once more if it was asked for while it was done: whoever asks may have left what a
 * run that was about to end did not see. Thread-safe.
 */
final class Reruns {
    private final Map<String, Run> running = new ConcurrentHashMap<>();

    /** What does it. Changed under the lock of its entry in the map. */
    static final class Run {
        private volatile boolean asked;
        private volatile boolean urgent = true;

        private Run() {}

        /** Tells whether it was asked for again. */
        boolean isAsked() {
            return asked;
        }
    }

    /** Returns a run that the caller has to start, or null if there is one, which knows now that it was asked for. */
    @Nullable Run ask(String name) {
        Run mine = new Run();
        Run doing = running.merge(name, mine, (present, unused) -> {
            present.asked = true;
            present.urgent = true;
            return present;
        });
        return doing == mine ? mine : null;
    }

    /** Ends a run, unless it was asked for meanwhile: then it has to begin again. */
    boolean ends(String name) {
        return running.computeIfPresent(name, (unused, run) -> {
                    boolean again = run.asked;
                    run.asked = false;
                    return again ? run : null;
                })
                == null;
    }

    /** What a run has left to do is nothing to wait for, unless it was asked for meanwhile. */
    void atLeisure(String name) {
        running.computeIfPresent(name, (unused, run) -> {
            run.urgent = run.asked;
            return run;
        });
    }

    /** Ends a run in any case. */
    void abandon(String name, Run run) {
        running.remove(name, run);
    }

    /** Tells whether there is something to wait for. */
    boolean isUrgent(String name) {
        Run run = running.get(name);
        return run != null && run.urgent;
    }

    boolean isEmpty() {
        return running.isEmpty();
    }
}
