package io.onemq.testkit.contract;

import io.onemq.Codec;
import io.onemq.MqClient;
import io.onemq.Topic;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What survives clients that come and go. */
abstract class DurabilityContract extends ContractCases {

    DurabilityContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("DUR-1: five clients that come and go in the middle of a backlog lose nothing")
    final void restartedConsumersLoseNothing() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 500);
        Collector<String> collector = Collector.accepting();
        for (int i = 1; i <= 5; i++) {
            MqClient client = connect();
            int wanted = i * 50;
            client.consumer(topic, WORKERS, Codec.string())
                    .maxInFlight(20)
                    .concurrency(3)
                    .start(collector);
            Waiting.until(wanted + " deliveries", () -> collector.count() >= wanted);
            client.close();
        }
        start(consumer(topic, WORKERS), collector);

        collector.awaitExactly(ids);
    }

    @Test
    @DisplayName("DUR-1: what one client published and left behind, another one finds")
    final void publishedMessagesOutliveTheirClient() {
        Topic topic = topic(WORKERS);
        MqClient first = connect();
        String id = publisher(first, topic).publish("left behind").messageId();
        first.close();

        collect(connect(), topic, WORKERS).awaitExactly(List.of(id));
    }
}
