package io.onemq.rabbitmq.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network connection that many share. It is opened when somebody needs it for the first time, or after a loss; those who need
 * it at the same time share one attempt and its outcome. Thread-safe.
 */
final class ConnectionSlot {
    private final Supplier<NativeConnection> opener;

    // Guarded by this.
    private @Nullable CompletableFuture<NativeConnection> current;
    private boolean closed;

    ConnectionSlot(Supplier<NativeConnection> opener) {
        this.opener = opener;
    }

    /** Returns the open connection, or opens one. */
    NativeConnection get() {
        CompletableFuture<NativeConnection> shared;
        boolean mine = false;
        synchronized (this) {
            if (closed) {
                throw new MqException(ErrorCode.CLOSED, "The connection to RabbitMQ is closed");
            }
            shared = current;
            if (shared == null || isOver(shared)) {
                shared = new CompletableFuture<>();
                current = shared;
                mine = true;
            }
        }
        if (mine) {
            open(shared);
        }
        return join(shared);
    }

    private static boolean isOver(CompletableFuture<NativeConnection> attempt) {
        return attempt.isDone()
                && (attempt.isCompletedExceptionally() || !attempt.join().isOpen());
    }

    private void open(CompletableFuture<NativeConnection> attempt) {
        try {
            NativeConnection opened = opener.get();
            attempt.complete(opened);
            if (isClosed()) {
                opened.close();
            }
        } catch (RuntimeException | Error e) {
            attempt.completeExceptionally(e);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static NativeConnection join(CompletableFuture<NativeConnection> attempt) {
        try {
            return attempt.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MqException known) {
                throw known;
            }
            throw e;
        }
    }

    /** Returns the connection if it is open at the moment. */
    synchronized @Nullable NativeConnection peek() {
        CompletableFuture<NativeConnection> attempt = current;
        return attempt == null || !attempt.isDone() || isOver(attempt) ? null : attempt.join();
    }

    /** Ends the connection; nobody gets one afterwards. */
    void close() {
        NativeConnection last;
        synchronized (this) {
            closed = true;
            last = peek();
        }
        if (last != null) {
            last.close();
        }
    }
}
