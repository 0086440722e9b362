package io.onemq.redis.internal;

import io.onemq.ConnectionException;
import io.onemq.Outcome;
import java.net.SocketTimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** The connection to one server for administrative requests, which are safe to repeat. Connects when needed. Thread-safe. */
final class AdminLink implements AutoCloseable {
    private final RedisSettings settings;
    private final HostAndPort address;
    private final Object lock = new Object();

    // Written under the lock.
    private volatile @Nullable RedisLink link;
    private volatile boolean closed;

    AdminLink(RedisSettings settings, HostAndPort address, @Nullable RedisLink first) {
        this.settings = settings;
        this.address = address;
        this.link = first;
    }

    /** Requests on a connection. */
    interface Request<T> {
        T on(RedisLink link);
    }

    /**
     * Runs requests, each of which may take the request timeout.
     *
     * @param doing what is done, to begin the message of a failure with
     * @throws io.onemq.MqException if they fail
     */
    <T> T call(String doing, Request<T> request) {
        return call(doing, settings.requestTimeoutMillis(), request);
    }

    /** As {@link #call(String, Request)}, for requests without a result. */
    void run(String doing, int timeoutMillis, Consumer<RedisLink> requests) {
        call(doing, timeoutMillis, on -> {
            requests.accept(on);
            return on;
        });
    }

    private <T> T call(String doing, int timeoutMillis, Request<T> request) {
        synchronized (lock) {
            RedisLink left = link;
            try {
                if (left != null) {
                    return attempt(left, timeoutMillis, request);
                }
            } catch (JedisConnectionException e) {
                drop();
                // The connection may have died while nobody used it; that is no failure of this request.
                if (e.getCause() instanceof SocketTimeoutException) {
                    throw RedisErrors.translate(e, doing, Outcome.UNKNOWN);
                }
            } catch (JedisDataException e) {
                throw refused(e, doing);
            }
            return callAfresh(doing, timeoutMillis, request);
        }
    }

    private <T> T callAfresh(String doing, int timeoutMillis, Request<T> request) {
        if (closed) {
            throw new ConnectionException(Outcome.NOT_SENT, doing + " failed: the client is closed", null);
        }
        RedisLink fresh = RedisLink.open(settings, address);
        link = fresh;
        try {
            return attempt(fresh, timeoutMillis, request);
        } catch (JedisConnectionException e) {
            drop();
            throw RedisErrors.translate(e, doing, Outcome.UNKNOWN);
        } catch (JedisDataException e) {
            throw refused(e, doing);
        }
    }

    private static <T> T attempt(RedisLink link, int timeoutMillis, Request<T> request) {
        link.timeout(timeoutMillis);
        return request.on(link);
    }

    private RuntimeException refused(JedisDataException reply, String doing) {
        if (RedisErrors.meaning(reply).endsConnection()) {
            drop();
        }
        return RedisErrors.translate(reply, doing, Outcome.NOT_SENT);
    }

    private void drop() {
        RedisLink old = link;
        link = null;
        if (old != null) {
            old.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        // Before the lock: whoever waits for a reply holds it, and fails when the socket is closed.
        RedisLink current = link;
        if (current != null) {
            current.close();
        }
        synchronized (lock) {
            drop();
        }
    }
}
