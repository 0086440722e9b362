package io.onemq.redis.internal;

import io.onemq.MqException;
import io.onemq.Outcome;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.PushConsumerChainImpl;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.IOUtils;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;

/**
 * One connection to the server. The native client connects, encrypts, authenticates and selects the database; requests
 * are then written and replies read here, so that one thread can write while another one reads, and payloads are written
 * without being copied. Apart from that and from {@link #close()}, not thread-safe.
 */
final class RedisLink implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    // The second version of the protocol, which is spoken here, has no messages that were not asked for.
    private static final PushConsumerChain NO_PUSHES = PushConsumerChainImpl.of();

    private final HostAndPort address;
    private final Connection connection;
    private final Socket socket;
    private final RedisOutputStream out;
    private final RedisInputStream in;

    private RedisLink(HostAndPort address, Connection connection, Socket socket) throws IOException {
        this.address = address;
        this.connection = connection;
        this.socket = socket;
        // The handshake has read every reply it asked for, so nothing is left in the buffer of the native connection.
        this.out = new RedisOutputStream(socket.getOutputStream(), BUFFER);
        this.in = new RedisInputStream(socket.getInputStream(), BUFFER);
    }

    /**
     * Connects and authenticates.
     *
     * @throws MqException with code CONNECTION or AUTHENTICATION
     */
    static RedisLink open(RedisSettings settings, HostAndPort address) {
        JedisClientConfig config = settings.jedis();
        Capture capture = new Capture(new DefaultJedisSocketFactory(address, config));
        String doing = "Connecting to Redis at " + address;
        try {
            Connection connection = new Connection(capture, config);
            RedisLink link = new RedisLink(address, connection, capture.socket());
            link.timeout(settings.replyTimeoutMillis());
            return link;
        } catch (IOException e) {
            capture.close();
            throw RedisErrors.translate(new JedisConnectionException(e), doing, Outcome.NOT_SENT);
        } catch (RuntimeException e) {
            capture.close();
            throw RedisErrors.translate(e, doing, Outcome.NOT_SENT);
        }
    }

    /** Keeps the socket that the native connection works with. */
    private static final class Capture implements JedisSocketFactory {
        private final JedisSocketFactory delegate;
        private @Nullable Socket socket;

        Capture(JedisSocketFactory delegate) {
            this.delegate = delegate;
        }

        @Override
        public Socket createSocket() {
            Socket created = delegate.createSocket();
            socket = created;
            return created;
        }

        Socket socket() throws IOException {
            if (socket == null) {
                throw new IOException("the client did not connect");
            }
            return socket;
        }

        void close() {
            if (socket != null) {
                IOUtils.closeQuietly(socket);
            }
        }
    }

    HostAndPort address() {
        return address;
    }

    /** Sets how long a reply may take. */
    void timeout(int millis) {
        try {
            socket.setSoTimeout(millis);
        } catch (IOException e) {
            throw new JedisConnectionException(e);
        }
    }

    /** Writes a request; it may stay in the buffer until {@link #flush()}. */
    void write(byte[]... parts) {
        writeStart(parts.length);
        for (byte[] part : parts) {
            writePart(part);
        }
    }

    /** Begins a request of so many parts, each of which must be written next. */
    void writeStart(int parts) {
        try {
            out.write(Protocol.ASTERISK_BYTE);
            out.writeIntCrLf(parts);
        } catch (IOException e) {
            throw new JedisConnectionException(e);
        }
    }

    void writePart(byte[] part) {
        try {
            out.write(Protocol.DOLLAR_BYTE);
            out.writeIntCrLf(part.length);
            out.write(part);
            out.writeCrLf();
        } catch (IOException e) {
            throw new JedisConnectionException(e);
        }
    }

    /** Writes parts that are encoded already. */
    void writeEncoded(byte[] parts) {
        try {
            out.write(parts);
        } catch (IOException e) {
            throw new JedisConnectionException(e);
        }
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new JedisConnectionException(e);
        }
    }

    /**
     * Reads one reply: null, Long, byte[] or a list of these.
     *
     * @throws JedisDataException if the reply is an error
     * @throws JedisConnectionException if the connection failed
     */
    @Nullable Object read() {
        return Protocol.read(in, NO_PUSHES);
    }

    /** Sends one request and reads its reply. */
    @Nullable Object call(byte[]... parts) {
        write(parts);
        flush();
        return read();
    }

    /** Sends one request made of text and reads its reply. */
    @Nullable Object call(String... parts) {
        byte[][] encoded = new byte[parts.length][];
        for (int i = 0; i < parts.length; i++) {
            encoded[i] = Bytes.of(parts[i]);
        }
        return call(encoded);
    }

    /** As {@link #call(String...)}, for what the user may have no permission for: then the reply is null. */
    @Nullable Object optional(String... parts) {
        try {
            return call(parts);
        } catch (JedisDataException e) {
            if (RedisErrors.meaning(e).endsConnection()) {
                throw e;
            }
            return null;
        }
    }

    /** Ends the connection; a thread that reads or writes fails at once. Idempotent. */
    @Override
    public void close() {
        IOUtils.closeQuietly(socket);
        IOUtils.closeQuietly(connection);
    }
}
