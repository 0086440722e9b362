package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    Path folder;

    @Test
    void returnsTheLastLinesOfALargeFile() throws IOException {
        List<String> lines =
                IntStream.range(0, 10_000).mapToObj(line -> "line " + line).toList();

        assertThat(LogFile.tail(Files.write(folder.resolve("log"), lines), 2))
                .containsExactly("line 9998", "line 9999");
    }

    @Test
    void returnsAllOfAShortFile() throws IOException {
        assertThat(LogFile.tail(Files.write(folder.resolve("log"), List.of("a", "b")), 5))
                .containsExactly("a", "b");
    }

    @Test
    void returnsNothingOfNoFile() {
        assertThat(LogFile.tail(folder.resolve("log"), 5)).isEmpty();
    }
}
