package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.onemq.ConfigurationException;
import io.onemq.ConnectionException;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DriverConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Opens network connections: tries each host once, in random order, within the connect timeout. Thread-safe. */
final class ConnectionOpener {
    /** What a server can accept at all; a smaller bound would end the connection on a message that it delivers. */
    private static final int LARGEST_BODY = 512 * 1024 * 1024 + 1;

    private static final int SHUTDOWN_MILLIS = 1_000;

    private final DriverConfig config;
    private final boolean secure;
    private final @Nullable SSLContext tls;
    private final ExecutorService dispatcher;
    private final ThreadFactory threads;

    ConnectionOpener(DriverConfig config, ExecutorService dispatcher, ThreadFactory threads) {
        this.config = config;
        this.secure = config.url().scheme().equals("amqps");
        this.tls = secure ? TlsContexts.of(config) : null;
        this.dispatcher = dispatcher;
        this.threads = threads;
        if (config.url().hosts().isEmpty()) {
            throw new ConfigurationException(
                    "The URL " + config.url() + " names no host; expected amqp://user:password@host:port/virtual-host");
        }
    }

    /** Opens a connection; the purpose becomes part of the name that the broker shows. */
    NativeConnection open(String purpose) {
        List<BrokerUrl.Host> hosts = new ArrayList<>(config.url().hosts());
        Collections.shuffle(hosts);
        long deadline =
                System.nanoTime() + config.get(CommonKeys.CONNECT_TIMEOUT).toNanos();
        MqException last = new ConnectionException(Outcome.NOT_SENT, "The URL names no host", null);
        for (int i = 0; i < hosts.size(); i++) {
            long share = (deadline - System.nanoTime()) / (hosts.size() - i);
            try {
                return open(hosts.get(i), purpose, Duration.ofNanos(share));
            } catch (IOException | TimeoutException | RuntimeException e) {
                MqException failure = RabbitErrors.connecting(e, hosts.get(i).toString());
                if (i > 0) {
                    failure.addSuppressed(last);
                }
                last = failure;
            }
        }
        throw last;
    }

    private NativeConnection open(BrokerUrl.Host host, String purpose, Duration limit)
            throws IOException, TimeoutException {
        CorkedSocketFactory sockets = new CorkedSocketFactory(tls);
        ConnectionFactory factory = factory(limit);
        factory.setSocketFactory(sockets);
        factory.setExceptionHandler(new SocketClosingExceptionHandler(sockets));
        int port = host.portOr(
                secure ? ConnectionFactory.DEFAULT_AMQP_OVER_SSL_PORT : ConnectionFactory.DEFAULT_AMQP_PORT);
        Connection connection = factory.newConnection(
                dispatcher, List.of(new Address(host.name(), port)), config.clientName() + " " + purpose);
        CorkedSocket socket = sockets.last();
        if (socket == null) {
            throw new IOException("the native client made no socket");
        }
        return new NativeConnection(connection, socket);
    }

    private ConnectionFactory factory(Duration limit) {
        ConnectionFactory factory = new ConnectionFactory();
        BrokerUrl url = config.url();
        url.user().ifPresent(factory::setUsername);
        url.password().ifPresent(factory::setPassword);
        factory.setVirtualHost(url.path().isEmpty() ? "/" : url.path());
        // One half for the network, one for the handshake, which the client bounds separately.
        int half = (int) Math.max(1, Math.min(Integer.MAX_VALUE, limit.toMillis() / 2));
        factory.setConnectionTimeout(half);
        factory.setHandshakeTimeout(half);
        factory.setChannelRpcTimeout((int) Math.min(
                Integer.MAX_VALUE, config.get(CommonKeys.REQUEST_TIMEOUT).toMillis()));
        factory.setChannelShouldCheckRpcResponseType(true);
        factory.setShutdownTimeout(SHUTDOWN_MILLIS);
        factory.setRequestedHeartbeat((int) Math.max(
                1,
                Math.min(
                        ConnectionFactory.DEFAULT_HEARTBEAT * 1000L,
                        config.get(RabbitKeys.HEARTBEAT).toSeconds())));
        factory.setRequestedFrameMax(config.get(RabbitKeys.FRAME_MAX));
        factory.setRequestedChannelMax(config.get(RabbitKeys.CHANNEL_MAX));
        factory.setMaxInboundMessageBodySize(LARGEST_BODY);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setThreadFactory(threads);
        return factory;
    }
}
