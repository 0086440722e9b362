package io.onemq.testkit.runtime;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The class path of a Kafka broker, resolved by the Maven on the PATH and remembered under the user's home.
 *
 * <p>It is never the class path of the tests: a broker brings libraries that would shadow theirs.
 */
final class KafkaClassPath {

    static final String DEFAULT_VERSION = "4.4.0";

    private static final String REMEDY = "Install Maven (apt-get install maven); it fetches the broker.";
    private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath";
    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>io.onemq.testkit</groupId>
              <artifactId>kafka-broker</artifactId>
              <version>1</version>
              <packaging>pom</packaging>
              <dependencies>
                <dependency>
                  <groupId>org.apache.kafka</groupId>
                  <artifactId>kafka_2.13</artifactId>
                  <version>%s</version>
                </dependency>
                <dependency>
                  <groupId>org.slf4j</groupId>
                  <artifactId>slf4j-simple</artifactId>
                  <version>1.7.36</version>
                </dependency>
              </dependencies>
            </project>
            """;

    private KafkaClassPath() {}

    /** Returns the class path. Blocks for as long as the download takes, at most 10 minutes. */
    static synchronized String resolve(String version) throws IOException, InterruptedException {
        Path cache = CacheFolder.of("kafka-" + version);
        try (FileChannel file =
                        FileChannel.open(cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock heldAgainstOtherJvms = file.lock()) {
            Path remembered = cache.resolve("classpath");
            Optional<String> known = read(remembered);
            if (known.isPresent()) {
                return known.get();
            }
            Files.writeString(cache.resolve("pom.xml"), POM.formatted(version));
            Path resolved = cache.resolve("classpath.new");
            if (!maven(cache, resolved, "--offline") && !maven(cache, resolved)) {
                throw new IllegalStateException("Maven cannot fetch kafka_2.13 " + version
                        + ". It takes every complete version that was released, such as 3.9.2, 4.2.0 or "
                        + DEFAULT_VERSION + " (mq.test.kafka.version). What it said is in "
                        + cache.resolve("mvn.log") + ":\n  "
                        + String.join("\n  ", LogFile.tail(cache.resolve("mvn.log"), 10)));
            }
            Files.move(resolved, remembered, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return read(remembered)
                    .orElseThrow(() ->
                            new IllegalStateException("Maven resolved files that are not there: see " + remembered));
        }
    }

    private static boolean maven(Path cache, Path output, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Executables.require("mvn", REMEDY),
                "-q",
                "-B",
                PLUGIN,
                "-Dmdep.includeScope=runtime",
                "-Dmdep.outputFile=" + output));
        command.addAll(List.of(options));
        Optional.ofNullable(System.getProperty("maven.repo.local"))
                .ifPresent(repository -> command.add("-Dmaven.repo.local=" + repository));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(cache.toFile())
                .redirectErrorStream(true)
                .redirectOutput(cache.resolve("mvn.log").toFile());
        // Of the build that may have started this JVM; they would point this Maven at that project.
        builder.environment().keySet().removeAll(List.of("MAVEN_BASEDIR", "MAVEN_PROJECTBASEDIR"));
        Process maven = builder.start();
        try {
            return maven.waitFor(5, TimeUnit.MINUTES) && maven.exitValue() == 0;
        } finally {
            maven.destroyForcibly();
        }
    }

    private static Optional<String> read(Path remembered) throws IOException {
        if (!Files.exists(remembered)) {
            return Optional.empty();
        }
        String classPath = Files.readString(remembered).strip();
        boolean complete = !classPath.isEmpty()
                && Stream.of(classPath.split(File.pathSeparator)).map(Path::of).allMatch(Files::exists);
        return complete ? Optional.of(classPath) : Optional.empty();
    }
}
