package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HostAndPortTest {

    @Test
    void readsEveryServerOfAUrl() {
        assertThat(HostAndPort.allIn("kafka://a:1,b", 9092))
                .containsExactly(new HostAndPort("a", 1), new HostAndPort("b", 9092));
    }

    @Test
    void leavesOutCredentialsPathAndQuery() {
        assertThat(HostAndPort.allIn("amqps://user:p@ss@host:5671/vhost?x=y", 5672))
                .containsExactly(new HostAndPort("host", 5671));
    }

    @Test
    void readsAddressesOfTheSixthVersion() {
        assertThat(HostAndPort.allIn("redis://[::1]:6380", 6379)).containsExactly(new HostAndPort("[::1]", 6380));
    }

    @Test
    void refusesWhatIsNoUrlWithoutRepeatingIt() {
        assertThatThrownBy(() -> HostAndPort.allIn("secret@host", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining("secret");
    }
}
