package io.onemq.redis.internal;

import io.onemq.Settlement;
import io.onemq.spi.SettleRequest;
import java.util.List;

/** Settlements of one stream that go to the server in one call. */
final class SettleStep {
    /** How the call works. */
    enum Kind {
        /** All entries at once, if nobody has taken an entry from the consumer. */
        ACK_TOGETHER,
        /** Each entry that is still the consumer's. */
        ACK_EACH,
        /** Each entry that is still the consumer's is handed back. */
        RELEASE
    }

    private final Kind kind;
    private final SubscribedStream stream;
    private final List<SettleRequest> requests;
    private final ScriptCall call;
    private boolean answered;

    SettleStep(Kind kind, SubscribedStream stream, List<SettleRequest> requests, GroupCommands commands) {
        this.kind = kind;
        this.stream = stream;
        this.requests = requests;
        this.call = switch (kind) {
            case ACK_TOGETHER -> commands.ack(stream);
            case ACK_EACH -> commands.ackEach(stream);
            case RELEASE -> commands.release(stream);
        };
        for (SettleRequest request : requests) {
            RedisMessage message = (RedisMessage) request.message();
            call.arg(message.entryId());
            if (kind != Kind.ACK_TOGETHER) {
                call.arg(message.deliveryCount());
            }
        }
    }

    Kind kind() {
        return kind;
    }

    SubscribedStream stream() {
        return stream;
    }

    List<SettleRequest> requests() {
        return requests;
    }

    ScriptCall call() {
        return call;
    }

    /** Reports the outcomes; returns false if the server did nothing because an entry was taken from the consumer. */
    boolean answer() {
        if (kind == Kind.ACK_TOGETHER && call.number() < 0) {
            return false;
        }
        answered = true;
        List<?> each = call.list();
        for (int i = 0; i < requests.size(); i++) {
            boolean done = kind == Kind.ACK_TOGETHER || (Long) each.get(i) == 1;
            requests.get(i).complete(done ? Settlement.SETTLED : Settlement.LEASE_LOST);
        }
        return true;
    }

    /** Reports that nobody knows, unless the outcomes were reported. */
    void abandon() {
        if (!answered) {
            answered = true;
            requests.forEach(request -> request.complete(Settlement.UNKNOWN));
        }
    }
}
