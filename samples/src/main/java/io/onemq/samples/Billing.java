package io.onemq.samples;

import io.onemq.Delivery;
import io.onemq.MessageHandler;
import io.onemq.RejectException;
import java.util.Set;

/**
 * Bills orders. A return is an ack; {@link RejectException} sends the order to the dead-letter topic; any other exception
 * fails the attempt, and the library tries again later.
 */
final class Billing implements MessageHandler<Order> {
    /** A country, of those that ISO 3166 leaves to its users, that nothing is delivered to. */
    static final String EMBARGOED = "QZ";

    private static final Set<String> CURRENCIES = Set.of("EUR", "USD", "GBP", "JPY", "CHF", "KWD");

    private final Ledger ledger;

    Billing(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void handle(Delivery<Order> delivery) throws PaymentServiceBusyException {
        Order order = delivery.payload();
        refuseUnbillable(order);
        charge(order, delivery.attempt());
        ledger.billed(delivery.id());
    }

    private static void refuseUnbillable(Order order) {
        if (order.items().isEmpty()) {
            throw new RejectException("no items");
        }
        if (order.total().signum() < 0) {
            throw new RejectException("negative total: " + order.total());
        }
        if (!CURRENCIES.contains(order.currency())) {
            throw new RejectException("unknown currency: " + order.currency());
        }
        if (order.total().compareTo(order.sum()) != 0) {
            throw new RejectException("wrong total: " + order.total() + ", but the items cost " + order.sum());
        }
        Order.Address address = order.customer().address();
        if (address != null && address.country().equals(EMBARGOED)) {
            throw new RejectException("embargoed country: " + EMBARGOED);
        }
    }

    /** Stands for a payment service that is busy when about one order in a hundred is tried first. */
    private void charge(Order order, int attempt) throws PaymentServiceBusyException {
        if (attempt == 1 && order.id().hashCode() % 100 == 0) {
            ledger.retried();
            throw new PaymentServiceBusyException();
        }
    }

    /** Goes away by itself. */
    static final class PaymentServiceBusyException extends Exception {
        private static final long serialVersionUID = 1L;

        PaymentServiceBusyException() {
            super("The payment service is busy");
        }
    }
}
