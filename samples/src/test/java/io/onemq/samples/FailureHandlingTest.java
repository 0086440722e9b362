package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.DeadLetters;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FailureHandlingTest {
    private static final Path PAGE = Path.of("..", "docs", "failure-handling.md");
    private static final Path PROGRAM = Path.of("src/main/java/io/onemq/samples/FailureHandling.java");
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void thePageShowsWhatIsCompiled() throws IOException {
        String program = unindented(Files.readString(PROGRAM));
        List<String> snippets = Pattern.compile("```java\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(snippet -> unindented(snippet.group(1)))
                .toList();

        assertThat(snippets)
                .hasSize(4)
                .allSatisfy(snippet -> assertThat(program).contains(snippet));
    }

    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void theProgramRuns() throws Exception {
        Group billing = Group.of("billing");
        Topic orders = Topic.of("orders").withGroups(billing);
        try (MqClient mq = MqClient.builder("memory:failure-handling").connect()) {
            try (Consumer consumer = FailureHandling.withAPolicy(mq, orders, billing);
                    Publisher<String> publisher = mq.publisher(orders, Codec.string())) {
                assertThat(consumer.isConnected()).isTrue();
                publisher.publish(Message.of("").withHeader("tenant", "acme"));
                publisher.publish(Message.of("").withHeader("tenant", "other"));
                publisher.publish("3 lamps");
                DeadLetters letters = mq.deadLetters(orders, billing);
                await().atMost(SOON).until(() -> letters.count() == 2);
            }
            FailureHandling.lookAfterDeadLetters(mq, orders, billing);

            assertThat(mq.deadLetters(orders, billing).count()).isEqualTo(1);
            try (Consumer consumer = FailureHandling.withAHandlerThatDecides(mq, orders, billing);
                    Publisher<String> publisher = mq.publisher(orders, Codec.string())) {
                assertThat(consumer.isConnected()).isTrue();
                publisher.publish("paid");
                // The redriven one fails again, sooner or later.
                await().atMost(SOON).until(() -> mq.deadLetters(orders, billing).count() >= 2);
            }
            Topic others = Topic.of("other-orders").withGroups(billing);
            DeadLetters letters = FailureHandling.withASharedTopic(mq, others, billing);
            try (Publisher<String> publisher = mq.publisher(others, Codec.string())) {
                publisher.publish("");
                await().atMost(SOON).until(() -> letters.count() == 1);
            }
        }
    }
}
