package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.ConfigurationException;
import io.onemq.Consumer;
import io.onemq.ConsumerBuilder;
import io.onemq.DeadLetter;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.Idempotency;
import io.onemq.IdempotencyStore;
import io.onemq.Message;
import io.onemq.MessageHandler;
import io.onemq.MqClient;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    private static final Group BILLING = Group.of("billing");
    private static final Group AUDIT = Group.of("audit");
    private static final Topic ORDERS = Topic.of("orders").withGroups(BILLING, AUDIT);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final MqClient mq =
            MqClient.builder("memory:idempotency-" + UUID.randomUUID()).connect();
    private final IdempotencyStore store = IdempotencyStore.inMemory(1000);
    private final Idempotency once = Idempotency.with(store);
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        mq.close();
    }

    private ConsumerBuilder<String> members(Group group) {
        return mq.consumer(ORDERS, group, Codec.string())
                .retry(RetryPolicy.fixed(3, Duration.ZERO))
                .concurrency(4);
    }

    private void start(MessageHandler<String> handler) {
        Consumer unused = members(BILLING).start(once.handler(handler));
    }

    private void note(Delivery<String> delivery) {
        calls.add(delivery.payload() + " " + delivery.attempt());
    }

    private void publish(String id, String payload) {
        var unused =
                mq.publisher(ORDERS, Codec.string()).publish(Message.of(payload).withId(id));
    }

    private void awaitSettled() {
        await().atMost(SOON)
                .until(() -> mq.admin().backlog(ORDERS, BILLING).ready() == 0
                        && mq.admin().backlog(ORDERS, BILLING).inFlight().orElse(0) == 0);
    }

    @Test
    void aDuplicateIsAcknowledgedWithoutACall() {
        start(this::note);
        publish("1", "first");
        await().atMost(SOON).until(() -> calls.size() == 1);
        publish("1", "duplicate");
        publish("2", "second");
        await().atMost(SOON).until(() -> calls.size() == 2);
        awaitSettled();

        assertThat(calls).containsExactly("first 1", "second 1");
        assertThat(mq.deadLetters(ORDERS, BILLING).count()).isZero();
    }

    @Test
    void eachGroupHandlesItOnce() {
        start(this::note);
        Consumer unused = members(AUDIT).start(once.handler(this::note));
        publish("1", "an order");
        publish("1", "an order");

        await().atMost(SOON).until(() -> calls.size() == 2);
        awaitSettled();
        assertThat(calls).containsExactly("an order 1", "an order 1");
    }

    @Test
    void whatFailedIsTriedAgain() {
        start(delivery -> {
            note(delivery);
            if (delivery.attempt() == 1) {
                throw new IllegalStateException("not yet");
            } else if (delivery.attempt() == 2) {
                var unused = delivery.nack(Duration.ZERO);
            }
        });
        publish("1", "an order");

        await().atMost(SOON).until(() -> calls.size() == 3);
        awaitSettled();
        assertThat(calls).containsExactly("an order 1", "an order 2", "an order 3");
        assertThat(store.begin("orders.billing/1", "me", SOON)).isEqualTo(IdempotencyStore.Claim.HANDLED);
    }

    @Test
    void whatSomebodyElseHandlesWaitsWithoutAnAttempt() {
        assertThat(store.begin("orders.billing/1", "somebody else", SOON)).isEqualTo(IdempotencyStore.Claim.GRANTED);
        start(this::note);
        publish("1", "claimed");
        publish("2", "free");
        await().atMost(SOON).until(() -> !calls.isEmpty());
        await().during(Duration.ofMillis(2500)).atMost(SOON).until(() -> calls.equals(List.of("free 1")));

        store.abandon("orders.billing/1", "somebody else");
        await().atMost(SOON).until(() -> calls.size() == 2);
        assertThat(calls).containsExactly("free 1", "claimed 1");
        awaitSettled();
    }

    @Test
    void anExplicitAckCounts() {
        start(delivery -> {
            note(delivery);
            var unused = delivery.ack();
        });
        publish("1", "an order");
        publish("1", "an order");
        awaitSettled();

        assertThat(calls).containsExactly("an order 1");
    }

    @Test
    void whatHasNoIdentityIsADeadLetter() {
        CompletableFuture<DeadLetter> dead = new CompletableFuture<>();
        Consumer unused = mq.consumer(ORDERS, BILLING, Codec.string())
                .start(once.identifiedBy(delivery -> delivery.key().orElse("")).handler(this::note));
        Consumer letters = mq.consumer(ORDERS.deadLetterTopic(BILLING), Topic.deadLetterGroup(), Codec.string())
                .start(delivery -> dead.complete(delivery.deadLetter().orElseThrow()));
        publish("1", "without a key");

        DeadLetter letter =
                dead.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
        assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.REJECTED);
        assertThat(calls).isEmpty();
        letters.close();
    }

    @Test
    void manualAckIsRefused() {
        assertThatThrownBy(() -> members(BILLING).manualAck().start(once.handler(this::note)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("manualAck");
    }

    @Test
    void timesHaveBounds() {
        assertThatThrownBy(() -> once.window(Duration.ZERO)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> once.claim(Duration.ofDays(4000))).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> IdempotencyStore.inMemory(0)).isInstanceOf(ConfigurationException.class);
    }
}
