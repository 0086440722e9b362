package io.onemq;

import java.util.Objects;
import java.util.Optional;

/**
 * The proof that the broker has taken responsibility for a message.
 *
 * @param messageId the id under which consumers see the message
 * @param position where it is stored, in the notation of the broker's page, or empty if the broker does not tell
 */
public record PublishReceipt(String messageId, Optional<String> position) {

    /**
     * Checks that nothing is null.
     *
     * @param messageId the component's value
     * @param position the component's value
     */
    public PublishReceipt {
        Objects.requireNonNull(messageId, "messageId");
        Objects.requireNonNull(position, "position");
    }
}
