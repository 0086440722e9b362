package io.onemq.bench;

import com.rabbitmq.client.ConfirmListener;
import java.util.BitSet;
import java.util.concurrent.Semaphore;

/** Lets a RabbitMQ publisher have a number of messages unconfirmed. The listener runs on the connection's thread. */
final class ConfirmWindow implements ConfirmListener {
    private final Semaphore room;
    private final Confirmations confirmations;
    private final BitSet confirmed = new BitSet();
    private int lowest = 1;

    ConfirmWindow(int size, Confirmations confirmations) {
        this.room = new Semaphore(size);
        this.confirmations = confirmations;
    }

    void enter() throws InterruptedException {
        room.acquire();
    }

    @Override
    public void handleAck(long deliveryTag, boolean multiple) {
        int count = 0;
        int tag = multiple ? lowest : (int) deliveryTag;
        while (tag <= deliveryTag) {
            confirmed.set(tag);
            count++;
            tag = confirmed.nextClearBit(tag);
        }
        lowest = confirmed.nextClearBit(lowest);
        room.release(count);
        confirmations.confirmed(count);
    }

    @Override
    public void handleNack(long deliveryTag, boolean multiple) {
        confirmations.failed(new IllegalStateException("The broker refused message " + deliveryTag));
    }
}
