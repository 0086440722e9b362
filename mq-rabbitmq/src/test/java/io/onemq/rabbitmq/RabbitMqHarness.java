package io.onemq.rabbitmq;

import com.rabbitmq.client.Connection;
import io.onemq.MqClient;
import io.onemq.testkit.contract.BrokerControl;
import io.onemq.testkit.contract.PayloadLimit;
import io.onemq.testkit.contract.RuntimeHarness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** RabbitMQ, started by the testkit. */
final class RabbitMqHarness extends RuntimeHarness {
    RabbitMqHarness() {
        super("rabbitmq");
    }

    @Override
    public PayloadLimit payloadLimit() {
        return new PayloadLimit(256 * 1024, 256 * 1024 + 1, Map.of("rabbitmq.max-message-size", "256KiB"));
    }

    @Override
    public Optional<String> wrongCredentialsUrl() {
        return Optional.of(url().replaceFirst("//[^@/]*@", "//guest:not-the-secret@"));
    }

    /** Ends the connection of the client's consumers, and with it their channels. */
    @Override
    public boolean takeLeases(MqClient client, String clientName) {
        Connection connection = client.unwrap(Connection.class).orElseThrow();
        connection.abort();
        return true;
    }

    @Override
    public boolean groupsShareMessages() {
        return false;
    }

    @Override
    public List<String> nativeThreads() {
        return List.of("AMQP Connection", "ConsumerWorkService", "RabbitMQ connection");
    }

    @Override
    public Optional<BrokerControl> control() {
        return super.control().map(PatientKill::new);
    }

    /**
     * Kills the broker only when the queues of the case are a second old: the node forgets a queue for good if it is
     * killed in the first half second, see the limits in {@code docs/brokers/rabbitmq.md}.
     */
    private record PatientKill(BrokerControl control) implements BrokerControl {
        @Override
        public void stop() {
            control.stop();
        }

        @Override
        public void kill() {
            long created = System.nanoTime();
            Awaitility.await()
                    .until(() ->
                            System.nanoTime() - created >= Duration.ofSeconds(1).toNanos());
            control.kill();
        }

        @Override
        public void start() {
            control.start();
        }
    }
}
