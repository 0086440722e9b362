package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Consumer;
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

class HandledOnceTest {
    private static final Path PAGE = Path.of("..", "docs", "idempotency.md");
    private static final Path PROGRAM = Path.of("src/main/java/io/onemq/samples/HandledOnce.java");
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
                .hasSize(3)
                .allSatisfy(snippet -> assertThat(program).contains(snippet));
    }

    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void theProgramRuns() {
        Group billing = Group.of("billing");
        Topic orders = Topic.of("orders").withGroups(billing);
        try (MqClient mq = MqClient.builder("memory:handled-once").connect();
                Consumer consumer = HandledOnce.withinAProcess(mq, orders, billing);
                Publisher<String> publisher = mq.publisher(orders, Codec.string())) {
            assertThat(consumer.isConnected()).isTrue();
            publisher.publish(Message.of("3 lamps").withHeader("order-number", "17"));
            publisher.publish(Message.of("3 lamps").withHeader("order-number", "17"));
            publisher.publish(Message.of("no number"));

            await().atMost(SOON).until(() -> mq.deadLetters(orders, billing).count() == 1);
            await().atMost(SOON)
                    .until(() -> mq.admin().backlog(orders, billing).inFlight().orElse(0) == 0);
        }
    }

    @Test
    void publishingAgainStoresNothing() {
        Group billing = Group.of("billing");
        try (MqClient mq = MqClient.builder("memory:published-once").connect()) {
            assertThat(HandledOnce.publishedOnce(mq, billing).duplicate()).isFalse();
            assertThat(HandledOnce.publishedOnce(mq, billing).duplicate()).isTrue();
            assertThat(mq.admin().backlog(Topic.of("orders"), billing).ready()).isEqualTo(1);
        }
    }
}
