package io.onemq.internal.consume;

import io.onemq.Settlement;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import java.util.function.Consumer;

/** Asks a driver to keep a note with a message that stays unsettled. */
final class Note implements SettleRequest {
    private final InFlight delivery;
    private final String text;
    private final Consumer<Settlement> then;

    Note(InFlight delivery, String text, Consumer<Settlement> then) {
        this.delivery = delivery;
        this.text = text;
        this.then = then;
    }

    @Override
    public IncomingMessage message() {
        return delivery.message();
    }

    @Override
    public Action action() {
        return Action.NOTE;
    }

    @Override
    public String note() {
        return text;
    }

    @Override
    public boolean outcomeWanted() {
        return true;
    }

    @Override
    public void complete(Settlement outcome) {
        then.accept(outcome);
    }
}
