package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.Responder;
import io.onemq.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PricingTest {
    private static final Path PAGE = Path.of("..", "docs", "request-reply.md");
    private static final Path PROGRAM = Path.of("src/main/java/io/onemq/samples/Pricing.java");

    @Test
    void thePageShowsWhatIsCompiled() throws IOException {
        String program = unindented(Files.readString(PROGRAM));
        List<String> snippets = Pattern.compile("```java\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(snippet -> unindented(snippet.group(1)))
                .toList();

        assertThat(snippets)
                .hasSize(2)
                .allSatisfy(snippet -> assertThat(program).contains(snippet));
    }

    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void theProgramRuns() {
        Group pricing = Group.of("pricing");
        Topic prices = Topic.of("prices").withGroups(pricing);
        try (MqClient mq = MqClient.builder("memory:pricing").connect();
                Responder responder = Pricing.answer(mq, prices, pricing)) {
            assertThat(responder.consumer().isConnected()).isTrue();
            assertThat(Pricing.ask(mq, prices, "lamp")).isEqualTo("4.00");
        }
    }
}
