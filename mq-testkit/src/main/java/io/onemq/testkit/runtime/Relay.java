package io.onemq.testkit.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on the bytes of every connection to a server, until it is told to end them. Thread-safe. */
final class Relay implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int CHUNK = 64 * 1024;

    private final ServerSocket listener;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();

    private Relay(ServerSocket listener) {
        this.listener = listener;
    }

    /** Listens on a port; nothing is passed on before {@link #to}. */
    static Relay listening() {
        try {
            return new Relay(new ServerSocket(FreePorts.next(), 50, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen for the clients of a broker", e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Begins to pass on to a server. */
    Relay to(String host, int port) {
        daemon("mq-test-relay-" + port(), () -> accept(host, port));
        return this;
    }

    /** Ends the connections that there are. */
    void cut() {
        List.copyOf(pairs).forEach(Pair::end);
    }

    @Override
    public void close() {
        quietly(listener);
        cut();
    }

    private void accept(String host, int port) {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                // Connecting may take its time, and others should not wait for it.
                daemon("mq-test-relay-connect", () -> connect(client, host, port));
            } catch (IOException e) {
                LOG.debug("The relay on port {} accepts no more", port(), e);
            }
        }
    }

    private void connect(Socket client, String host, int port) {
        Pair pair = new Pair(client, new Socket());
        pairs.add(pair);
        try {
            reset(client);
            reset(pair.server);
            pair.server.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
            daemon("mq-test-relay-out", () -> pair.copy(client, pair.server));
            daemon("mq-test-relay-in", () -> pair.copy(pair.server, client));
        } catch (IOException e) {
            pair.end();
        }
        if (listener.isClosed()) {
            pair.end();
        }
    }

    /** Has a close end the connection at once, as if its other end were gone, and send what is written without delay. */
    private static void reset(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoLinger(true, 0);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.debug("Closing {} failed", closeable, e);
        }
    }

    /** A connection of a client and the one to the server that belongs to it. */
    private final class Pair {
        private final Socket client;
        private final Socket server;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** Copies until either end is gone, and ends both. A goodbye of one is passed on with what was sent before it. */
        void copy(Socket from, Socket to) {
            byte[] chunk = new byte[CHUNK];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    out.write(chunk, 0, read);
                }
                to.setSoLinger(false, 0);
                to.shutdownOutput();
                if (from.isOutputShutdown()) {
                    end();
                }
            } catch (IOException e) {
                end();
            }
        }

        void end() {
            pairs.remove(this);
            quietly(client);
            quietly(server);
        }
    }
}
