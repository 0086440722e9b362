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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long a delivery belongs to its holder. */
abstract class LeaseContract extends ContractCases {
    private static final Duration LEASE = Duration.ofSeconds(2);

    /** Long enough for a lease to run out and for another consumer to notice. */
    private static final Duration LONGER = Duration.ofSeconds(10);

    private static final Duration SLICE = Duration.ofMillis(50);

    LeaseContract(ContractBench bench) {
        super(bench);
    }

    /** Two members of a group, and a delivery that one of them holds. */
    private final class Members {
        private final Topic topic = declared(WORKERS);
        private final List<Receiver<String>> receivers;
        private final Delivery<String> held;

        Members(Duration maxLease) {
            receivers = List.of(member(maxLease), member(maxLease));
            awaitBothAtWork();
            publish(topic, "held for long");
            held = next().delivery();
        }

        private Receiver<String> member(Duration maxLease) {
            return closing(
                    connect("consume.lease", text(LEASE), "consume.max-lease", text(maxLease), "drain.timeout", "1s")
                            .receiver(topic, WORKERS, Codec.string()));
        }

        /** Where members share partitions, these may move, with their leases, until each member has its part. */
        private void awaitBothAtWork() {
            Set<Integer> seen = new HashSet<>();
            Waiting.until("both members get messages", () -> {
                publish(topic, "for anybody");
                Taken taken = next();
                ack(taken.delivery());
                seen.add(taken.member());
                return seen.size() == receivers.size();
            });
        }

        /** A delivery and who got it. */
        private record Taken(int member, Delivery<String> delivery) {}

        private Taken next() {
            AtomicReference<Taken> taken = new AtomicReference<>();
            Waiting.until("one of the members gets the message", () -> {
                for (int i = 0; i < receivers.size() && taken.get() == null; i++) {
                    int member = i;
                    receivers.get(i).receive(SLICE).ifPresent(delivery -> taken.set(new Taken(member, delivery)));
                }
                return taken.get() != null;
            });
            return Objects.requireNonNull(taken.get());
        }

        /** Watches that nobody gets it again for longer than the lease. */
        void assertKept() {
            List<Delivery<String>> again = new ArrayList<>();
            Waiting.watch(LONGER, () -> {
                receivers.forEach(receiver -> receiver.receive(SLICE).ifPresent(again::add));
                return !again.isEmpty();
            });
            assertThat(again).as("deliveries of what somebody holds").isEmpty();
            assertThat(Waiting.forFuture(held.ack())).isEqualTo(Settlement.SETTLED);
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() + "ms";
    }

    @Test
    @DisplayName("LEA-1: a lease is renewed by itself while its delivery is not settled")
    final void aLeaseIsRenewed() {
        new Members(Duration.ofMinutes(25)).assertKept();
    }

    @Test
    @DisplayName("LEA-2: extendLease keeps a delivery for longer than consume.max-lease, or is refused")
    final void aLeaseIsExtended() {
        Members members = new Members(LEASE.multipliedBy(2));
        Delivery<String> held = members.held;
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
        members.assertKept();
    }

    @Test
    @DisplayName("LEA-3: the lease of a settled delivery cannot be extended, and no lease by nonsense")
    final void onlyWhatIsHeldIsExtended() {
        Delivery<String> held = new Members(Duration.ofMinutes(25)).held;
        assertThatIllegalArgumentException().isThrownBy(() -> held.extendLease(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> held.extendLease(Duration.ofDays(8)));
        assertThat(held.extendLease(Duration.ofSeconds(1))).isTrue();
        assertThat(Waiting.forFuture(held.ack())).isEqualTo(Settlement.SETTLED);

        assertThat(held.extendLease(Duration.ofSeconds(1))).isFalse();
    }
}
