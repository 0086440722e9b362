package io.onemq.rabbitmq.internal;

import java.util.List;
import java.util.Set;

/**
 * The headers that RabbitMQ itself adds to messages. They are not the application's, so it neither sees nor sets them,
 * and they are never written onto a copy. Every other name, {@code x-request-id} for example, is the application's.
 */
final class BrokerHeaders {
    private static final Set<String> NAMES = Set.of(
            "CC",
            "BCC",
            "x-death",
            "x-delivery-count",
            "x-acquired-count",
            "x-stream-offset",
            "x-received-from",
            "x-shovelled");
    private static final List<String> PREFIXES = List.of("x-first-death-", "x-last-death-", "x-opt-");

    private BrokerHeaders() {}

    static boolean contains(String name) {
        if (NAMES.contains(name)) {
            return true;
        }
        if (!name.startsWith("x-")) {
            return false;
        }
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
