package io.onemq.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.spi.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference page lists exactly the keys that exist, with their defaults and descriptions. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final String START = "<!-- keys -->\n";
    private static final String END = "<!-- end of keys -->\n";

    @Test
    void listsEveryKey() throws IOException {
        String page = Files.readString(PAGE);
        String expected =
                page.substring(0, page.indexOf(START) + START.length()) + table() + page.substring(page.indexOf(END));
        Path generated = Path.of("target", "configuration.md");
        Files.createDirectories(generated.getParent());
        Files.writeString(generated, expected);
        assertThat(page)
                .as("docs/configuration.md differs from the keys in the code; copy mq-api/%s over it", generated)
                .isEqualTo(expected);
    }

    private static String table() {
        return ClientKeys.all().stream()
                .sorted(Comparator.comparing(ConfigKey::name))
                .map(key -> "| `" + key.name() + "` | " + key.defaultText().orElse("") + " | " + key.expected() + " | "
                        + key.description() + " |\n")
                .collect(Collectors.joining("", "| key | default | value | meaning |\n|---|---|---|---|\n", ""));
    }
}
