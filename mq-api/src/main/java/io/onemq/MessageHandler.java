package io.onemq;

/**
 * Handles the deliveries of a {@link Consumer}.
 *
 * <p>Called by up to {@code concurrency} threads at once. By default a normal return is an ack, {@link RejectException}
 * sends the message to the dead-letter topic, and any other exception is a nack: a failed attempt. An explicit settlement
 * of the delivery takes precedence over both.
 *
 * @param <T> the type of the payload
 */
@FunctionalInterface
public interface MessageHandler<T> {

    /**
     * Handles one delivery.
     *
     * @param delivery the delivery
     * @throws Exception to fail the attempt
     */
    void handle(Delivery<T> delivery) throws Exception;
}
