package io.onemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    @Test
    void doublesUpToTheLongestDelayAndNeverSubtracts() {
        RetryPolicy policy = RetryPolicy.exponential(20, Duration.ofSeconds(1), Duration.ofMinutes(1));
        for (int round = 0; round < 200; round++) {
            assertThat(policy.delayAfter(1)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1200));
            assertThat(policy.delayAfter(4)).isBetween(Duration.ofSeconds(8), Duration.ofMillis(9600));
            assertThat(policy.delayAfter(19)).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(72));
        }
    }

    @Test
    void keepsAFixedDelayExact() {
        assertThat(RetryPolicy.fixed(3, Duration.ofMillis(250)).delayAfter(2)).isEqualTo(Duration.ofMillis(250));
        assertThat(RetryPolicy.fixed(3, Duration.ZERO).delayAfter(1)).isZero();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> RetryPolicy.fixed(0, Duration.ZERO)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> RetryPolicy.fixed(2, Duration.ofMillis(-1)))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> RetryPolicy.exponential(2, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> RetryPolicy.fixed(2, Duration.ofDays(8))).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        RetryPolicy twice = RetryPolicy.fixed(2, Duration.ofSeconds(2));
        RetryPolicy policy = RetryPolicy.fixed(9, Duration.ofSeconds(9))
                .on(IllegalStateException.class, twice)
                .notRetrying(RuntimeException.class, IOException.class);
        assertThat(policy.forFailure(new IllegalStateException("x"))).isSameAs(twice);
        assertThat(policy.forFailure(new NumberFormatException("x")).maxAttempts())
                .isEqualTo(1);
        assertThat(policy.forFailure(new FileNotFoundException("x")).maxAttempts())
                .isEqualTo(1);
        assertThat(policy.forFailure(new Exception("x")).maxAttempts()).isEqualTo(9);
        assertThat(policy.forFailure(null)).isSameAs(policy);
    }

    @Test
    void aCustomPolicyMustGiveADelay() {
        assertThat(RetryPolicy.custom(5, Duration::ofSeconds).delayAfter(3)).isEqualTo(Duration.ofSeconds(3));
        for (Duration wrong : new Duration[] {null, Duration.ofMillis(-1), Duration.ofDays(8)}) {
            assertThatThrownBy(() -> RetryPolicy.custom(5, failed -> wrong).delayAfter(1))
                    .isInstanceOf(ConfigurationException.class);
        }
    }
}
