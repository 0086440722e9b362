package io.onemq.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on writing an adapter shows what is compiled, and speaks of what there is. */
class AdapterPageTest {
    private static final Path PAGE = Path.of("..", "docs", "writing-an-adapter.md");

    @Test
    void thePageShowsWhatIsCompiled() throws IOException {
        String sources =
                String.join("\n", sources(Path.of("src", "test", "java")).values());
        assertThat(found("```java\\n(.*?)\\n```"))
                .hasSize(4)
                .allSatisfy(snippet -> assertThat(sources).contains(snippet));
    }

    @Test
    void whatThePageNamesExists() throws IOException {
        Map<String, String> types = new TreeMap<>();
        for (String module : List.of("mq-api", "mq-testkit", "mq-memory", "mq-mqtt", "samples")) {
            types.putAll(sources(Path.of("..", module, "src")));
        }
        assertThat(found("`([A-Z][a-z]+[A-Za-z]*)[`.]"))
                .hasSizeGreaterThan(20)
                .allSatisfy(type -> assertThat(types).containsKey(type));
        assertThat(found("`([A-Z][a-z]+[A-Za-z]*\\.[A-Za-z]+)`"))
                .hasSizeGreaterThan(5)
                .allSatisfy(member -> {
                    String[] names = member.split("\\.");
                    assertThat(types.get(names[0])).containsPattern("\\b" + names[1] + "\\(");
                });
        assertThat(found("`(io\\.onemq\\.[a-z.]+[A-Z][A-Za-z]+)`"))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(types.get(type.substring(type.lastIndexOf('.') + 1)))
                        .contains("package " + type.substring(0, type.lastIndexOf('.')) + ";"));
    }

    private static List<String> found(String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    /** The names of the types in a folder, and what is in their files. */
    private static Map<String, String> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Map<String, String> types = new TreeMap<>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).collect(Collectors.toList())) {
                types.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
            return types;
        }
    }
}
