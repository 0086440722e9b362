package shop;

import io.onemq.Delivery;
import io.onemq.MessageHandler;
import io.onemq.RejectException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bills orders such as "3 lamps", each once. */
public final class Billing implements MessageHandler<String> {
    private final Map<String, String> bills = new ConcurrentHashMap<>();

    @Override
    public void handle(Delivery<String> order) {
        if (!order.payload().matches("[0-9]+ .+")) {
            throw new RejectException("not an order: " + order.payload());
        }
        bills.putIfAbsent(order.id(), order.payload());
    }

    public int count() {
        return bills.size();
    }
}
