package io.onemq.redis.internal;

import io.onemq.spi.SettleRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settling side of a subscription to a group that is ordered by key. It also sees to the ownership of streams. */
final class OrderedSettler extends Settler {
    private final OwnedStreams owned;
    private final OrderCommands orderCommands;
    private final Deliveries deliveries;
    private final Balance balance;

    OrderedSettler(
            Links links,
            RedisSubscription owner,
            OwnedStreams owned,
            GroupCommands commands,
            OrderCommands orderCommands,
            Deliveries deliveries,
            @Nullable Object readerId,
            long intervalMillis) {
        super(links, owner, commands, readerId);
        this.owned = owned;
        this.orderCommands = orderCommands;
        this.deliveries = deliveries;
        this.balance = new Balance(
                links, owner.streams(), owned, commands, orderCommands, deliveries, intervalMillis, this::unblock);
    }

    @Override
    void join() {
        balance.run();
    }

    /** Hands over what it owns, as soon as the application has settled it. */
    @Override
    void stop() {
        balance.stop();
    }

    @Override
    void work() {
        balance.run();
    }

    @Override
    long nextWorkNanos() {
        return balance.nextNanos();
    }

    @Override
    List<SubscribedStream> kept() {
        return owned.all().stream().map(OwnedStream::stream).toList();
    }

    @Override
    void renew(List<RedisMessage> messages) {
        // The lease is that of the stream.
    }

    @Override
    void settle(List<SettleRequest> requests) {
        Map<OwnedStream, Map<SettleRequest.Action, List<SettleRequest>>> sorted = new LinkedHashMap<>();
        for (SettleRequest request : requests) {
            sorted.computeIfAbsent(
                            ((OwnedMessage) request.message()).owned(), o -> new EnumMap<>(SettleRequest.Action.class))
                    .computeIfAbsent(request.action(), a -> new ArrayList<>())
                    .add(request);
        }
        List<OwnedStep> steps = new ArrayList<>();
        sorted.forEach((stream, byAction) -> {
            stream.stream().setTrimDue(true);
            byAction.forEach((action, list) -> parts(list)
                    .forEach(part -> steps.add(new OwnedStep(stream, action, part, commands(), orderCommands))));
        });
        if (!steps.isEmpty()) {
            perform(steps);
        }
    }

    private void perform(List<OwnedStep> steps) {
        try {
            ScriptCall.run(links(), steps.stream().map(OwnedStep::call).toList());
            for (OwnedStep step : steps) {
                step.owned().forget(step.ended());
                // Reported before it is answered: nothing of the key of a message that was to be noted starts in
                // between.
                if (step.wasOwner()) {
                    deliveries.lose(step.owned(), step.unnoted());
                } else {
                    balance.lost(step.owned());
                }
                step.answer();
            }
            owned.changed();
        } catch (RuntimeException e) {
            owner().failed(e);
            steps.forEach(OwnedStep::abandon);
            throw e;
        }
    }

    @Override
    void leave() {
        super.leave();
        orderCommands.stand(links());
    }
}
