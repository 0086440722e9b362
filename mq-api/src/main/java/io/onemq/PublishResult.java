package io.onemq;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of one message of a batch: either a receipt or a failure.
 *
 * @param messageId the id of the message
 * @param receipt the proof of the confirmation, if it was confirmed
 * @param failure the failure, if it was not
 */
public record PublishResult(String messageId, Optional<PublishReceipt> receipt, Optional<MqException> failure) {

    /**
     * Checks that exactly one of receipt and failure is there.
     *
     * @param messageId the component's value
     * @param receipt the component's value
     * @param failure the component's value
     */
    public PublishResult {
        Objects.requireNonNull(messageId, "messageId");
        if (receipt.isPresent() == failure.isPresent()) {
            throw new IllegalArgumentException("either a receipt or a failure");
        }
    }

    /**
     * Describes a confirmed message.
     *
     * @param receipt the proof
     * @return the result
     */
    public static PublishResult confirmed(PublishReceipt receipt) {
        return new PublishResult(receipt.messageId(), Optional.of(receipt), Optional.empty());
    }

    /**
     * Describes a failed message.
     *
     * @param messageId the id of the message
     * @param failure the failure
     * @return the result
     */
    public static PublishResult failed(String messageId, MqException failure) {
        return new PublishResult(messageId, Optional.empty(), Optional.of(failure));
    }

    /**
     * Tells whether the message was confirmed.
     *
     * @return true if there is a receipt
     */
    public boolean isConfirmed() {
        return receipt.isPresent();
    }
}
