package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Settlement;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkIT {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void aSilentNetworkIsNoticed() throws Exception {
        fixture.declare(fixture.group);
        try (Proxy proxy = new Proxy(ServerSocketFactory.getDefault(), fixture.url);
                DriverConnection connection =
                        Fixture.connect("redis://127.0.0.1:" + proxy.port(), Map.of("redis.reply-timeout", "1s"))) {
            DeliveryLog idle = fixture.subscribe(connection, fixture.group, 10, LEASE);
            PublishLog published = new PublishLog();
            DriverPublisher publisher = connection.openPublisher(published);
            publisher.publish(List.of(new TestMessage(fixture.topic, "a")));
            published.awaitConfirmed(1);
            idle.await(1);

            proxy.fallSilent();
            publisher.publish(List.of(new TestMessage(fixture.topic, "b")));

            await().atMost(Duration.ofSeconds(5)).until(() -> !idle.lost.isEmpty() && !published.lost.isEmpty());
            assertThat(idle.lost.get(0).code()).isEqualTo(ErrorCode.CONNECTION);
            assertThat(published.lost.get(0).code()).isEqualTo(ErrorCode.CONNECTION);
            assertThat(idle.ack(idle.delivered)).containsOnly(Settlement.LEASE_LOST);
            idle.subscription().close();
        }
    }

    @Test
    void anEncryptedServerIsReachedUnderTheNameOfItsCertificateOnly(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.forHost("localhost", folder);
        Map<String, String> options = Map.of(
                "redis.tls.truststore",
                certificates.truststore().toString(),
                "redis.tls.truststore-password",
                Certificates.PASSWORD);
        fixture.declare(fixture.group);
        try (Proxy proxy = new Proxy(certificates.serverSockets(), fixture.url)) {
            try (DriverConnection connection = Fixture.connect("rediss://localhost:" + proxy.port(), options)) {
                DeliveryLog log = fixture.subscribe(connection, fixture.group, 10, LEASE);
                PublishLog published = new PublishLog();
                connection.openPublisher(published).publish(List.of(new TestMessage(fixture.topic, new byte[300_000])));
                assertThat(log.ack(log.await(1))).containsExactly(Settlement.SETTLED);
                published.awaitConfirmed(1);
                log.subscription().close();
            }
            assertNoConnection("rediss://127.0.0.1:" + proxy.port(), options);
            assertNoConnection("rediss://localhost:" + proxy.port(), Map.of());
        }
    }

    private static void assertNoConnection(String url, Map<String, String> options) {
        assertThatThrownBy(() -> Fixture.connect(url, options)).isInstanceOfSatisfying(MqException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION);
            assertThat(e.retryable()).isFalse();
        });
    }
}
