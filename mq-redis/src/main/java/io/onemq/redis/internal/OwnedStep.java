package io.onemq.redis.internal;

import io.onemq.Settlement;
import io.onemq.spi.SettleRequest;
import java.util.ArrayList;
import java.util.List;

/** Settlements or notes for one stream in one epoch, which go to the server in one call. */
final class OwnedStep {
    private final OwnedStream owned;
    private final SettleRequest.Action action;
    private final List<SettleRequest> requests;
    private final ScriptCall call;
    private boolean answered;

    OwnedStep(
            OwnedStream owned,
            SettleRequest.Action action,
            List<SettleRequest> requests,
            GroupCommands groupCommands,
            OrderCommands commands) {
        this.owned = owned;
        this.action = action;
        this.requests = requests;
        this.call = switch (action) {
            case ACK -> commands.ack(owned);
            case NOTE -> commands.note(owned);
            // It goes back when the stream does, after what is pending of it before.
            case RELEASE -> groupCommands.release(owned.stream());
        };
        requests.forEach(this::add);
    }

    private void add(SettleRequest request) {
        OwnedMessage message = (OwnedMessage) request.message();
        call.arg(message.entryId());
        if (action == SettleRequest.Action.NOTE) {
            String note = request.note();
            call.arg(note == null ? "" : note);
        } else if (action == SettleRequest.Action.RELEASE) {
            call.arg(message.deliveryCount());
        }
    }

    OwnedStream owned() {
        return owned;
    }

    ScriptCall call() {
        return call;
    }

    /** Tells whether the consumer still owned the stream. */
    boolean wasOwner() {
        return call.number() >= 0;
    }

    private boolean isDone(int request) {
        return wasOwner()
                && (action == SettleRequest.Action.ACK || (Long) call.list().get(request) == 1);
    }

    /** Returns those of which no note was taken, because somebody took the entry from the owner of the stream. */
    List<OwnedMessage> unnoted() {
        List<OwnedMessage> unnoted = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            if (action == SettleRequest.Action.NOTE && !isDone(i)) {
                unnoted.add((OwnedMessage) requests.get(i).message());
            }
        }
        return unnoted;
    }

    /** Reports the outcomes. */
    void answer() {
        answered = true;
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).complete(isDone(i) ? Settlement.SETTLED : Settlement.LEASE_LOST);
        }
    }

    /** Reports that nobody knows, unless the outcomes were reported. */
    void abandon() {
        if (!answered) {
            answered = true;
            requests.forEach(request -> request.complete(Settlement.UNKNOWN));
        }
    }

    /** What does not belong to the window any more. */
    List<OwnedMessage> ended() {
        return action == SettleRequest.Action.NOTE
                ? List.of()
                : requests.stream()
                        .map(request -> (OwnedMessage) request.message())
                        .toList();
    }
}
