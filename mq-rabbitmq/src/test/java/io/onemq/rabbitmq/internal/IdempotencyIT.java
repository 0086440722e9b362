package io.onemq.rabbitmq.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.DeadLetters;
import io.onemq.Group;
import io.onemq.Idempotency;
import io.onemq.IdempotencyStore;
import io.onemq.MqClient;
import io.onemq.Topic;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Messages of foreign programs, which may have no id. */
class IdempotencyIT {
    @Test
    void whatHasNoIdIsADeadLetter() throws Exception {
        Group group = Group.of("billing");
        Topic topic = Topic.of("it-" + UUID.randomUUID()).withGroups(group);
        List<String> calls = new CopyOnWriteArrayList<>();
        Idempotency once = Idempotency.with(IdempotencyStore.inMemory(10));
        try (RabbitFixture rabbit = new RabbitFixture();
                MqClient mq = MqClient.builder(RabbitFixture.url()).connect()) {
            try (Consumer consumer = mq.consumer(topic, group, Codec.string())
                    .start(once.handler(delivery -> calls.add(delivery.payload())))) {
                assertThat(consumer.isConnected()).isTrue();
                AMQP.BasicProperties named =
                        new AMQP.BasicProperties.Builder().messageId("1").build();
                rabbit.channel().basicPublish(topic.name(), "", null, "nameless".getBytes(UTF_8));
                rabbit.channel().basicPublish(topic.name(), "", named, "named".getBytes(UTF_8));
                rabbit.channel().basicPublish(topic.name(), "", named, "named".getBytes(UTF_8));
                DeadLetters letters = mq.deadLetters(topic, group);
                await().until(() -> letters.count() == 1 && !calls.isEmpty());
                DeadLetters.Letter letter = letters.browse(1).get(0);
                assertThat(letter.message().payload()).isEqualTo("nameless".getBytes(UTF_8));
                assertThat(letter.cause().orElseThrow().message()).contains("no id of its own");
            }
            assertThat(calls).containsExactly("named");
            mq.admin().delete(topic);
        }
    }
}
