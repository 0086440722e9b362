package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Delivery;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PriorityTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    private static Message<String> of(int priority, String payload) {
        return Message.builder(payload).priority(priority).build();
    }

    private static List<Delivery<String>> receive(Receiver<String> receiver, int count) {
        List<Delivery<String>> received = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            received.add(receiver.receive(SOON).orElseThrow());
        }
        return received;
    }

    private static List<String> payloads(List<Delivery<String>> deliveries) {
        return deliveries.stream().map(Delivery::payload).toList();
    }

    @Test
    void thereAreTenPrioritiesAndNoneIsFour() {
        MqClient client = test.client();
        Publisher<String> publisher = test.publisher(client);
        List<String> expected = new ArrayList<>();
        for (int priority = 0; priority <= 9; priority++) {
            publisher.publish(of(priority, priority + " first"));
            expected.add(0, priority + " second");
            expected.add(0, priority + " first");
        }
        publisher.publish("4 none");
        for (int priority = 0; priority <= 9; priority++) {
            publisher.publish(of(priority, priority + " second"));
        }
        expected.add(expected.indexOf("4 second"), "4 none");

        assertThat(payloads(receive(test.receiver(client), 21))).isEqualTo(expected);
    }

    @Test
    void whatIsGivenBackKeepsItsPlaceWithinItsPriority() {
        MqClient client = test.client();
        Publisher<String> publisher = test.publisher(client);
        publisher.publishAll(List.of(of(5, "a"), of(5, "b"), of(5, "c")));
        try (Receiver<String> first = test.receiver(client)) {
            receive(first, 2);
            publisher.publish(of(6, "higher"));
            publisher.publish(of(5, "d"));
        }

        assertThat(payloads(receive(test.receiver(client), 5))).containsExactly("higher", "a", "b", "c", "d");
    }
}
