package io.onemq.rabbitmq.internal;

import io.onemq.Settlement;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A settlement that keeps its answer, and refuses a second one. */
final class TestSettlement implements SettleRequest {
    private final IncomingMessage message;
    private final Action action;
    private final boolean outcomeWanted;
    private final @Nullable String note;
    private final CompletableFuture<Settlement> outcome = new CompletableFuture<>();

    private TestSettlement(IncomingMessage message, Action action, boolean outcomeWanted) {
        this(message, action, outcomeWanted, null);
    }

    private TestSettlement(IncomingMessage message, Action action, boolean outcomeWanted, @Nullable String note) {
        this.note = note;
        this.message = message;
        this.action = action;
        this.outcomeWanted = outcomeWanted;
    }

    static TestSettlement ack(IncomingMessage message) {
        return new TestSettlement(message, Action.ACK, true);
    }

    static TestSettlement autoAck(IncomingMessage message) {
        return new TestSettlement(message, Action.ACK, false);
    }

    static TestSettlement release(IncomingMessage message) {
        return new TestSettlement(message, Action.RELEASE, true);
    }

    static TestSettlement note(IncomingMessage message, String text) {
        return new TestSettlement(message, Action.NOTE, true, text);
    }

    static List<TestSettlement> acks(List<IncomingMessage> messages) {
        return messages.stream().map(TestSettlement::ack).toList();
    }

    @Override
    public IncomingMessage message() {
        return message;
    }

    @Override
    public Action action() {
        return action;
    }

    @Override
    public boolean outcomeWanted() {
        return outcomeWanted;
    }

    @Override
    public @Nullable String note() {
        return note;
    }

    @Override
    public void complete(Settlement answer) {
        if (!outcome.complete(answer)) {
            throw new AssertionError("answered twice");
        }
    }

    /** Completes when it is answered, on the thread that answers. */
    CompletableFuture<Settlement> answered() {
        return outcome;
    }

    Settlement outcome() {
        return outcome.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
