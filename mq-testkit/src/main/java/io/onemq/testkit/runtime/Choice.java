package io.onemq.testkit.runtime;

import io.onemq.testkit.runtime.BrokerRuntime.Kind;
import java.util.function.BooleanSupplier;

/**
 * How one broker is to be run.
 *
 * @param url where it is, empty unless the kind is {@link Kind#URL}
 */
record Choice(Kind kind, String url) {

    private static final String URL_PREFIX = "url:";

    /**
     * What the settings say; without any, a container if an engine answers.
     *
     * @throws IllegalStateException if they cannot be understood, or ask for a version of a broker that is there already
     */
    static Choice configured(BrokerType type, Settings settings, BooleanSupplier engineAnswers) {
        Choice chosen = settings.get(type.property())
                .map(choice -> parse(type, choice))
                .orElseGet(() -> new Choice(engineAnswers.getAsBoolean() ? Kind.CONTAINER : Kind.PROCESS, ""));
        String version = WantedVersion.property(type);
        if (chosen.kind() == Kind.URL && settings.get(version).isPresent()) {
            throw new IllegalStateException(version + " chooses what a container or a process runs; " + type.property()
                    + " names a broker that is there already. Leave one of them out.");
        }
        return chosen;
    }

    static Choice parse(BrokerType type, String choice) {
        String trimmed = choice.trim();
        if (trimmed.equals("container")) {
            return new Choice(Kind.CONTAINER, "");
        }
        if (trimmed.equals("process")) {
            return new Choice(Kind.PROCESS, "");
        }
        if (trimmed.startsWith(URL_PREFIX) && trimmed.contains("://")) {
            return new Choice(Kind.URL, trimmed.substring(URL_PREFIX.length()));
        }
        throw new IllegalStateException(
                type.property() + " must be container, process or url:<broker url>, such as url:"
                        + type.url("localhost", type.defaultPort()));
    }
}
