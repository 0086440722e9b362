package io.onemq.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A hand-off from many threads to one that takes everything at once. Costs one compare-and-set and no allocation per
 * item, since the items are linked through themselves. An item is in at most one hand-off at a time.
 */
public final class Handoff<T extends Handoff.Item> {
    private final AtomicReference<@Nullable T> top = new AtomicReference<>();

    /** Adds an item and returns how many wait, this one included. */
    public int add(T item) {
        while (true) {
            T below = top.get();
            item.link = below;
            item.depth = below == null ? 1 : below.depth + 1;
            if (top.compareAndSet(below, item)) {
                return item.depth;
            }
        }
    }

    /** Tells whether nothing waits. */
    public boolean isEmpty() {
        return top.get() == null;
    }

    /** Takes everything, in the order of the additions; returns the first item, the rest follow through next(). */
    public @Nullable T takeAll() {
        T item = top.getAndSet(null);
        T first = null;
        while (item != null) {
            T below = linked(item);
            item.link = first;
            first = item;
            item = below;
        }
        return first;
    }

    /** Returns and clears the successor of an item in a chain that {@link #takeAll} returned. */
    public @Nullable T next(T item) {
        T successor = linked(item);
        item.link = null;
        return successor;
    }

    @SuppressWarnings("unchecked") // links are only set by add and takeAll of one hand-off, to items of its type
    private @Nullable T linked(T item) {
        return (T) item.link;
    }

    /** Something that can be handed off. */
    public abstract static class Item {
        // Not private: code of the enclosing class reaches them through the type parameter.
        @Nullable Item link;

        int depth;
    }
}
