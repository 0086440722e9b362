package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.Receiver;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long a delivery belongs to its holder. */
abstract class LeaseContract extends ContractCases {
    private static final Duration LEASE = Duration.ofSeconds(2);

    /** Long enough for a lease to run out and for another consumer to notice. */
    private static final Duration LONGER = Duration.ofSeconds(8);

    LeaseContract(ContractBench bench) {
        super(bench);
    }

    private Delivery<String> take(Topic topic, Duration maxLease) {
        publish(topic, "held for long");
        Receiver<String> receiver = closing(
                connect("consume.lease", text(LEASE), "consume.max-lease", text(maxLease), "drain.timeout", "1s")
                        .receiver(topic, WORKERS, Codec.string()));
        return receiver.receive(Waiting.DEADLINE).orElseThrow();
    }

    private static String text(Duration duration) {
        return duration.toMillis() + "ms";
    }

    private Collector<String> competitor(Topic topic) {
        return collect(connect("consume.lease", text(LEASE)), topic, WORKERS);
    }

    @Test
    @DisplayName("LEA-1: a lease is renewed by itself while its delivery is not settled")
    final void aLeaseIsRenewed() {
        Topic topic = declared(WORKERS);
        Delivery<String> held = take(topic, Duration.ofMinutes(25));
        Collector<String> competitor = competitor(topic);
        Waiting.watch(LONGER, () -> competitor.count() > 0);

        assertThat(competitor.deliveries()).isEmpty();
        assertThat(Waiting.forFuture(held.ack())).isEqualTo(Settlement.SETTLED);
    }

    @Test
    @DisplayName("LEA-2: extendLease keeps a delivery for longer than consume.max-lease, or is refused")
    final void aLeaseIsExtended() {
        Topic topic = declared(WORKERS);
        Delivery<String> held = take(topic, LEASE);
        if (!supports(Capability.LEASE_EXTENSION)) {
            assertRefused(Capability.LEASE_EXTENSION, () -> held.extendLease(Duration.ofMinutes(1)));
            assertThat(held.extendLease(Duration.ofMillis(1)))
                    .as("within the time it has")
                    .isTrue();
            assertThat(Waiting.forFuture(held.ack())).isEqualTo(Settlement.SETTLED);
            return;
        }
        assertThat(held.extendLease(Duration.ofMinutes(1))).isTrue();
        assertThat(held.extendLease(Duration.ofMillis(1))).as("never shortens").isTrue();
        Collector<String> competitor = competitor(topic);
        Waiting.watch(LONGER, () -> competitor.count() > 0);

        assertThat(competitor.deliveries()).isEmpty();
        assertThat(Waiting.forFuture(held.ack())).isEqualTo(Settlement.SETTLED);
    }

    @Test
    @DisplayName("LEA-3: the lease of a settled delivery cannot be extended, and no lease by nonsense")
    final void onlyWhatIsHeldIsExtended() {
        Topic topic = declared(WORKERS);
        Delivery<String> held = take(topic, Duration.ofMinutes(25));
        assertThatIllegalArgumentException().isThrownBy(() -> held.extendLease(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> held.extendLease(Duration.ofDays(8)));
        assertThat(held.extendLease(Duration.ofSeconds(1))).isTrue();
        assertThat(Waiting.forFuture(held.ack())).isEqualTo(Settlement.SETTLED);

        assertThat(held.extendLease(Duration.ofSeconds(1))).isFalse();
    }
}
