package io.onemq;

import io.onemq.internal.consume.InFlight;
import io.onemq.internal.consume.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Decodes a batch, calls the handler and turns its end into settlements. */
final class BatchRunner<T> {
    private final BatchHandler<T> handler;
    private final Codec<T> codec;
    private final boolean manualAck;
    private final HandlerRunner<T> single;

    BatchRunner(BatchHandler<T> handler, Codec<T> codec, boolean manualAck) {
        this.handler = handler;
        this.codec = codec;
        this.manualAck = manualAck;
        this.single = new HandlerRunner<>(delivery -> handler.handle(List.of(delivery)), codec, manualAck, null);
    }

    void run(List<InFlight> batch) {
        List<InFlight> decoded = new ArrayList<>(batch.size());
        List<Delivery<T>> deliveries = new ArrayList<>(batch.size());
        for (InFlight inFlight : batch) {
            try {
                deliveries.add(
                        new Delivery<>(inFlight, codec.decode(inFlight.message().payload())));
                decoded.add(inFlight);
            } catch (RuntimeException e) {
                inFlight.settle(HandlerRunner.undecodable(e));
            } catch (Error e) {
                inFlight.settle(new Verdict.Nack(e, null));
            }
        }
        if (decoded.size() == 1) {
            single.call(decoded.get(0), deliveries.get(0));
        } else if (!decoded.isEmpty()) {
            call(decoded, deliveries);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a handler throws, the consumer goes on
    private void call(List<InFlight> batch, List<Delivery<T>> deliveries) {
        try {
            handler.handle(Collections.unmodifiableList(deliveries));
            if (!manualAck) {
                batch.forEach(inFlight -> inFlight.settle(Verdict.ACK));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            batch.forEach(inFlight -> inFlight.settle(Verdict.RELEASE));
        } catch (Throwable e) {
            callOneByOne(batch, deliveries);
        }
    }

    private void callOneByOne(List<InFlight> batch, List<Delivery<T>> deliveries) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.get(i).isOpen()) {
                single.call(batch.get(i), deliveries.get(i));
            }
        }
    }
}
