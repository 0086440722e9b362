package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Outcome;
import io.onemq.spi.BrokerInfo;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are those of 3.10.8. */
class RefusalsTest {
    private final SizeLimit limit = SizeLimit.of(
            DriverConfig.builder(BrokerUrl.parse("amqp://host")).build(), new BrokerInfo("RabbitMQ", "3.10.8"));

    private static TestMessage to(String topic) {
        return new TestMessage(new TopicSpec(topic, 0, TopicSpec.Role.APPLICATION), "to " + topic);
    }

    private List<OutgoingMessage> culprits(int code, String text, OutgoingMessage... unconfirmed) {
        RabbitErrors.Reply reply = new RabbitErrors.Reply(code, text, 60, 40);
        return Refusals.culprits(List.of(unconfirmed), reply, limit).stream()
                .map(Refusals.Failed::message)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "404 | NOT_FOUND - no exchange 'ghost' in vhost 'orders'",
                "403 | ACCESS_REFUSED - access to exchange 'ghost' in vhost 'other' refused for user 'orders'",
                "403 | ACCESS_REFUSED - access to exchange 'ghost' in vhost 'orders' refused for user 'other'"
            })
    void aVirtualHostOrUserWithTheNameOfATopicIsNoExchange(int code, String text) {
        OutgoingMessage ghost = to("ghost");
        OutgoingMessage delayed = to("orders").delayed(60_000);
        assertThat(culprits(code, text, to("orders"), ghost, delayed)).containsExactly(ghost);
    }

    @ParameterizedTest
    @CsvSource({"onemq.delay.7, true", "other, false"})
    void aDelayedMessageNeedsTheExchangesOfDelays(String exchange, boolean isCulprit) {
        OutgoingMessage delayed = to("orders").delayed(60_000);
        String text = "NOT_FOUND - no exchange '" + exchange + "' in vhost 'onemq.delay.vhost'";
        assertThat(culprits(404, text, to("orders"), delayed)).isEqualTo(isCulprit ? List.of(delayed) : List.of());
    }

    @Test
    void onlyTheLastOneIsKnownNotToBeStored() {
        RabbitErrors.Reply reply = new RabbitErrors.Reply(404, "NOT_FOUND - no exchange 'ghost' in vhost '/'", 60, 40);
        assertThat(Refusals.culprits(List.of(to("ghost"), to("orders"), to("ghost")), reply, limit))
                .extracting(failed -> failed.failure().outcome())
                .containsExactly(Outcome.UNKNOWN, Outcome.NOT_SENT);
    }
}
