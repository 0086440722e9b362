package io.onemq.redis.internal;

import io.onemq.spi.SettleRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settling side of a subscription to a group whose members share each stream entry by entry. */
final class GroupSettler extends Settler {
    private final List<SubscribedStream> streams;
    private final Deliveries deliveries;
    private int tokens;

    GroupSettler(
            Links links,
            RedisSubscription owner,
            GroupCommands commands,
            Deliveries deliveries,
            @Nullable Object readerId) {
        super(links, owner, commands, readerId);
        this.streams = owner.streams();
        this.deliveries = deliveries;
    }

    /** Registers the consumer with every stream. */
    @Override
    void join() {
        register(streams);
    }

    @Override
    void work() {
        // Entries of others are looked for by the reading thread.
    }

    @Override
    long nextWorkNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    List<SubscribedStream> kept() {
        return streams;
    }

    @Override
    void reap() {
        super.reap();
        register(streams.stream().filter(stream -> !stream.isRegistered()).toList());
    }

    private void register(List<SubscribedStream> which) {
        tokens++;
        byte[] token = commands().token(tokens);
        List<ScriptCall> calls =
                which.stream().map(stream -> commands().join(stream, token)).toList();
        ScriptCall.run(links(), calls);
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).number() == 1) {
                which.get(i).registered(tokens, token);
            } else {
                which.get(i).unregistered();
            }
        }
    }

    @Override
    void settle(List<SettleRequest> requests) {
        List<SettleStep> steps = plan(requests);
        while (!steps.isEmpty()) {
            steps = perform(steps);
        }
    }

    private List<SettleStep> plan(List<SettleRequest> requests) {
        Map<SubscribedStream, List<SettleRequest>> together = new LinkedHashMap<>();
        Map<SubscribedStream, List<SettleRequest>> each = new LinkedHashMap<>();
        Map<SubscribedStream, List<SettleRequest>> released = new LinkedHashMap<>();
        for (SettleRequest request : requests) {
            RedisMessage message = (RedisMessage) request.message();
            SubscribedStream stream = message.stream();
            boolean ack = request.action() == SettleRequest.Action.ACK;
            (ack ? stream.covers(message) ? together : each : released)
                    .computeIfAbsent(stream, s -> new ArrayList<>())
                    .add(request);
        }
        List<SettleStep> steps = new ArrayList<>();
        together.forEach((stream, list) -> addSteps(steps, SettleStep.Kind.ACK_TOGETHER, stream, list));
        each.forEach((stream, list) -> addSteps(steps, SettleStep.Kind.ACK_EACH, stream, list));
        released.forEach((stream, list) -> addSteps(steps, SettleStep.Kind.RELEASE, stream, list));
        return steps;
    }

    private void addSteps(
            List<SettleStep> steps, SettleStep.Kind kind, SubscribedStream stream, List<SettleRequest> requests) {
        stream.setTrimDue(true);
        parts(requests).forEach(part -> steps.add(new SettleStep(kind, stream, part, commands())));
    }

    /** Sends the steps and returns those that must take their place. */
    private List<SettleStep> perform(List<SettleStep> steps) {
        List<SettleStep> instead = new ArrayList<>();
        List<SubscribedStream> taken = new ArrayList<>();
        try {
            ScriptCall.run(links(), steps.stream().map(SettleStep::call).toList());
            for (SettleStep step : steps) {
                if (!step.answer()) {
                    instead.add(new SettleStep(SettleStep.Kind.ACK_EACH, step.stream(), step.requests(), commands()));
                    if (!taken.contains(step.stream())) {
                        taken.add(step.stream());
                    }
                }
            }
            if (!taken.isEmpty()) {
                register(taken);
            }
            return instead;
        } catch (RuntimeException e) {
            steps.forEach(SettleStep::abandon);
            throw e;
        }
    }

    @Override
    void renew(List<RedisMessage> messages) {
        Map<SubscribedStream, List<RedisMessage>> byStream = new LinkedHashMap<>();
        messages.forEach(m ->
                byStream.computeIfAbsent(m.stream(), s -> new ArrayList<>()).add(m));
        byStream.forEach((stream, list) -> parts(list).forEach(part -> renew(stream, part)));
    }

    private void renew(SubscribedStream stream, List<RedisMessage> messages) {
        ScriptCall call = commands().renew(stream);
        messages.forEach(m -> call.arg(m.entryId()).arg(m.deliveryCount()));
        call.on(links());
        List<RedisMessage> lost = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            // A delivery that was settled meanwhile is not lost.
            if ((Long) call.list().get(i) == 0 && messages.get(i).end()) {
                lost.add(messages.get(i));
            }
        }
        owner().window().giveBack(lost.size());
        deliveries.leasesLost(lost);
    }
}
