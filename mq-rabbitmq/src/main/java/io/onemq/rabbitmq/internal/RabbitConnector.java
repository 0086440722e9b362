package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.LongString;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.spi.BrokerInfo;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Connects for the first time and looks at the server. */
public final class RabbitConnector {
    private static final String PRODUCT = "RabbitMQ";

    private RabbitConnector() {}

    /** Connects. */
    public static DriverConnection connect(DriverConfig config) {
        ThreadFactory threads = threads(config.clientName());
        Dispatcher dispatcher = new Dispatcher(threads);
        try {
            ConnectionOpener opener = new ConnectionOpener(config, dispatcher, threads);
            ConnectionSlot administration = new ConnectionSlot(() -> opener.open("admin"));
            try {
                BrokerInfo broker = broker(administration.get());
                return new RabbitConnection(broker, SizeLimit.of(config, broker), opener, administration, dispatcher);
            } catch (RuntimeException e) {
                administration.close();
                throw e;
            }
        } catch (RuntimeException e) {
            dispatcher.shutdown();
            throw e;
        }
    }

    private static ThreadFactory threads(String clientName) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "onemq-rabbitmq-" + clientName + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static BrokerInfo broker(NativeConnection connection) {
        Map<String, Object> properties = connection.connection().getServerProperties();
        BrokerInfo broker = new BrokerInfo(text(properties.get("product")), text(properties.get("version")));
        // Other servers speak AMQP 0-9-1 too, and ignore the queue arguments that the contract rests on.
        if (!broker.name().equals(PRODUCT)
                || !ServerVersion.of(broker.version()).isAtLeast(3, 10)) {
            throw new MqException(
                    ErrorCode.UNSUPPORTED,
                    "The server is " + broker + "; RabbitMQ 3.10 or later is needed, because earlier ones cannot"
                            + " dead-letter at least once");
        }
        return broker;
    }

    private static String text(@Nullable Object value) {
        return value instanceof LongString text ? text.toString() : "unknown";
    }
}
