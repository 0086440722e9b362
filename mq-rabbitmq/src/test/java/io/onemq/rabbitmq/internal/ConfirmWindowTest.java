package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfirmWindowTest {
    private static final TopicSpec TOPIC = new TopicSpec("t", 0, TopicSpec.Role.APPLICATION);

    private final ConfirmWindow window = new ConfirmWindow();
    private final List<OutgoingMessage> routed = new ArrayList<>();
    private final List<OutgoingMessage> unroutable = new ArrayList<>();

    private static List<OutgoingMessage> messages(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> (OutgoingMessage) new TestMessage(TOPIC, "m" + i))
                .toList();
    }

    private static List<String> ids(List<OutgoingMessage> messages) {
        return messages.stream().map(OutgoingMessage::id).toList();
    }

    @Test
    void countsFromOne() {
        assertThat(window.add(messages(0, 3))).isEqualTo(1);
        assertThat(window.add(messages(3, 4))).isEqualTo(4);
        window.take(2, false, routed, unroutable);
        window.take(4, true, routed, unroutable);
        assertThat(ids(routed)).containsExactly("m1", "m0", "m2", "m3");
        assertThat(window.drain()).isEmpty();
    }

    @Test
    void growsWithTheNumberOfUnconfirmedMessages() {
        for (int i = 0; i < 3000; i += 100) {
            window.add(messages(i, i + 100));
        }
        window.take(2000, true, routed, unroutable);
        window.add(messages(3000, 9000));
        window.take(9000, true, routed, unroutable);
        assertThat(ids(routed)).containsExactlyElementsOf(ids(messages(0, 9000)));
    }

    @Test
    void ignoresConfirmationsItDoesNotKnow() {
        window.add(messages(0, 2));
        window.take(1, false, routed, unroutable);
        window.take(1, false, routed, unroutable);
        window.take(7, false, routed, unroutable);
        assertThat(ids(routed)).containsExactly("m0");
    }

    @Test
    void tellsReturnedMessagesFromRoutedOnes() {
        window.add(List.of(new TestMessage(TOPIC, "a"), new TestMessage(TOPIC, "b"), new TestMessage(TOPIC, "a")));
        window.returned("other", "a");
        window.returned("t", "a");
        window.take(1, false, routed, unroutable);
        window.returned("t", "a");
        window.take(3, true, routed, unroutable);
        assertThat(ids(routed)).containsExactly("b");
        assertThat(ids(unroutable)).containsExactly("a", "a");
    }

    @Test
    void closesTheGapOfAMessageThatWasNotWritten() {
        window.add(messages(0, 4));
        window.withdraw(2);
        window.take(2, false, routed, unroutable);
        assertThat(ids(routed)).containsExactly("m2");
        assertThat(window.add(messages(4, 5))).isEqualTo(4);
        assertThat(ids(window.drain())).containsExactly("m0", "m3", "m4");
    }
}
