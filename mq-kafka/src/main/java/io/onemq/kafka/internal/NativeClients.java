package io.onemq.kafka.internal;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Creates and closes native clients. */
final class NativeClients {
    private NativeClients() {}

    /** Creates a client; a setting that it does not like, or servers that it cannot resolve, become portable errors. */
    static <C> C create(String what, Supplier<C> constructor) {
        try {
            return constructor.get();
        } catch (KafkaException e) {
            throw KafkaErrors.creating(what, e);
        }
    }

    static void closeQuickly(Admin admin) {
        admin.close(Duration.ofSeconds(2));
    }
}
