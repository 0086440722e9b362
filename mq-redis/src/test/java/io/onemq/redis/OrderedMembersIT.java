package io.onemq.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Ordering;
import io.onemq.Publisher;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import io.onemq.testkit.runtime.Brokers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Members that come and go while handlers run, some of which fail. */
class OrderedMembersIT {
    private static final int KEYS = 24;
    private static final int ROUNDS = 6;
    private static final Group ORDERED = Group.of("ordered").withOrdering(Ordering.KEY);

    private final Topic topic =
            Topic.of("members-" + UUID.randomUUID()).withPartitions(6).withGroups(ORDERED);
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> done = new ConcurrentHashMap<>();
    private final Map<String, Integer> published = new ConcurrentHashMap<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger deliveries = new AtomicInteger();

    @Test
    void noKeyIsHandledTwiceAtOnceOrOutOfOrder() throws Exception {
        Deque<MqClient> members = new ArrayDeque<>();
        try (MqClient mq = connect()) {
            mq.admin().declare(topic);
            try (Publisher<String> publisher = mq.publisher(topic, Codec.string())) {
                members.add(member());
                for (int round = 0; round < ROUNDS; round++) {
                    publish(publisher);
                    members.add(member());
                    int before = deliveries.get();
                    await().until(() -> deliveries.get() > before + KEYS || done.equals(published));
                    if (round % 2 == 1) {
                        members.remove().close();
                    }
                }
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> done.equals(published) || !wrong.isEmpty());
            assertThat(wrong).isEmpty();
            assertThat(failed).as("messages that failed once").isNotEmpty();
            members.forEach(MqClient::close);
            mq.admin().delete(topic);
        }
    }

    private static MqClient connect() {
        return MqClient.builder(Brokers.shared("redis").url()).connect();
    }

    private MqClient member() {
        MqClient client = connect();
        Consumer unused = client.consumer(topic, ORDERED, Codec.string())
                .concurrency(8)
                .maxInFlight(60)
                .retry(RetryPolicy.fixed(5, Duration.ofMillis(20)))
                .start(this::handle);
        return client;
    }

    private void publish(Publisher<String> publisher) {
        List<CompletableFuture<?>> confirmations = new ArrayList<>();
        for (int i = 0; i < 20 * KEYS; i++) {
            String key = "key" + i % KEYS;
            int number = published.merge(key, 1, Integer::sum);
            confirmations.add(
                    publisher.publishAsync(Message.of(Integer.toString(number)).withKey(key)));
        }
        CompletableFuture.allOf(confirmations.toArray(CompletableFuture[]::new)).join();
    }

    private void handle(Delivery<String> delivery) throws InterruptedException {
        String key = delivery.key().orElseThrow();
        int number = Integer.parseInt(delivery.payload());
        deliveries.incrementAndGet();
        if (!busy.add(key)) {
            wrong.add(key + " " + number + " began while another one was handled");
        }
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(20));
            if (number % 7 == 0 && failed.add(key + " " + number)) {
                throw new IllegalStateException("fails once");
            }
            int last = done.getOrDefault(key, 0);
            if (number > last + 1) {
                wrong.add(key + " " + number + " came after " + last);
            }
            done.put(key, Math.max(last, number));
        } finally {
            busy.remove(key);
        }
    }
}
