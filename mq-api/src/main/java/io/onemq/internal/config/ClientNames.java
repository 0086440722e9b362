package io.onemq.internal.config;

import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Generates the name of a client that was given none. */
final class ClientNames {
    private static final int LONGEST_HOST = 60;

    private ClientNames() {}

    /**
     * Returns {@code onemq-<host>}, with the host from the environment; a lookup could block on a name server. Without
     * one the name is random.
     */
    static String generate(Map<String, String> environment) {
        String host = Stream.of("HOSTNAME", "COMPUTERNAME")
                .map(environment::get)
                .filter(Objects::nonNull)
                .map(name -> name.replaceAll("[^A-Za-z0-9._-]", ""))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseGet(() ->
                        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
        return "onemq-" + host.substring(0, Math.min(host.length(), LONGEST_HOST));
    }
}
