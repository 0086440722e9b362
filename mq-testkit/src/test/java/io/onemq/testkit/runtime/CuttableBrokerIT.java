package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class CuttableBrokerIT {

    @ParameterizedTest
    @ValueSource(strings = {"rabbitmq", "kafka", "redis"})
    void isReachedWhereItSaysThroughEveryRestart(String name) throws IOException {
        try (CuttableBroker broker = Brokers.createCuttable(name)) {
            broker.start();
            BrokerType type = BrokerType.of(name);
            URI url = URI.create(broker.url());
            type.probe().ask(url.getHost(), url.getPort());

            try (Socket idle = new Socket(url.getHost(), url.getPort())) {
                broker.cutConnections();
                assertThat(broker.isRunning()).isTrue();
            }
            broker.kill();
            assertThat(broker.isRunning()).isFalse();
            broker.start();
            type.probe().ask(url.getHost(), url.getPort());
        }
    }
}
