package io.onemq.kafka.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Deletes from the delay levels what has left them: they do not expire. It also keeps a group whose positions have expired
 * from starting with what was moved long ago. Used by the moving thread.
 */
final class DelayCleaner {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_MILLIS = 1_000;

    private final Admin admin;
    private final Notices notices;
    private final Map<TopicPartition, RecordsToDelete> left = new HashMap<>();
    private long nextNanos = System.nanoTime();
    private boolean told;

    DelayCleaner(Admin admin, Notices notices) {
        this.admin = admin;
        this.notices = notices;
    }

    void committed(TopicPartition partition, long offset) {
        left.put(partition, RecordsToDelete.beforeOffset(offset));
    }

    /** Deletes now and then, without waiting for it. */
    void run() {
        long now = System.nanoTime();
        if (!left.isEmpty() && now - nextNanos >= 0) {
            nextNanos = now + INTERVAL_NANOS;
            KafkaFuture<Void> unused = delete();
        }
    }

    /** Deletes what is left to delete, and waits for it a little. */
    void end() {
        if (left.isEmpty()) {
            return;
        }
        try {
            Void unused = delete().get(LAST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Told where it is known why; the next one who moves anything deletes this, too.
            left.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private KafkaFuture<Void> delete() {
        KafkaFuture<Void> deleted =
                admin.deleteRecords(new HashMap<>(left)).all().whenComplete((nothing, failure) -> failed(failure));
        left.clear();
        return deleted;
    }

    private void failed(@Nullable Throwable failure) {
        if (failure == null) {
            return;
        }
        Throwable cause = KafkaErrors.unwrap(failure);
        boolean passing = cause instanceof RetriableException || cause instanceof IllegalStateException;
        if (!passing && !told) {
            told = true;
            notices.tell("Delayed messages that were moved on stay on disk, because they cannot be deleted from their "
                    + "delay topics: " + KafkaErrors.describe(cause));
        }
    }
}
