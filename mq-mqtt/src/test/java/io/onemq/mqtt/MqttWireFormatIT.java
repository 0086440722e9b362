package io.onemq.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Topic;
import io.onemq.spi.BrokerUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wire format of docs/brokers/mqtt.md, seen by the clients of Mosquitto. */
class MqttWireFormatIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Group group = Group.of("billing");
    private final Topic topic =
            Topic.of("wire-" + UUID.randomUUID()).withPartitions(1).withGroups(group);
    private final String url = new MqttHarness().url();
    private final MqClient mq = MqClient.builder(url).connect();

    @BeforeEach
    void declare() {
        mq.admin().declare(topic);
    }

    @AfterEach
    void delete() {
        mq.admin().delete(topic);
        mq.close();
    }

    @Test
    void whatAForeignProgramPublishesIsUnderstood() throws Exception {
        run(
                "mosquitto_pub",
                "-V",
                "5",
                "-q",
                "1",
                "-t",
                topic.name() + "/0",
                "-m",
                "{\"n\": 1}",
                "-D",
                "publish",
                "user-property",
                "onemq-key",
                "customer-7",
                "-D",
                "publish",
                "user-property",
                "colour",
                "red",
                "-D",
                "publish",
                "content-type",
                "application/json",
                "-D",
                "publish",
                "correlation-data",
                "c-1",
                "-D",
                "publish",
                "response-topic",
                "replies");

        try (Receiver<String> receiver = mq.receiver(topic, group, Codec.string())) {
            Delivery<String> delivery = receiver.receive(PATIENCE).orElseThrow();
            assertThat(delivery.payload()).isEqualTo("{\"n\": 1}");
            assertThat(delivery.key()).contains("customer-7");
            assertThat(delivery.headers().toMap()).containsOnlyKeys("colour").containsValue("red");
            assertThat(delivery.contentType()).contains("application/json");
            assertThat(delivery.correlationId()).contains("c-1");
            assertThat(delivery.replyTo()).contains("replies");
            assertThat(delivery.hasDerivedId()).isTrue();
            assertThat(delivery.ack()).succeedsWithin(PATIENCE);
        }
    }

    @Test
    void whatIsPublishedIsReadByAForeignProgram() throws Exception {
        String session = "foreign-" + UUID.randomUUID();
        String[] subscribe = {
            "mosquitto_sub", "-V", "5", "-q", "1", "-i", session, "-c", "-x", "60", "-t", topic.name() + "/+"
        };
        run(with(subscribe, "-E"));
        try (Publisher<String> publisher = mq.publisher(topic, Codec.string())) {
            publisher.publish(Message.builder("three lamps")
                    .id("order-1")
                    .key("customer-7")
                    .contentType("text/plain")
                    .correlationId("c-1")
                    .replyTo("replies")
                    .build()
                    .withHeader("colour", "red"));
        }

        String seen = run(with(subscribe, "-C", "1", "-W", "20", "-F", "%t|%p|%C|%D|%R|%P"));
        assertThat(seen).startsWith(topic.name() + "/0|three lamps|text/plain|c-1|replies|");
        assertThat(seen).contains("onemq-id:order-1", "onemq-key:customer-7", "onemq-timestamp:", "colour:red");
    }

    private static String[] with(String[] command, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private String run(String... command) throws IOException, InterruptedException {
        BrokerUrl.Host host = BrokerUrl.parse(url).hosts().get(0);
        Process process = new ProcessBuilder(with(command, "-h", host.name(), "-p", Integer.toString(host.portOr(0))))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
