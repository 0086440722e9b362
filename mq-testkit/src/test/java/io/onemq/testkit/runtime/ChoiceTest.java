package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.testkit.runtime.BrokerRuntime.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChoiceTest {

    private static final Settings NONE = new Settings(name -> null, name -> null);

    @Test
    void withoutSettingAnEngineDecides() {
        assertThat(Choice.configured(BrokerType.KAFKA, NONE, () -> true).kind()).isEqualTo(Kind.CONTAINER);
        assertThat(Choice.configured(BrokerType.KAFKA, NONE, () -> false).kind())
                .isEqualTo(Kind.PROCESS);
    }

    @Test
    void settingDecidesWithoutLookingForAnEngine() {
        Settings settings = new Settings(Map.of("mq.test.redis", "url:redis://there:1")::get, name -> null);

        Choice choice = Choice.configured(BrokerType.REDIS, settings, () -> {
            throw new AssertionError("looked for an engine");
        });

        assertThat(choice).isEqualTo(new Choice(Kind.URL, "redis://there:1"));
    }

    @Test
    void settingOfOneBrokerIsNotThatOfAnother() {
        Settings settings = new Settings(Map.of("mq.test.redis", "process")::get, name -> null);

        assertThat(Choice.configured(BrokerType.KAFKA, settings, () -> true).kind())
                .isEqualTo(Kind.CONTAINER);
    }

    @Test
    void aVersionOfABrokerThatIsThereAlreadyIsRefused() {
        Settings settings = new Settings(
                Map.of("mq.test.redis", "url:redis://there:1", "mq.test.redis.version", "8.0")::get, name -> null);

        assertThatThrownBy(() -> Choice.configured(BrokerType.REDIS, settings, () -> true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mq.test.redis.version")
                .hasMessageContaining("Leave one of them out");
    }

    @Test
    void anythingElseIsRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> Choice.parse(BrokerType.RABBITMQ, "docker"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mq.test.rabbitmq must be container, process or url:<broker url>, such as"
                        + " url:amqp://guest:guest@localhost:5672");
        assertThatThrownBy(() -> Choice.parse(BrokerType.RABBITMQ, "url:localhost"))
                .isInstanceOf(IllegalStateException.class);
    }
}
