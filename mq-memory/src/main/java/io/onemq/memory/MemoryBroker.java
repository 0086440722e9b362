package io.onemq.memory;

import io.onemq.memory.internal.Broker;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.EmbeddedBroker;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A broker in the process, for tests to control: time, crashes and clients that die.
 *
 * <pre>{@code
 * MemoryBroker broker = MemoryBroker.named("orders-test");
 * try (MqClient mq = MqClient.builder("memory:orders-test").connect()) {
 *     ...
 *     broker.restart();
 * }
 * }</pre>
 *
 * <p>A broker exists from its first use to the end of the process, independently of its clients: what one client leaves,
 * the next one finds. Thread-safe. The methods return when their effect is complete; clients hear of it on their own
 * threads.
 */
public final class MemoryBroker implements EmbeddedBroker {
    private static final Map<String, MemoryBroker> BROKERS = new ConcurrentHashMap<>();

    private final String name;
    private final Broker broker;

    private MemoryBroker(String name) {
        this.name = name;
        this.broker = new Broker(name);
    }

    /**
     * Returns the broker that clients reach as {@code memory:name}.
     *
     * @param name the name; the broker of the URL {@code memory:} is called "default"
     * @return the only broker of that name in this process
     */
    public static MemoryBroker named(String name) {
        return BROKERS.computeIfAbsent(Objects.requireNonNull(name, "name"), MemoryBroker::new);
    }

    DriverConnection connect(DriverConfig config) {
        return broker.connect(config, this);
    }

    /**
     * Returns the name.
     *
     * @return for example "default"
     */
    public String name() {
        return name;
    }

    /**
     * Replaces the clock with which clients of this broker stamp messages and tell whether a delayed one is due. A test
     * that moves the clock forward sees retries without waiting for them: within 100 ms of real time
     * ({@code ack.flush-interval}).
     *
     * @param clock the clock, thread-safe; the system clock until then
     */
    @Override
    public void useClock(Clock clock) {
        broker.useClock(Objects.requireNonNull(clock, "clock"));
    }

    /**
     * Kills the broker; it is down until {@link #start()}. Every connection is severed, and clients that try to connect
     * get a retryable failure. Topics, groups and confirmed messages are kept, deliveries that were not settled go back
     * to their groups. Messages that were on their way are lost, or kept without their publisher knowing, as with any
     * broker; clients send those again. Idempotent.
     */
    @Override
    public void crash() {
        broker.crash();
    }

    /** Brings a crashed broker up again. Does nothing if it is running. */
    @Override
    public void start() {
        broker.start();
    }

    /** Crashes the broker and starts it again at once. */
    @Override
    public void restart() {
        broker.crash();
        broker.start();
    }

    /**
     * Severs every connection, as a network does that fails for a moment. Deliveries that were not settled go back to their
     * groups, messages that were on their way may be lost; the clients come back and send those again.
     */
    @Override
    public void cutConnections() {
        broker.cutConnections();
    }

    /**
     * Simulates the death of client processes: the clients of that name that are connected now are cut off for good.
     * What they held goes to other members of their groups; nothing that they settle or publish from now on has an
     * effect, and they cannot reconnect. A client that connects later under the same name is not affected. To the
     * client objects it looks like a network that does not come back, so they still have to be closed.
     *
     * @param clientName the {@code client.name} of the clients
     */
    public void crashClient(String clientName) {
        broker.crashClient(Objects.requireNonNull(clientName, "clientName"));
    }

    /**
     * Makes the broker what it was before its first use: no topics, no profile, the system clock, running. Connected
     * clients lose their connections, and can reconnect to the empty broker.
     */
    @Override
    public void reset() {
        broker.reset();
    }

    @Override
    public String toString() {
        return "MemoryBroker[" + name + "]";
    }
}
