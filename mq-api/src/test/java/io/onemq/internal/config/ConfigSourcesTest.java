package io.onemq.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ConfigurationException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourcesTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
        System.clearProperty("mq.publish.timeout");
    }

    @Test
    void readsTheFileOfTheContextClassLoaderAsUtf8() throws IOException {
        Path file =
                Files.writeString(folder.resolve("mq.properties"), "# ours\nurl = memory:größe\npublish.timeout=5s\n");
        ConfigSources sources = withFolder();
        assertThat(sources.file()).isEqualTo(Map.of("url", "memory:größe", "publish.timeout", "5s"));
        assertThat(sources.fileOrigin())
                .isEqualTo("mq.properties at " + file.toUri().toURL());
    }

    @Test
    void reportsAFileThatCannotBeRead() throws IOException {
        Files.writeString(folder.resolve("mq.properties"), "url=\\u12");
        assertThatThrownBy(this::withFolder)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot read mq.properties at file:");
    }

    @Test
    void hasNoFileWithoutAContextClassLoader() {
        Thread.currentThread().setContextClassLoader(null);
        assertThat(ConfigSources.ofProcess().file()).isEmpty();
    }

    @Test
    void takesOnlyWhatHasThePrefix() {
        System.setProperty("mq.publish.timeout", "5s");
        assertThat(ConfigSources.ofProcess().systemProperties())
                .containsEntry("mq.publish.timeout", "5s")
                .doesNotContainKey("java.version");
        ConfigSources sources =
                new ConfigSources(Map.of("x", "1"), Map.of("PATH", "/", "MQ_URL", "hunter2"), Map.of(), "f", "n");
        assertThat(sources.systemProperties()).isEmpty();
        assertThat(sources.environment()).containsOnlyKeys("MQ_URL");
        assertThat(sources.toString()).contains("MQ_URL").doesNotContain("hunter2");
    }

    @Test
    void generatesAClientNameThatBrokersTake() {
        assertThat(ConfigSources.ofProcess().generatedName()).matches("onemq-[A-Za-z0-9._-]{1,60}");
        assertThat(ClientNames.generate(Map.of("HOSTNAME", "web 1.eu"))).isEqualTo("onemq-web1.eu");
        assertThat(ClientNames.generate(Map.of("HOSTNAME", "h".repeat(200)))).hasSize(66);
        assertThat(ClientNames.generate(Map.of("HOSTNAME", "?"))).matches("onemq-[0-9a-f]{8}");
    }

    private ConfigSources withFolder() throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            return ConfigSources.ofProcess();
        }
    }
}
