package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Topic;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a client leaves behind. */
abstract class LeakContract extends ContractCases {

    LeakContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("LIF-3: no thread of the library or of its native client outlives a closed client")
    final void noThreadOutlivesAClient() {
        Topic topic = declared(WORKERS);
        Collector<String> first = Collector.accepting();
        // Gone before the others come: a member that takes over from them may need more threads.
        try (Consumer consumer = mq().consumer(topic, WORKERS, Codec.string()).start(first)) {
            first.awaitExactly(publish(topic, 1));
            assertThat(consumer.isConnected()).isTrue();
        }
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        for (int i = 0; i < 3; i++) {
            useAndClose(topic);
        }
        if (!Waiting.holdsInTime(() -> left(before).isEmpty())) {
            throw new AssertionError("Threads of closed clients are alive: " + left(before));
        }
    }

    private void useAndClose(Topic topic) {
        MqClient client = connect();
        Publisher<String> publisher = client.publisher(topic, Codec.string());
        Collector<String> collector = Collector.accepting();
        Consumer consumer = client.consumer(topic, WORKERS, Codec.string()).start(collector);
        Receiver<String> receiver = client.receiver(topic, WORKERS, Codec.string());
        publisher.publish("something to do");
        client.close();
        publisher.close();
        consumer.close();
        receiver.close();
    }

    private List<String> left(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("onemq") || startsNatively(name))
                .toList();
    }

    private boolean startsNatively(String name) {
        return harness().nativeThreads().stream().anyMatch(name::startsWith);
    }
}
