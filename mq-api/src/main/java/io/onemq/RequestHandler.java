package io.onemq;

/**
 * Handles the requests of a {@link Responder}.
 *
 * <p>Called by up to {@code concurrency} threads at once. The request is acknowledged when the broker has confirmed the
 * reply. An exception fails the attempt, and {@link RejectException} sends the request to the dead-letter topic, as for
 * any {@link MessageHandler}; the requester then waits in vain. So an answer that says no is a reply. A handler that
 * settles the delivery itself has its reply dropped.
 *
 * @param <Q> the type of the request's payload
 * @param <R> the type of the reply's payload
 */
@FunctionalInterface
public interface RequestHandler<Q, R> {

    /**
     * Handles one request.
     *
     * @param request the request
     * @return the reply; its correlation id is set by the library
     * @throws Exception to fail the attempt
     */
    Message<R> handle(Delivery<Q> request) throws Exception;
}
