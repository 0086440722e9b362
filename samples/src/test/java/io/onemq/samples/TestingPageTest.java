package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TestingPageTest {
    private static final Path PAGE = Path.of("..", "docs", "testing.md");
    private static final Path TESTS = Path.of("src/test/java/io/onemq/samples");
    private static final Path PROGRAM = Path.of("portable-test", "src/test/java/shop/BillingTest.java");

    @Test
    void showsTestsThatRun() throws IOException {
        String tests = unindented(Files.readString(PROGRAM)
                + Files.readString(TESTS.resolve("PortableFaultsIT.java"))
                + Files.readString(TESTS.resolve("PortableClockTest.java")));
        List<String> snippets = Pattern.compile("```java\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(snippet -> unindented(snippet.group(1)))
                .toList();

        assertThat(snippets).hasSize(3).allSatisfy(snippet -> assertThat(tests).contains(snippet));
    }

    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
