package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.MqClient;
import io.onemq.Receiver;
import io.onemq.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SettlementTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    @Test
    void theFirstSettlementWins() {
        MqClient client = test.client();
        test.publisher(client).publish("work");
        Receiver<String> receiver = test.receiver(client);
        Delivery<String> delivery = receiver.receive(SOON).orElseThrow();
        CompletableFuture<Settlement> first = delivery.ack();
        CompletableFuture<Settlement> second = delivery.release();
        assertThat(first).succeedsWithin(SOON).isEqualTo(Settlement.SETTLED);
        assertThat(second).succeedsWithin(SOON).isEqualTo(Settlement.SETTLED);
        assertThat(test.ready(client)).isZero();
        assertThat(receiver.receive(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void anySettlementOrderLeavesNothingBehind() {
        MqClient client = test.client();
        test.publisher(client).publishAll(TestBroker.messages(100));
        List<Delivery<String>> held = new ArrayList<>(test.receiver(client).receiveBatch(100, SOON));
        assertThat(held).hasSize(100);
        Collections.shuffle(held);
        held.forEach(delivery -> assertThat(delivery.ack()).succeedsWithin(SOON).isEqualTo(Settlement.SETTLED));
        assertThat(client.admin().backlog(test.topic, test.group).inFlight()).hasValue(0);
    }

    @Test
    void aReleasedMessageComesBackWithTheSameAttempt() {
        MqClient client = test.client();
        test.publisher(client).publish("work");
        Receiver<String> receiver = test.receiver(client);
        receiver.receive(SOON).orElseThrow().release().join();
        Delivery<String> again = receiver.receive(SOON).orElseThrow();
        assertThat(again.attempt()).isEqualTo(1);
        again.ack().join();
    }

    @Test
    void aReceiverHoldsNoMoreThanItsWindow() {
        MqClient client = test.client("consume.max-in-flight", "3");
        test.publisher(client).publishAll(TestBroker.messages(10));
        Receiver<String> receiver = test.receiver(client);
        List<Delivery<String>> held = receiver.receiveBatch(3, SOON);
        assertThat(receiver.receive(Duration.ofMillis(100))).isEmpty();
        assertThat(test.ready(client)).isEqualTo(7);
        held.get(1).ack().join();
        assertThat(receiver.receive(SOON).orElseThrow().payload()).isEqualTo("m3");
    }

    @Test
    void membersShareTheMessagesOfTheirGroup() {
        MqClient client = test.client("consume.max-in-flight", "5");
        Receiver<String> one = test.receiver(client);
        Receiver<String> two = test.receiver(client);
        test.publisher(client).publishAll(TestBroker.messages(10));
        Set<String> seen = new HashSet<>();
        one.receiveBatch(5, SOON).forEach(delivery -> seen.add(delivery.payload()));
        two.receiveBatch(5, SOON).forEach(delivery -> seen.add(delivery.payload()));
        assertThat(seen).hasSize(10);
    }

    @Test
    void automaticAcksReachTheBrokerUnaskedWithinTheFlushInterval() {
        MqClient client = test.client();
        Set<String> handled = ConcurrentHashMap.newKeySet();
        client.consumer(test.topic, test.group, Codec.string()).start(delivery -> handled.add(delivery.payload()));
        test.publisher(client).publish("work");
        Awaitility.await()
                .until(() -> handled.size() == 1
                        && client.admin()
                                        .backlog(test.topic, test.group)
                                        .inFlight()
                                        .orElseThrow()
                                == 0);
    }
}
