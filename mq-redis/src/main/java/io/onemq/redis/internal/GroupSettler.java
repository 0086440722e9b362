package io.onemq.redis.internal;

import io.onemq.spi.SettleRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The settling side of a subscription, with a connection and a thread of its own: sends what has come together, keeps
 * leases, removes from the streams what every group has settled, and adds to them what has become due.
 */
final class GroupSettler implements Runnable {
    // The server's Lua takes some 8000 arguments at once.
    private static final int MAX_CALL = 1000;
    private static final long IDLE_MILLIS = 1_000;
    private static final long TRIM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long REAP_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final RedisLink link;
    private final RedisSubscription owner;
    private final List<SubscribedStream> streams;
    private final GroupCommands commands;
    private final Deliveries deliveries;
    private final Inbox inbox;
    private final DueEntries dueEntries;
    private final @Nullable Object readerId;

    private int tokens;
    private long nextTrimNanos = System.nanoTime();
    private long nextReapNanos = System.nanoTime() + REAP_NANOS;

    GroupSettler(
            RedisLink link,
            RedisSubscription owner,
            GroupCommands commands,
            Deliveries deliveries,
            @Nullable Object readerId) {
        this.link = link;
        this.owner = owner;
        this.streams = owner.streams();
        this.commands = commands;
        this.deliveries = deliveries;
        this.inbox = owner.inbox();
        this.dueEntries = new DueEntries(link, streams);
        this.readerId = readerId;
    }

    /** Registers the consumer with every stream; the first thing to do. */
    void join() {
        register(streams);
    }

    private void register(List<SubscribedStream> which) {
        tokens++;
        byte[] token = commands.token(tokens);
        List<ScriptCall> calls =
                which.stream().map(stream -> commands.join(stream, token)).toList();
        ScriptCall.run(link, calls);
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).number() == 1) {
                which.get(i).registered(tokens, token);
            } else {
                which.get(i).unregistered();
            }
        }
    }

    @Override
    public void run() {
        try {
            boolean finished = false;
            while (!finished) {
                Inbox.Round round = inbox.take(waitMillis());
                settle(round.settlements());
                renew(round.renewals());
                if (round.unblock() && readerId != null) {
                    link.optional("CLIENT", "UNBLOCK", readerId.toString());
                }
                maintain(round.finish());
                dueEntries.move();
                finished = round.finish();
            }
        } catch (RuntimeException e) {
            owner.failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            owner.failed(new IllegalStateException("The settling thread was interrupted", e));
        }
    }

    private long waitMillis() {
        boolean trimDue = streams.stream().anyMatch(SubscribedStream::isTrimDue);
        long next = Math.min(dueEntries.nextNanos(), trimDue ? Math.min(nextTrimNanos, nextReapNanos) : nextReapNanos);
        return Math.max(0, Math.min(IDLE_MILLIS, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()) + 1));
    }

    private void settle(List<SettleRequest> requests) {
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
        for (int from = 0; from < requests.size(); from += MAX_CALL) {
            int to = Math.min(requests.size(), from + MAX_CALL);
            steps.add(new SettleStep(kind, stream, requests.subList(from, to), commands));
        }
    }

    /** Sends the steps and returns those that must take their place. */
    private List<SettleStep> perform(List<SettleStep> steps) {
        List<SettleStep> instead = new ArrayList<>();
        List<SubscribedStream> taken = new ArrayList<>();
        try {
            ScriptCall.run(link, steps.stream().map(SettleStep::call).toList());
            for (SettleStep step : steps) {
                if (!step.answer()) {
                    instead.add(new SettleStep(SettleStep.Kind.ACK_EACH, step.stream(), step.requests(), commands));
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

    private void renew(List<RedisMessage> messages) {
        Map<SubscribedStream, List<RedisMessage>> byStream = new LinkedHashMap<>();
        messages.forEach(m ->
                byStream.computeIfAbsent(m.stream(), s -> new ArrayList<>()).add(m));
        byStream.forEach((stream, list) -> {
            for (int from = 0; from < list.size(); from += MAX_CALL) {
                renew(stream, list.subList(from, Math.min(list.size(), from + MAX_CALL)));
            }
        });
    }

    private void renew(SubscribedStream stream, List<RedisMessage> messages) {
        ScriptCall call = commands.renew(stream);
        messages.forEach(m -> call.arg(m.entryId()).arg(m.deliveryCount()));
        call.on(link);
        List<RedisMessage> lost = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            // A delivery that was settled meanwhile is not lost.
            if ((Long) call.list().get(i) == 0 && messages.get(i).end()) {
                lost.add(messages.get(i));
            }
        }
        owner.window().giveBack(lost.size());
        deliveries.leasesLost(lost);
    }

    private void maintain(boolean now) {
        long nanos = System.nanoTime();
        if (now || nanos - nextTrimNanos >= 0) {
            nextTrimNanos = nanos + TRIM_NANOS;
            boolean more = trim();
            while (now && more) {
                more = trim();
            }
        }
        if (nanos - nextReapNanos >= 0) {
            nextReapNanos = nanos + REAP_NANOS;
            ScriptCall.run(link, streams.stream().map(commands::reap).toList());
            register(streams.stream().filter(stream -> !stream.isRegistered()).toList());
        }
    }

    /** Returns true if there is more to remove; it is not done in one go, so that the server is not held up. */
    private boolean trim() {
        List<SubscribedStream> due =
                streams.stream().filter(SubscribedStream::isTrimDue).toList();
        List<ScriptCall> calls =
                due.stream().map(stream -> GroupCommands.trim(stream.key())).toList();
        ScriptCall.run(link, calls);
        for (int i = 0; i < calls.size(); i++) {
            due.get(i).setTrimDue(calls.get(i).number() == 1);
        }
        return calls.stream().anyMatch(call -> call.number() == 1);
    }

    /** Hands back what the consumer still holds and removes its name. Called when both threads have ended. */
    void leave() {
        leave(link, streams, commands);
    }

    static void leave(RedisLink link, Iterable<SubscribedStream> streams, GroupCommands commands) {
        for (SubscribedStream stream : streams) {
            while (commands.leave(stream).numberOn(link) == 1) {
                // A part at a time, so that the server is not held up.
            }
        }
    }
}
