package io.onemq.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Reads the version that a client library says it has. */
final class Versions {
    private Versions() {}

    /** Reads the property {@code version} of a file that the library's jar contains. */
    static String read(Class<?> library, String resource) {
        Properties properties = new Properties();
        try (InputStream file = library.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("The jar of " + library.getName() + " has no " + resource);
            }
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
