package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path PROGRAM = Path.of("src/main/java/io/onemq/samples/Quickstart.java");

    @Test
    void showsTheProgramThatIsCompiled() throws IOException {
        String shown = Files.readString(README).split("```java\n")[1].split("\n```")[0];
        String body = Files.readString(PROGRAM).split(" *// README\n", -1)[1];

        assertThat(shown).isEqualTo(body.stripTrailing().stripIndent());
    }

    @Test
    void theProgramRuns() throws InterruptedException {
        Quickstart.main(new String[] {"memory:quickstart"});
    }

    @Test
    void isShort() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(120);
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> links = Pattern.compile("]\\(([^)#]+)\\)")
                .matcher(Files.readString(README))
                .results()
                .map(link -> link.group(1))
                .toList();

        assertThat(links)
                .isNotEmpty()
                .allSatisfy(link -> assertThat(README.resolveSibling(link)).exists());
    }
}
