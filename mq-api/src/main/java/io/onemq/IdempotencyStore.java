package io.onemq;

import io.onemq.internal.MemoryIdempotencyStore;
import java.time.Duration;

/**
 * Remembers which messages were handled, and who handles one at the moment. Used by {@link Idempotency}; implemented by
 * whoever has a place to keep it that all members of a group share.
 *
 * <p>Keys are opaque texts of any characters. Each method is one atomic step for its key, whichever member calls it, and
 * may block. Implementations are thread-safe. A method that fails throws; then the message is not handled, or comes again.
 * {@code IdempotencyStoreContract} of {@code mq-testkit} checks an implementation.
 */
public interface IdempotencyStore {

    /** The answer to {@link #begin}. */
    enum Claim {
        /** The caller is to handle the message. */
        GRANTED,
        /** The message was handled. */
        HANDLED,
        /** Another owner has a claim that has not run out. */
        BUSY
    }

    /**
     * Claims a key, unless it is handled or somebody else has claimed it. An owner that has the claim gets it again.
     *
     * @param key the message, with topic and group
     * @param owner who claims it; unique for each delivery
     * @param expiry after which time the claim runs out by itself, because its owner has died
     * @return whether the owner has it now
     */
    Claim begin(String key, String owner, Duration expiry);

    /**
     * Notes that a key is handled, unless somebody else has claimed it meanwhile. It counts too if the claim of the owner has
     * run out.
     *
     * @param key the message, with topic and group
     * @param owner who has handled it
     * @param window how long to remember it
     * @return false if somebody else has the claim, which stays
     */
    boolean complete(String key, String owner, Duration window);

    /**
     * Gives up a claim, so that anybody may have it at once. Does nothing if the owner does not have it.
     *
     * @param key the message, with topic and group
     * @param owner who gives up
     */
    void abandon(String key, String owner);

    /**
     * Makes a store in the memory of this process, for a group whose members are all in it. It forgets everything with the
     * process, and the oldest keys when it is full; claims are kept in any case.
     *
     * @param most how many keys to remember at most, 1 or more; each takes about 200 bytes
     * @return the store
     */
    static IdempotencyStore inMemory(int most) {
        return new MemoryIdempotencyStore(most, System::nanoTime);
    }
}
