package io.onemq.mqtt.internal;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One network connection to the broker. It does not come back: who uses it opens another one. Thread-safe.
 *
 * <p>The driver speaks the protocol itself: acknowledging in any order needs packet ids, which clients for Java hide.
 */
final class Link implements AutoCloseable {
    static final int RETAIN = 0x01;
    private static final int PUBLISH_QOS_0 = 0x30;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int BUFFER = 64 * 1024;

    private final MqttSettings settings;
    private final LinkOptions options;
    private final LinkListener listener;
    private final Socket socket;
    private final OutputStream out;
    private final LinkReader reader;
    private final Semaphore quota = new Semaphore(0);
    private final Pending pending = new Pending(); // sent while holding writing
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Object writing = new Object();
    private boolean leaving; // guarded by writing
    private volatile long lastWriteNanos = System.nanoTime();
    private boolean sessionPresent;
    private long maximumPacketSize;

    private Link(MqttSettings settings, LinkOptions options, LinkListener listener, Socket socket) throws IOException {
        this.settings = settings;
        this.options = options;
        this.listener = listener;
        this.socket = socket;
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
        this.reader = new LinkReader(this, socket);
    }

    /** Connects; one attempt for each host. Messages come from {@link #start()} on. */
    static Link open(MqttSettings settings, LinkOptions options, LinkListener listener) {
        Socket socket = Sockets.connect(settings);
        try {
            Link link = new Link(settings, options, listener, socket);
            link.greet();
            return link;
        } catch (IOException e) {
            Sockets.close(socket);
            throw new ConnectionException(Outcome.NOT_SENT, "The broker did not answer: " + e, e);
        } catch (RuntimeException e) {
            Sockets.close(socket);
            throw e;
        }
    }

    private void greet() throws IOException {
        PacketWriter properties = new PacketWriter()
                .u8(Properties.SESSION_EXPIRY)
                .u32(options.sessionExpiry())
                .u8(Properties.RECEIVE_MAXIMUM)
                .u16(options.receiveMaximum());
        String user = settings.user();
        byte[] password = settings.password();
        int flags = (options.fresh() ? 0x02 : 0)
                | (options.will() == null ? 0 : 0x2c)
                | (user == null ? 0 : 0x80)
                | (password == null ? 0 : 0x40);
        PacketWriter body = new PacketWriter()
                .text("MQTT")
                .u8(5)
                .u8(flags)
                .u16(settings.keepAliveSeconds())
                .properties(properties)
                .text(options.clientId());
        if (options.will() != null) {
            body.length(0).text(options.will()).binary(new byte[0]);
        }
        if (user != null) {
            body.text(user);
        }
        if (password != null) {
            body.binary(password);
        }
        synchronized (writing) {
            send(0x10, body, null);
            out.flush();
        }
        welcome(reader.readConnack());
    }

    private void welcome(PacketReader in) {
        sessionPresent = (in.u8() & 1) != 0;
        int reason = in.u8();
        Properties properties = in.isAtEnd() ? new Properties() : in.properties();
        if (reason != 0) {
            throw MqttErrors.refusedConnect(reason, properties.reason);
        }
        quota.release(properties.receiveMaximum);
        maximumPacketSize = properties.maximumPacketSize;
    }

    Link start() {
        reader.start();
        return this;
    }

    String clientId() {
        return options.clientId();
    }

    boolean sessionPresent() {
        return sessionPresent;
    }

    long maximumPacketSize() {
        return maximumPacketSize;
    }

    int keepAliveMillis() {
        return settings.keepAliveSeconds() * 1_000;
    }

    boolean isOpen() {
        return !ended.get();
    }

    /**
     * Sends a message. Blocks while the broker takes no more unconfirmed ones. What is not flushed may wait.
     *
     * @param flags 0 or {@link #RETAIN}
     */
    void publish(int flags, String topic, PacketWriter properties, byte[] payload, Confirmation confirmation) {
        if (!quota.tryAcquire()) {
            flush();
            quota.acquireUninterruptibly();
        }
        synchronized (writing) {
            PacketWriter head = new PacketWriter()
                    .text(topic)
                    .u16(pending.message(confirmation))
                    .properties(properties);
            trySend(PUBLISH_QOS_1 | flags, head, payload);
        }
        if (!isOpen()) {
            pending.failAll(gone());
        }
    }

