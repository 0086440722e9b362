package io.onemq.kafka.internal;

import io.onemq.ConnectionException;
import io.onemq.Outcome;
import io.onemq.spi.BrokerUrl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out at once that no server listens. The native clients try until their timeout, which would hold up whoever
 * opens something while the brokers are down.
 */
final class Reachability {
    private static final int LONGEST_MILLIS = 3_000;

    private Reachability() {}

    /** Fails unless one of the servers takes a connection, or may still do so. */
    static void check(List<BrokerUrl.Host> hosts, Duration atMost) {
        int millis = (int) Math.max(1, Math.min(LONGEST_MILLIS, atMost.toMillis()));
        IOException refusal = null;
        for (BrokerUrl.Host host : hosts) {
            refusal = refusal(host, millis);
            if (refusal == null) {
                return;
            }
        }
        throw new ConnectionException(
                Outcome.NOT_SENT, "No Kafka server takes a connection at " + hosts + ": " + refusal, refusal);
    }

    private static @Nullable IOException refusal(BrokerUrl.Host host, int millis) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.name(), host.portOr(ClientConfigs.DEFAULT_PORT)), millis);
            return null;
        } catch (IOException e) {
            return e;
        }
    }
}
