package io.onemq.samples;

import io.onemq.samples.Order.Address;
import io.onemq.samples.Order.Customer;
import io.onemq.samples.Order.Item;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Wrote {@code orders.jsonl}: the same seed makes the same orders. */
final class OrderGenerator {
    static final int ORDERS = 10_000;

    private static final int CUSTOMERS = 800;
    private static final int UNDECODABLE = 100;
    private static final int REFUSED = 150;
    private static final List<String> CURRENCIES =
            List.of("EUR", "EUR", "EUR", "USD", "USD", "GBP", "JPY", "CHF", "KWD");
    private static final List<String> NAMES = List.of(
            "Ada Moreau",
            "Björn Åkesson",
            "Zoë Öztürk",
            "Łukasz Wójcik",
            "José Núñez",
            "Γιώργος Νικολάου",
            "Олена Шевченко",
            "山田 花子",
            "김민준",
            "नेहा शर्मा",
            "ליאור כהן",
            "مريم حداد",
            "Nguyễn Thị Hoa",
            "Tom O'Hara",
            "Siân \"Sid\" Rhys");
    private static final List<Address> ADDRESSES = List.of(
            new Address("Rue de l'Église 5", "Liège", "BE"),
            new Address("Gate 12\\B", "Oslo", "NO"),
            new Address("Große Gasse 7", "Köln", "DE"),
            new Address("2-8-1 Nishi", "東京", "JP"),
            new Address("Calle Año 3", "A Coruña", "ES"),
            new Address("12 High St", "Leeds", "GB"),
            new Address("9 Elm", "Erie", "US"));
    private static final List<String> NOTES =
            List.of("🎁 gift", "rings twice", "line 1\nline 2", "\u00ab fragile \u00bb", "5 > 4 & \t");

    private final Random random = new Random(20261123);

    private OrderGenerator() {}

    /**
     * Writes the orders.
     *
     * @param args the file to write
     * @throws IOException if it cannot be written
     */
    public static void main(String[] args) throws IOException {
        Files.write(Path.of(args[0]), lines(), StandardCharsets.UTF_8);
    }

    static List<String> lines() {
        return new OrderGenerator().generate();
    }

    private List<String> generate() {
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, ORDERS).boxed().toList());
        Collections.shuffle(places, random);
        List<Integer> undecodable = places.subList(0, UNDECODABLE);
        List<Integer> refused = places.subList(UNDECODABLE, UNDECODABLE + REFUSED);
        List<String> lines = new ArrayList<>(ORDERS);
        for (int number = 0; number < ORDERS; number++) {
            Order order = order(number + 1);
            if (undecodable.contains(number)) {
                lines.add(garbled(json(order), undecodable.indexOf(number)));
            } else if (refused.contains(number)) {
                lines.add(json(doubtful(order, refused.indexOf(number))));
            } else {
                lines.add(json(order));
            }
        }
        return lines;
    }

    private Order order(int number) {
        int customer = (int) Math.abs(random.nextGaussian() * CUSTOMERS / 3) % CUSTOMERS;
        Currency currency = Currency.getInstance(any(CURRENCIES));
        List<Item> items = new ArrayList<>();
        do {
            items.add(item(currency));
        } while (random.nextInt(100) < 25 && items.size() < 12);
        return withItems(
                new Order(
                        "A" + (100_000 + number),
                        new Customer(
                                "c" + customer,
                                NAMES.get(customer % NAMES.size()),
                                customer % 10 < 4 ? null : ADDRESSES.get(customer % ADDRESSES.size())),
                        currency.getCurrencyCode(),
                        BigDecimal.ZERO,
                        items,
                        random.nextInt(100) < 4 ? any(NOTES) : null),
                items);
    }

    private Item item(Currency currency) {
        double price = Math.exp(random.nextDouble() * 6);
        int digits = currency.getDefaultFractionDigits();
        return new Item(
                String.format(Locale.ROOT, "%c%d", 'A' + random.nextInt(26), random.nextInt(1000)),
                random.nextInt(100) < 70 ? 1 : 2 + random.nextInt(20),
                BigDecimal.valueOf(price).setScale(digits, RoundingMode.UP));
    }

    /** Turns a good order into one that billing refuses. */
    private static Order doubtful(Order order, int variant) {
        return switch (variant % 5) {
            case 0 -> with(order, order.currency(), order.total().negate());
            case 1 -> with(order, variant % 2 == 0 ? "XBT" : "euro", order.total());
            case 2 -> with(order, order.currency(), order.total().add(BigDecimal.TEN));
            case 3 -> withItems(order, List.of());
            default -> toEmbargoed(order);
        };
    }

    /** Turns a good order into a line that is none. */
    private static String garbled(String json, int variant) {
        return switch (variant % 10) {
            case 0 -> "";
            case 1 -> json.substring(0, json.length() / 2);
            case 2 -> json.replaceFirst("\"total\":[^,]+", "\"total\":\"twelve\"");
            case 3 -> json.replaceFirst("\"items\":\\[", "\"items\":[17,");
            case 4 -> json.replaceFirst("\"customer\":", "\"client\":");
            case 5 -> json.replaceFirst("\"qty\":\\d+", "\"qty\":1.5");
            case 6 -> "[" + json + "]";
            case 7 -> json + json;
            case 8 -> json.replaceFirst("\"id\":\"[^\"]+\"", "\"id\":null");
            default -> "ORDER;" + json.length() + ";please call back";
        };
    }

    private static Order with(Order order, String currency, BigDecimal total) {
        return new Order(order.id(), order.customer(), currency, total, order.items(), order.note());
    }

    private static Order withItems(Order order, List<Item> items) {
        Order changed = new Order(order.id(), order.customer(), order.currency(), order.total(), items, order.note());
        return items.isEmpty() ? changed : with(changed, order.currency(), changed.sum());
    }

    private static Order toEmbargoed(Order order) {
        Customer customer = order.customer();
        return new Order(
                order.id(),
                new Customer(customer.id(), customer.name(), new Address("Quay 1", "Port Q", Billing.EMBARGOED)),
                order.currency(),
                order.total(),
                order.items(),
                order.note());
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String json(Order order) {
        return new String(Order.JSON.encode(order), StandardCharsets.UTF_8);
    }
}
