package io.onemq.testkit.runtime;

import java.util.List;

/**
 * The ways of running a broker that a test goes through: {@code mq.test.kinds}, such as {@code container,process}; without
 * it, those this machine is equipped for by default.
 */
final class Kinds {

    private Kinds() {}

    static List<String> toTest() {
        return Settings.SYSTEM
                .get("mq.test.kinds")
                .map(kinds -> List.of(kinds.split(",")))
                .orElseGet(() -> Engine.answers() ? List.of("container", "process") : List.of("process"));
    }
}
