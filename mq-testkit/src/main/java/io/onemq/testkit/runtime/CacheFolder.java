package io.onemq.testkit.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What JVMs of one user leave to each other, under the user's home. */
final class CacheFolder {
    private CacheFolder() {}

    static Path of(String name) throws IOException {
        Path home = Path.of(System.getProperty("user.home", ""));
        Path parent = Files.isWritable(home)
                ? home.resolve(".cache").resolve("onemq")
                : Path.of(System.getProperty("java.io.tmpdir"), "onemq");
        return Files.createDirectories(parent.resolve(name));
    }
}
