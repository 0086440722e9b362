package io.onemq.redis.internal;

import io.onemq.spi.SubscriptionSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Consumers of this process whose subscription was lost together with its connection. The process knows that their leases
 * are void, so what they held need not wait for them to run out. Thread-safe.
 */
final class Orphans {
    private final Map<String, SubscriptionSpec> byName = new ConcurrentHashMap<>();

    void add(SubscriptionSpec lost) {
        byName.put(lost.consumerName(), lost);
    }

    /** Hands back what the lost consumers of a group held. */
    void handBack(Links links, SubscriptionSpec successor, Iterable<SubscribedStream> streams) {
        for (SubscriptionSpec lost : List.copyOf(byName.values())) {
            boolean sameGroup = lost.topic().name().equals(successor.topic().name())
                    && lost.group().name().equals(successor.group().name());
            if (sameGroup) {
                GroupSettler.leave(links, streams, GroupCommands.ofLost(lost));
                OrderCommands.stand(successor, lost.consumerName(), links);
                byName.remove(lost.consumerName());
            }
        }
    }
}
