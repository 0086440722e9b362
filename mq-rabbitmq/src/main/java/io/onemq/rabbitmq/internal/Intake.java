package io.onemq.rabbitmq.internal;

import io.onemq.MqException;
import io.onemq.spi.DeliveryListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way of deliveries from the native client to the engine. The client calls for each message; what it has when it
 * pauses is handed over as one batch, within the window. All calls of the listener happen under one lock.
 */
final class Intake {
    private enum State {
        OPEN,
        PAUSED,
        STOPPED,
        ENDED
    }

    private final DeliveryListener listener;
    private final Unsettled unsettled;
    private final int window;
    private final ExecutorService dispatcher;
    private final ReentrantLock lock = new ReentrantLock();

    // Used by the dispatching thread only.
    private final List<RabbitMessage> arrived = new ArrayList<>();

    // Guarded by lock. Waiting are those beyond the window, which only several queues on one channel can deliver.
    private final Deque<RabbitMessage> waiting = new ArrayDeque<>();
    private State state = State.OPEN;
    private volatile boolean anyWaiting;

    Intake(DeliveryListener listener, Unsettled unsettled, int window, ExecutorService dispatcher) {
        this.listener = listener;
        this.unsettled = unsettled;
        this.window = window;
        this.dispatcher = dispatcher;
    }

    /** Takes one delivery. Returns true for the first one since {@link #pause}. */
    boolean arrived(RabbitMessage message) {
        arrived.add(message);
        return arrived.size() == 1;
    }

    /** The client has nothing more at the moment. Returns what arrived too late and must be handed back. */
    List<RabbitMessage> pause() {
        lock.lock();
        try {
            unsettled.add(arrived);
            waiting.addAll(arrived);
            arrived.clear();
            // Before the window is found to be full: whoever makes room after that sees it.
            anyWaiting = !waiting.isEmpty();
            handOver();
            return state == State.OPEN ? List.of() : takeWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** Settlements have made room in the window. */
    void room() {
        if (anyWaiting) {
            dispatcher.execute(this::handOver);
        }
    }

    private void handOver() {
        lock.lock();
        try {
            if (state != State.OPEN || waiting.isEmpty()) {
                return;
            }
            int count = unsettled.handOver(waiting, window);
            List<RabbitMessage> batch = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                batch.add(waiting.removeFirst());
            }
            anyWaiting = !waiting.isEmpty();
            if (count > 0) {
                listener.deliver(batch);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Hands over nothing until {@link #reopen}. Returns what waits and must be handed back. */
    List<RabbitMessage> close() {
        lock.lock();
        try {
            if (state == State.OPEN) {
                state = State.PAUSED;
            }
            return takeWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** Hands over again. Returns false if it is stopped, or was never closed. */
    boolean reopen() {
        lock.lock();
        try {
            boolean paused = state == State.PAUSED;
            state = paused ? State.OPEN : state;
            return paused;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the deliveries. Returns what waits and must be handed back. */
    List<RabbitMessage> stop() {
        lock.lock();
        try {
            if (state != State.ENDED) {
                state = State.STOPPED;
            }
            return takeWaiting();
        } finally {
            lock.unlock();
        }
    }

    private List<RabbitMessage> takeWaiting() {
        List<RabbitMessage> rest = new ArrayList<>(waiting);
        waiting.clear();
        anyWaiting = false;
        return rest;
    }

    /** Ends the subscription without a word. Returns false if it had ended. */
    boolean end() {
        lock.lock();
        try {
            boolean first = state != State.ENDED;
            state = State.ENDED;
            takeWaiting();
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the subscription and says why, unless it had ended. */
    void lost(MqException cause) {
        lock.lock();
        try {
            if (end()) {
                listener.lost(cause);
            }
        } finally {
            lock.unlock();
        }
    }
}