    /** Publishes a retained message, or clears one if the payload is empty, and tells when that is done. */
    CompletableFuture<Integer> retain(String topic, PacketWriter properties, byte[] payload) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        publish(RETAIN, topic, properties, payload, new Confirmation() {
            @Override
            public void confirmed(int reason, @Nullable String text) {
                if (reason < MqttErrors.FAILURE) {
                    done.complete(reason);
                } else {
                    done.completeExceptionally(MqttErrors.refused("Writing " + topic, reason, text));
                }
            }

            @Override
            public void lost(MqException cause) {
                done.completeExceptionally(cause);
            }
        });
        flush();
        return done;
    }

    /** Subscribes, or changes a subscription. Blocks. */
    void subscribe(String filter, int subscriptionOptions) {
        int reason = request(0x82, new PacketWriter().text(filter).u8(subscriptionOptions));
        if (reason >= MqttErrors.FAILURE) {
            throw MqttErrors.refused("Subscribing to " + filter, reason, null);
        }
    }

    void unsubscribe(String filter) {
        int unused = request(0xa2, new PacketWriter().text(filter));
    }

    private int request(int type, PacketWriter body) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        synchronized (writing) {
            PacketWriter packet = new PacketWriter()
                    .u16(pending.request(answer))
                    .properties(new PacketWriter())
                    .raw(body.bytes(), body.size());
            trySend(type, packet, null);
        }
        flush();
        if (!isOpen()) {
            pending.failAll(gone());
        }
        return await(answer);
    }

    /** Waits for an answer, up to the request timeout. */
    <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(settings.requestMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MqException known ? known : new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new ConnectionException(Outcome.UNKNOWN, "The broker did not answer within the request timeout", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MqException(
                    ErrorCode.INTERRUPTED, Outcome.UNKNOWN, true, "Interrupted while waiting for the broker", e);
        }
    }

    /** Acknowledges a message. Returns whether that was sent before this side said goodbye. */
    boolean acknowledge(int packetId) {
        synchronized (writing) {
            if (!isOpen() || leaving) {
                return false;
            }
            trySend(0x40, new PacketWriter().u16(packetId), null);
            return true;
        }
    }

    /** Clears a retained message. Returns whether that was sent before this side said goodbye. Does not wait for room. */
    boolean clear(String topic) {
        synchronized (writing) {
            if (!isOpen() || leaving) {
                return false;
            }
            trySend(PUBLISH_QOS_0 | RETAIN, new PacketWriter().text(topic).properties(new PacketWriter()), null);
            return true;
        }
    }

    /** Asks for a sign of life. The broker handles what was sent before first. */
    CompletableFuture<Boolean> ping() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        synchronized (writing) {
            pending.ping(answer);
            trySend(0xc0, new PacketWriter(), null);
        }
        flush();
        if (!isOpen()) {
            pending.failAll(gone());
        }
        return answer;
    }

    void flush() {
        synchronized (writing) {
            try {
                out.flush();
            } catch (IOException e) {
                // The reader notices, and tells.
                Sockets.close(socket);
            }
        }
    }

    private void trySend(int type, PacketWriter packet, byte @Nullable [] payload) {
        try {
            send(type, packet, payload);
        } catch (IOException e) {
            // The reader notices, and tells.
            Sockets.close(socket);
        }
    }

    private void send(int type, PacketWriter packet, byte @Nullable [] payload) throws IOException {
        PacketWriter head = new PacketWriter().u8(type).length(packet.size() + (payload == null ? 0 : payload.length));
        out.write(head.bytes(), 0, head.size());
        out.write(packet.bytes(), 0, packet.size());
        if (payload != null) {
            out.write(payload);
        }
        lastWriteNanos = System.nanoTime();
    }

    /** Asks for a sign of life if this side has been silent for long. */
    void keepAlive() {
        if (System.nanoTime() - lastWriteNanos > TimeUnit.MILLISECONDS.toNanos(keepAliveMillis() / 2)) {
            CompletableFuture<Boolean> unused = ping();
        }
    }

    void arrived(List<Publication> batch) {
        if (isOpen()) {
            listener.arrived(batch);
        }
    }

    void answered(int type, byte[] body) {
        if (type == Pending.PUBACK) {
            quota.release();
        }
        pending.answered(type, body);
    }

    /** The connection is gone. */
    void broken(MqException cause) {
        if (end(cause)) {
            listener.closed(cause);
        }
    }

    /** Says goodbye and ends the link. A lasting session stays. */
    @Override
    public void close() {
        synchronized (writing) {
            if (isOpen() && !leaving) {
                leaving = true;
                trySend(0xe0, new PacketWriter(), null);
            }
        }
        flush();
        end(gone());
    }

    /** Ends the link without a goodbye. */
    void abort() {
        end(gone());
    }

    private boolean end(MqException cause) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        Sockets.close(socket);
        pending.failAll(cause);
        // Nobody waits for room any more.
        quota.release(0xffff);
        return true;
    }

    private static MqException gone() {
        return new ConnectionException(Outcome.UNKNOWN, "The connection to the broker is closed", null);
    }
}
