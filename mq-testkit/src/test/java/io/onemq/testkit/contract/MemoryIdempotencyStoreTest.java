package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.IdempotencyStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryIdempotencyStoreTest extends IdempotencyStoreContract {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final IdempotencyStore store = IdempotencyStore.inMemory(100);

    @Override
    protected IdempotencyStore store() {
        return store;
    }

    @Test
    void forgetsTheOldestButNoClaim() {
        IdempotencyStore small = IdempotencyStore.inMemory(2);
        assertThat(small.begin("running", "a", LONG)).isEqualTo(IdempotencyStore.Claim.GRANTED);
        for (int i = 0; i < 4; i++) {
            assertThat(small.complete("handled" + i, "a", LONG)).isTrue();
        }

        assertThat(small.begin("running", "b", LONG)).isEqualTo(IdempotencyStore.Claim.BUSY);
        assertThat(small.begin("handled1", "b", LONG)).isEqualTo(IdempotencyStore.Claim.GRANTED);
        assertThat(small.begin("handled2", "b", LONG)).isEqualTo(IdempotencyStore.Claim.HANDLED);
        assertThat(small.begin("handled3", "b", LONG)).isEqualTo(IdempotencyStore.Claim.HANDLED);
    }
}
