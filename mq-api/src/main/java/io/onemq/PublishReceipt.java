package io.onemq;

import java.util.Objects;
import java.util.Optional;

/**
 * The proof that the broker has taken responsibility for a message.
 *
 * @param messageId the id under which consumers see the message
 * @param position where it is stored, in the notation of the broker's page, or empty if the broker does not tell
 * @param duplicate whether nothing was stored by this, because a message of the same id is stored in its topic already, at
 *     the position: by an earlier publish, or by this one before its connection was lost; never true in a topic without
 *     {@link Topic#withDeduplication}
 */
public record PublishReceipt(String messageId, Optional<String> position, boolean duplicate) {

    /**
     * Checks that nothing is null.
     *
     * @param messageId the component's value
     * @param position the component's value
     * @param duplicate the component's value
     */
    public PublishReceipt {
        Objects.requireNonNull(messageId, "messageId");
        Objects.requireNonNull(position, "position");
    }
}
