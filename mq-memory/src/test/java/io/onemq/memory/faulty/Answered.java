package io.onemq.memory.faulty;

import io.onemq.Settlement;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A settlement that is done in another way than was asked for, or answered with something else than happened. */
record Answered(SettleRequest original, Action action, UnaryOperator<Settlement> answer) implements SettleRequest {

    /** Does something else. */
    static SettleRequest as(SettleRequest original, Action action) {
        return new Answered(original, action, outcome -> outcome);
    }

    /** Answers something else. */
    static SettleRequest by(SettleRequest original, Settlement answer) {
        return new Answered(original, original.action(), outcome -> answer);
    }

    /** Tells somebody the outcome first. */
    static SettleRequest noting(SettleRequest original, Consumer<Settlement> note) {
        return new Answered(original, original.action(), outcome -> {
            note.accept(outcome);
            return outcome;
        });
    }

    @Override
    public IncomingMessage message() {
        return original.message();
    }

    @Override
    public boolean outcomeWanted() {
        return original.outcomeWanted();
    }

    @Override
    public @Nullable String note() {
        return original.note();
    }

    @Override
    public void complete(Settlement outcome) {
        original.complete(answer.apply(outcome));
    }
}
