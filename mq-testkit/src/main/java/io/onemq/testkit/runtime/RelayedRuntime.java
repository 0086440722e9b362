package io.onemq.testkit.runtime;

import java.util.List;

/** A broker of this JVM behind a relay. */
final class RelayedRuntime implements CuttableBroker {
    private final ManagedRuntime broker;
    private final Relay relay;
    private final String url;

    RelayedRuntime(BrokerType type, ManagedRuntime broker, Relay relay) {
        this.broker = broker;
        this.relay = relay;
        this.url = type.url(Relay.HOST, relay.port());
    }

    @Override
    public String broker() {
        return broker.broker();
    }

    @Override
    public Kind kind() {
        return broker.kind();
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String handle() {
        return broker.handle();
    }

    @Override
    public String version() {
        return broker.version();
    }

    @Override
    public boolean isRunning() {
        return broker.isRunning();
    }

    @Override
    public void start() {
        broker.start();
    }

    @Override
    public void stop() {
        broker.stop();
    }

    @Override
    public void kill() {
        broker.kill();
    }

    @Override
    public void restart() {
        broker.restart();
    }

    @Override
    public void cutConnections() {
        relay.cut();
    }

    @Override
    public List<String> logs(int lines) {
        return broker.logs(lines);
    }

    @Override
    public void close() {
        relay.close();
        broker.close();
    }

    @Override
    public String toString() {
        return broker.toString();
    }
}
