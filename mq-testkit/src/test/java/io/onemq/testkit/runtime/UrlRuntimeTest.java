package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class UrlRuntimeTest {

    @Test
    void startsOnceTheServerIsReached() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BrokerRuntime broker =
                        Brokers.create("redis", "url:redis://user:secret@127.0.0.1:" + server.getLocalPort())) {
            assertThat(broker.isRunning()).isFalse();

            broker.start();

            assertThat(broker.isRunning()).isTrue();
            assertThat(broker.kind()).isEqualTo(BrokerRuntime.Kind.URL);
            assertThat(broker.handle()).isEmpty();
            assertThat(broker.toString()).doesNotContain("secret");
        }
    }

    @Test
    void saysWhichSettingNamesAServerThatDoesNotAnswer() {
        String url = "kafka://127.0.0.1:" + FreePorts.next();
        try (BrokerRuntime broker = Brokers.create("kafka", "url:" + url)) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Kafka does not answer at 127.0.0.1")
                    .hasMessageContaining("mq.test.kafka")
                    .hasMessageContaining("MQ_TEST_KAFKA");
        }
    }

    @Test
    void refusesEveryFault() {
        try (BrokerRuntime broker = Brokers.create("redis", "url:redis://there:1")) {
            assertThatThrownBy(broker::stop)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Redis at [there:1] was not started by this JVM and cannot be stopped by it. Set"
                            + " mq.test.redis to container or process to run a test that does this.");
            assertThatThrownBy(broker::kill).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(broker::restart).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void unknownBrokerIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Brokers.create("nats"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No broker is called nats; there are rabbitmq, kafka, redis");
    }
}
