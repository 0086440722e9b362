package io.onemq.testkit.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A broker that somebody else runs. */
final class UrlRuntime implements BrokerRuntime {

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final BrokerType type;
    private final String url;
    private volatile boolean reached;
    private volatile boolean closed;

    UrlRuntime(BrokerType type, String url) {
        this.type = type;
        this.url = url;
    }

    @Override
    public String broker() {
        return type.id();
    }

    @Override
    public Kind kind() {
        return Kind.URL;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String handle() {
        return "";
    }

    @Override
    public String version() {
        return "";
    }

    @Override
    public boolean isRunning() {
        return reached && !closed;
    }

    @Override
    public void start() {
        if (closed) {
            throw new IllegalStateException("The connection to " + this + " is closed");
        }
        List<String> failures = new ArrayList<>();
        for (HostAndPort server : HostAndPort.allIn(url, type.defaultPort())) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_TIMEOUT_MILLIS);
                reached = true;
                return;
            } catch (IOException e) {
                failures.add(server + " (" + e.getMessage() + ")");
            }
        }
        throw new IllegalStateException(
                type.label() + " does not answer at " + String.join(", ", failures) + ", where " + type.property()
                        + " (or the variable " + Settings.variable(type.property())
                        + ") says it is. Start it there, or choose container or process instead.");
    }

    @Override
    public void stop() {
        throw refusal("stopped");
    }

    @Override
    public void kill() {
        throw refusal("killed");
    }

    @Override
    public void restart() {
        throw refusal("restarted");
    }

    @Override
    public List<String> logs(int lines) {
        return List.of();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return type.label() + " at " + HostAndPort.allIn(url, type.defaultPort());
    }

    private IllegalStateException refusal(String what) {
        return new IllegalStateException(this + " was not started by this JVM and cannot be " + what + " by it. Set "
                + type.property() + " to container or process to run a test that does this.");
    }
}
