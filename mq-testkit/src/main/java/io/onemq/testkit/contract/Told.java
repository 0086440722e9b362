package io.onemq.testkit.contract;

import io.onemq.MqEvent;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.stream.Collectors;

/** What clients have told, the last of it: a failure is often explained by a connection that was lost on the way. Thread-safe. */
final class Told {
    private static final int KEPT = 500;

    private final Deque<String> events = new ArrayDeque<>();

    synchronized void hear(MqEvent event) {
        LocalTime time = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
        events.add(time + " " + event.type() + " " + event.message()
                + event.cause().map(cause -> " (" + cause + ")").orElse(""));
        if (events.size() > KEPT) {
            events.remove();
        }
    }

    /** Those that name a topic, one after the other; empty if there are none. */
    synchronized String about(Collection<String> topics) {
        return events.stream()
                .filter(event -> topics.stream().anyMatch(event::contains))
                .collect(Collectors.joining("; "));
    }
}
