package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReuseTest {

    private static Settings settings(String... pairs) {
        return new Settings(
                name -> switch (pairs.length) {
                    case 2 -> Map.of(pairs[0], pairs[1]).get(name);
                    default -> Map.of(pairs[0], pairs[1], pairs[2], pairs[3]).get(name);
                },
                name -> null);
    }

    @Test
    void isTrueOrFalse() {
        assertThat(Reuse.isWanted(settings("mq.test.reuse", "true"))).isTrue();
        assertThat(Reuse.isWanted(settings("mq.test.redis", "process"))).isFalse();
        assertThatThrownBy(() -> Reuse.isWanted(settings("mq.test.reuse", "yes")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mq.test.reuse must be true or false, not yes");
    }

    @Test
    void aProcessCannotOutliveItsJvm() {
        assertThatThrownBy(() -> Brokers.forSharing(
                        BrokerType.REDIS, settings("mq.test.redis", "process", "mq.test.reuse", "true")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Redis would run as a process, which ends with its JVM")
                .hasMessageContaining("set mq.test.redis=url:<broker url>");
    }

    @Test
    void whatRunsElsewhereStaysAsItIs() {
        BrokerRuntime broker = Brokers.forSharing(
                BrokerType.REDIS, settings("mq.test.redis", "url:redis://there:1", "mq.test.reuse", "true"));
        assertThat(broker.kind()).isEqualTo(BrokerRuntime.Kind.URL);
    }

    @Test
    void anotherImageIsAnotherContainer() {
        WantedVersion any = WantedVersion.any(BrokerType.REDIS);
        String name = Reuse.name(BrokerType.REDIS, any, settings("mq.test.redis.image", "one"));
        assertThat(name).startsWith("onemq-redis-reused-");
        assertThat(Reuse.name(BrokerType.REDIS, any, settings("mq.test.redis.image", "one")))
                .isEqualTo(name);
        assertThat(Reuse.name(BrokerType.REDIS, any, settings("mq.test.redis.image", "two")))
                .isNotEqualTo(name);
    }
}
