package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.IdempotencyStore;
import io.onemq.IdempotencyStore.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every {@link IdempotencyStore} does. Extend it with the store to check; nothing else is needed. */
public abstract class IdempotencyStoreContract {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int OWNERS = 8;

    private final String key = "topic.group/a key of any {characters} ü " + UUID.randomUUID();

    /** Creates the contract. */
    protected IdempotencyStoreContract() {}

    /**
     * Returns the store, the same one for the whole test.
     *
     * @return the store
     */
    protected abstract IdempotencyStore store();

    @Test
    final void whatIsHandledStaysHandled() {
        assertThat(store().begin(key, "one", LONG)).isEqualTo(Claim.GRANTED);
        assertThat(store().complete(key, "one", LONG)).isTrue();

        assertThat(store().begin(key, "one", LONG)).isEqualTo(Claim.HANDLED);
        assertThat(store().begin(key, "two", LONG)).isEqualTo(Claim.HANDLED);
        assertThat(store().begin(key + "2", "two", LONG)).isEqualTo(Claim.GRANTED);
    }

    @Test
    final void oneOfManyGetsTheClaim() {
        List<CompletableFuture<Claim>> asked = new ArrayList<>();
        for (int i = 0; i < OWNERS; i++) {
            String owner = "owner" + i;
            asked.add(Waiting.inThread(() -> store().begin(key, owner, LONG)));
        }
        List<Claim> answers = asked.stream().map(Waiting::forFuture).toList();

        assertThat(answers).containsOnlyOnce(Claim.GRANTED).containsOnly(Claim.GRANTED, Claim.BUSY);
        String winner = "owner" + answers.indexOf(Claim.GRANTED);
        assertThat(store().begin(key, winner, LONG)).as("asked again").isEqualTo(Claim.GRANTED);
    }

    @Test
    final void onlyItsOwnerAbandonsAClaim() {
        assertThat(store().begin(key, "one", LONG)).isEqualTo(Claim.GRANTED);
        store().abandon(key, "two");
        assertThat(store().begin(key, "two", LONG)).isEqualTo(Claim.BUSY);
        store().abandon(key, "one");

        assertThat(store().begin(key, "two", LONG)).isEqualTo(Claim.GRANTED);
        assertThat(store().complete(key, "two", LONG)).isTrue();
        store().abandon(key, "two");
        assertThat(store().begin(key, "one", LONG)).isEqualTo(Claim.HANDLED);
    }

    @Test
    final void aClaimRunsOutAndItsNextOwnerIsFenced() {
        assertThat(store().begin(key, "dead", SHORT)).isEqualTo(Claim.GRANTED);
        Waiting.until("the claim has run out", () -> store().begin(key, "next", LONG) == Claim.GRANTED);

        assertThat(store().complete(key, "dead", LONG)).as("too late").isFalse();
        store().abandon(key, "dead");
        assertThat(store().begin(key, "third", LONG)).isEqualTo(Claim.BUSY);
        assertThat(store().complete(key, "next", LONG)).isTrue();
    }

    @Test
    final void workThatTookLongerThanItsClaimCounts() {
        assertThat(store().begin(key, "slow", SHORT)).isEqualTo(Claim.GRANTED);
        Waiting.until("the claim has run out", () -> {
            Claim answer = store().begin(key, "other", LONG);
            store().abandon(key, "other");
            return answer == Claim.GRANTED;
        });

        assertThat(store().complete(key, "slow", LONG)).isTrue();
        assertThat(store().begin(key, "other", LONG)).isEqualTo(Claim.HANDLED);
    }

    @Test
    final void whatIsHandledIsForgottenInTime() {
        assertThat(store().begin(key, "one", LONG)).isEqualTo(Claim.GRANTED);
        assertThat(store().complete(key, "one", SHORT)).isTrue();

        Waiting.until("the window is over", () -> store().begin(key, "two", LONG) == Claim.GRANTED);
    }
}
