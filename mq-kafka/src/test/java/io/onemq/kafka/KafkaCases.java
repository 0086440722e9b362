package io.onemq.kafka;

import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.testkit.runtime.Brokers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;

/** Clients of the library and native ones on one broker, closed after each case. */
abstract class KafkaCases {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    final List<MqEvent> events = new CopyOnWriteArrayList<>();

    static String url() {
        return Brokers.shared("kafka").url();
    }

    static String servers() {
        return url().substring("kafka://".length());
    }

    static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    final MqClient connect(String... keysAndValues) {
        MqClient.Builder builder = MqClient.builder(url()).onEvent(events::add);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.option(keysAndValues[i], keysAndValues[i + 1]);
        }
        return closing(builder.connect());
    }

    final <C extends AutoCloseable> C closing(C closeable) {
        opened.push(closeable);
        return closeable;
    }

    final Admin admin() {
        return closing(Admin.create(Map.of("bootstrap.servers", servers())));
    }

    final KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", servers());
        return closing(new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    final KafkaConsumer<byte[], byte[]> consumer() {
        return closing(new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers()), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    static <T> T join(KafkaFuture<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    final void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
