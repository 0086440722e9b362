package io.onemq.spi;

import io.onemq.MqException;
import io.onemq.PublishException;
import org.jspecify.annotations.Nullable;

/** Receives the fate of published messages. Implemented by the engine; no method blocks or throws. Thread-safe. */
public interface PublishListener {

    /**
     * The broker has taken responsibility for the message.
     *
     * @param message the message
     * @param position where it is stored, or null if the broker does not tell
     */
    void confirmed(OutgoingMessage message, @Nullable String position);

    /**
     * The broker has a message of this id in the same topic already, and stored nothing, see
     * {@link TopicSpec#deduplication}. Reported instead of {@link #confirmed}.
     *
     * @param message the message
     * @param position where the earlier one is stored, or null if that is not known
     */
    void duplicate(OutgoingMessage message, @Nullable String position);

    /**
     * The message failed on its own account; the publisher goes on.
     *
     * @param message the message
     * @param failure what happened; NOT_SENT if it is certainly not stored
     */
    void failed(OutgoingMessage message, PublishException failure);

    /**
     * The connection is gone and with it this publisher: the fate of everything not yet reported is unknown. Called at
     * most once. The engine opens a new publisher and sends the unreported messages again, in order.
     *
     * @param cause why
     */
    void lost(MqException cause);

    /**
     * The broker applies flow control: what is sent now waits in the network. The engine stops sending.
     *
     * @param reason what the broker said
     */
    void blocked(String reason);

    /** The broker lifted flow control. */
    void unblocked();

    /**
     * Something that an operator should know, for example that a delayed message has no topic any more.
     *
     * @param message one sentence that names the topic
     */
    default void notice(String message) {}

    /**
     * The native client has lost its connections and is restoring them by itself: what is under way stays under way, and
     * the publisher lives on. For information, followed by {@link #reconnected()} unless the publisher ends before.
     *
     * @param cause what happened
     */
    default void reconnecting(MqException cause) {}

    /** The native client is connected again. */
    default void reconnected() {}
}
