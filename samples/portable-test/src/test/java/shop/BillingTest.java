package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Topic;
import io.onemq.testkit.junit.Ledger;
import io.onemq.testkit.junit.MqTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@MqTest(brokers = {"memory", "rabbitmq", "kafka", "redis"})
class BillingTest {
    @Test
    void billsEveryOrderOnce(MqClient mq, Topic orders, Group billing, Ledger ledger) {
        Billing bills = new Billing();
        mq.consumer(orders, billing, Codec.string()).start(ledger.recording(bills));
        ledger.publishAll(mq.publisher(orders, Codec.string()), List.of(Message.of("3 lamps"), Message.of("1 chair")));
        ledger.awaitAllAcked(Duration.ofSeconds(30));
        assertThat(bills.count()).isEqualTo(2);
    }

    @Test
    void keepsWhatIsNoOrder(MqClient mq, Topic orders, Group billing, Ledger ledger) {
        mq.consumer(orders, billing, Codec.string()).start(ledger.recording(new Billing()));
        mq.publisher(orders, Codec.string()).publish("good morning");
        ledger.awaitDeadLetters(1, Duration.ofSeconds(30));
    }
}
