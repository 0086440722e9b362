package io.onemq.samples;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.onemq.Codec;
import io.onemq.JsonCodec;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An order as it arrives: one line of JSON.
 *
 * @param note what the customer adds, if anything
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Order(
        String id,
        Customer customer,
        String currency,
        BigDecimal total,
        List<Item> items,
        @Nullable String note) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Strict: what is not an order does not get past it, and ends in the dead-letter topic as undecodable. */
    static final Codec<Order> JSON = JsonCodec.of(Order.class, MAPPER);

    Order {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(customer, "customer");
        Objects.requireNonNull(currency, "currency");
        Objects.requireNonNull(total, "total");
        items = List.copyOf(items);
    }

    /**
     * Who ordered.
     *
     * @param address where to deliver, or null if the goods are picked up
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Customer(String id, String name, @Nullable Address address) {
        Customer {
            Objects.requireNonNull(id, "customer.id");
            Objects.requireNonNull(name, "customer.name");
        }
    }

    record Address(String street, String city, String country) {
        Address {
            Objects.requireNonNull(street, "customer.address.street");
            Objects.requireNonNull(city, "customer.address.city");
            Objects.requireNonNull(country, "customer.address.country");
        }
    }

    record Item(String sku, int qty, BigDecimal price) {
        Item {
            Objects.requireNonNull(sku, "items.sku");
            Objects.requireNonNull(price, "items.price");
        }
    }

    /** Returns the sum of the items. */
    BigDecimal sum() {
        return items.stream()
                .map(item -> item.price().multiply(BigDecimal.valueOf(item.qty())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Finds the customer in a line that need not be an order: the key under which it is published. */
    static Optional<String> customerIn(byte[] line) {
        try {
            String customer = MAPPER.readTree(line).path("customer").path("id").asText("");
            return customer.isBlank() ? Optional.empty() : Optional.of(customer);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }
}
