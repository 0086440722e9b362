package io.onemq;

import java.util.List;

/**
 * Handles the deliveries of a {@link Consumer} in batches.
 *
 * <p>Called by up to {@code concurrency} threads at once. By default a normal return acknowledges what the handler has not
 * settled itself. If it throws, what it has not settled is handled again at once, one message per call, and only those
 * whose own call throws have failed an attempt: one bad message does not spend the attempts of its neighbours. So the
 * effects of a batch that throws must be undone, or harmless to repeat. An {@link InterruptedException} releases what is
 * not settled.
 *
 * @param <T> the type of the payload
 */
@FunctionalInterface
public interface BatchHandler<T> {

    /**
     * Handles deliveries.
     *
     * @param batch one or more, in the order in which they came
     * @throws Exception to have them handled one by one; a batch of one fails its attempt
     */
    void handle(List<Delivery<T>> batch) throws Exception;
}
