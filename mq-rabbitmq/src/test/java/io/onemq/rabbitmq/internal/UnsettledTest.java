package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.onemq.spi.SettleRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnsettledTest {
    private static final AMQP.BasicProperties NONE = new AMQP.BasicProperties();

    private final Unsettled unsettled = new Unsettled();
    private final List<SettleRequest> taken = new ArrayList<>();
    private final List<SettleRequest> refused = new ArrayList<>();
    private List<RabbitMessage> messages = List.of();

    @BeforeEach
    void deliverTen() {
        messages = LongStream.rangeClosed(1, 10)
                .mapToObj(tag -> new RabbitMessage(unsettled, tag, false, -1, NONE, new byte[0]))
                .toList();
        unsettled.add(messages);
    }

    private void settle(int... tags) {
        List<SettleRequest> batch = new ArrayList<>();
        for (int tag : tags) {
            batch.add(TestSettlement.autoAck(messages.get(tag - 1)));
        }
        unsettled.take(batch, taken, refused);
    }

    @Test
    void knowsHowFarEverythingIsSettled() {
        assertThat(unsettled.settledUpTo()).isZero();
        settle(3, 2);
        assertThat(unsettled.settledUpTo()).isZero();
        settle(1);
        assertThat(unsettled.settledUpTo()).isEqualTo(3);
        settle(10, 5, 7, 4, 6, 9);
        assertThat(unsettled.settledUpTo()).isEqualTo(7);
        settle(8);
        assertThat(unsettled.settledUpTo()).isEqualTo(10);
        unsettled.add(List.of(new RabbitMessage(unsettled, 11, false, -1, NONE, new byte[0])));
        assertThat(unsettled.settledUpTo()).isEqualTo(10);
    }

    @Test
    void refusesWhatWasSettledBefore() {
        settle(4, 4);
        assertThat(taken).hasSize(1);
        assertThat(refused).hasSize(1);
    }

    @Test
    void refusesDeliveriesOfAnotherChannel() {
        RabbitMessage foreign = new RabbitMessage(new Unsettled(), 1, false, -1, NONE, new byte[0]);
        foreign.owner.add(List.of(foreign));
        unsettled.take(List.of(TestSettlement.autoAck(foreign)), taken, refused);
        assertThat(taken).isEmpty();
        assertThat(refused).hasSize(1);
        assertThat(foreign.owner.settledUpTo()).isZero();
    }

    @Test
    void handsOverNoMoreThanTheWindow() {
        assertThat(unsettled.handOver(messages, 3)).isEqualTo(3);
        assertThat(unsettled.handOver(messages.subList(3, 10), 3)).isZero();
        settle(1, 9);
        assertThat(unsettled.handOver(messages.subList(3, 10), 3)).isEqualTo(1);
    }
}
