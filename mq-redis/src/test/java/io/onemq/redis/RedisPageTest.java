package io.onemq.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.spi.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisPageTest {
    private final RedisDriverProvider provider = new RedisDriverProvider();
    private String page = "";

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("..", "docs", "brokers", "redis.md"));
    }

    @Test
    void thePageListsEveryKey() {
        String table = provider.configKeys().stream()
                .sorted(Comparator.comparing(ConfigKey::name))
                .map(key -> "| `" + key.name() + "` | " + key.defaultText().orElse("") + " | " + key.expected() + " | "
                        + key.description() + " |\n")
                .collect(Collectors.joining("", "| key | default | value | meaning |\n|---|---|---|---|\n", ""));
        assertThat(page).contains("<!-- keys -->\n" + table + "<!-- end of keys -->\n");
    }

    @Test
    void thePageSpeaksOfEveryCapability() {
        String section = page.substring(page.indexOf("## Capabilities"), page.indexOf("## Configuration"));
        assertThat(Capability.values())
                .allSatisfy(capability -> assertThat(section).contains(capability.name()));
    }
}
