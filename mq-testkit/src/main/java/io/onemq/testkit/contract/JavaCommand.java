package io.onemq.testkit.contract;

import java.nio.file.Path;
import java.util.List;

/** How a program of the testkit is run in a JVM that is up quickly and stays small. */
final class JavaCommand {
    private JavaCommand() {}

    static List<String> of(Class<?> program) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName());
    }
}
