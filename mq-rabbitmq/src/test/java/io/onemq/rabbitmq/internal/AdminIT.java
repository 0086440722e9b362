package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminIT {
    private static final GroupSpec GROUP = RabbitFixture.group("g");

    private RabbitFixture rabbit;
    private DriverAdmin admin;

    @BeforeEach
    void connect() throws Exception {
        rabbit = new RabbitFixture();
        admin = rabbit.driver.admin();
    }

    @AfterEach
    void disconnect() throws Exception {
        rabbit.close();
    }

    private static TopicSpec with(TopicSpec topic, int partitions) {
        return new TopicSpec(topic.name(), partitions, topic.role());
    }

    private static void assertFails(ErrorCode code, String part, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MqException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageContaining(part);
            assertThat(e.retryable()).isFalse();
        });
    }

    @Test
    void makesAnotherNumberOfPartitionsVisible() {
        TopicSpec eight = rabbit.topic(8, "g");
        TopicSpec none = rabbit.topic(0, "g");
        for (TopicSpec wrong : List.of(with(eight, 4), with(eight, 0))) {
            assertFails(ErrorCode.CONFLICT, "has 8 partitions", () -> admin.declare(wrong, List.of(GROUP)));
            assertFails(ErrorCode.CONFLICT, "has 8 partitions", () -> admin.validate(wrong, List.of(GROUP)));
            assertThat(admin.describe(wrong, List.of(GROUP)).partitions()).isEqualTo(8);
        }
        assertFails(ErrorCode.CONFLICT, "has 0 partitions", () -> admin.declare(with(none, 4), List.of(GROUP)));
        assertThat(admin.describe(with(none, 4), List.of(GROUP)).partitions()).isZero();
    }

    @Test
    void declaresAgainWithoutEffect() {
        TopicSpec topic = rabbit.topic(4, "g");
        admin.declare(topic, List.of(GROUP));
        admin.validate(topic, List.of(GROUP));
        assertThat(admin.describe(topic, List.of(GROUP, RabbitFixture.group("other")))
                        .groups())
                .containsExactly("g");
    }

    @Test
    void saysWhatIsMissing() {
        TopicSpec topic = rabbit.topic(2, "g");
        TopicSpec absent = new TopicSpec("it-" + UUID.randomUUID(), 0, TopicSpec.Role.APPLICATION);
        assertFails(ErrorCode.NOT_FOUND, absent.name(), () -> admin.validate(absent, List.of()));
        assertFails(ErrorCode.NOT_FOUND, absent.name(), () -> admin.describe(absent, List.of()));
        assertFails(
                ErrorCode.NOT_FOUND, "group other", () -> admin.validate(topic, List.of(RabbitFixture.group("other"))));
        assertFails(ErrorCode.NOT_FOUND, "group other", () -> admin.backlog(topic, RabbitFixture.group("other")));
    }

    @Test
    void refusesForeignExchangesAndQueues() throws Exception {
        TopicSpec topic = new TopicSpec("it-" + UUID.randomUUID(), 0, TopicSpec.Role.APPLICATION);
        Channel channel = rabbit.channel();
        channel.exchangeDeclare(topic.name(), "topic", true);
        assertFails(ErrorCode.CONFLICT, topic.name(), () -> admin.declare(topic, List.of()));
        channel.exchangeDelete(topic.name());
        channel.queueDeclare(topic.name() + ".g", true, false, false, null);
        assertFails(ErrorCode.CONFLICT, "group g", () -> admin.declare(topic, List.of(GROUP)));
        assertFails(ErrorCode.CONFLICT, "group g", () -> admin.validate(topic, List.of(GROUP)));
        admin.deleteTopic(topic, List.of(GROUP));
    }

    @Test
    void countsAndPurgesOverAllPartitions() throws Exception {
        TopicSpec topic = rabbit.topic(3, "g", "other");
        Channel channel = rabbit.channel();
        channel.confirmSelect();
        for (int i = 0; i < 30; i++) {
            channel.basicPublish(topic.name(), Integer.toString(i % 3), null, new byte[1]);
        }
        channel.waitForConfirmsOrDie(5_000);
        assertThat(admin.backlog(topic, GROUP).ready()).isEqualTo(30);
        assertThat(admin.backlog(topic, GROUP).inFlight()).isEmpty();
        assertThat(admin.purge(topic, GROUP)).isEqualTo(30);
        assertThat(admin.backlog(topic, GROUP).ready()).isZero();
        assertThat(admin.backlog(topic, RabbitFixture.group("other")).ready()).isEqualTo(30);
    }

    @Test
    void deletesWhatDoesNotExist() {
        TopicSpec topic = new TopicSpec("it-" + UUID.randomUUID(), 0, TopicSpec.Role.APPLICATION);
        admin.deleteTopic(topic, List.of(GROUP));
        admin.deleteGroup(topic, GROUP);
        assertFails(ErrorCode.NOT_FOUND, topic.name(), () -> admin.describe(topic, List.of()));
    }

    @Test
    void keepsTheOrderingOfAGroupAndDeletesAllOfIt() throws Exception {
        TopicSpec topic = new TopicSpec("it-" + UUID.randomUUID(), 4, TopicSpec.Role.APPLICATION);
        GroupSpec ordered = new GroupSpec("g", Ordering.KEY);
        GroupSpec plain = new GroupSpec("g", Ordering.NONE);
        admin.declare(topic, List.of(ordered));
        admin.declare(topic, List.of(ordered));
        admin.validate(topic, List.of(ordered));
        assertFails(ErrorCode.CONFLICT, "is ordered by key", () -> admin.declare(topic, List.of(plain)));
        assertFails(ErrorCode.CONFLICT, "is ordered by key", () -> admin.validate(topic, List.of(plain)));
        rabbit.channel().queueDeclarePassive(topic.name() + ".g.notes.p3");
        rabbit.channel().exchangeDeclarePassive(topic.name() + ".g.members");
        admin.deleteTopic(topic, List.of(plain));
        for (String queue : List.of(".g.p0", ".g.notes.p0", ".g.notes.p3")) {
            assertThatThrownBy(() -> rabbit.channel().queueDeclarePassive(topic.name() + queue))
                    .hasStackTraceContaining("NOT_FOUND");
        }
        assertThatThrownBy(() -> rabbit.channel().exchangeDeclarePassive(topic.name() + ".g.members"))
                .hasStackTraceContaining("NOT_FOUND");
        admin.declare(topic, List.of(plain));
        assertFails(ErrorCode.CONFLICT, "is not ordered by key", () -> admin.declare(topic, List.of(ordered)));
        admin.deleteTopic(topic, List.of(plain));
    }

    @Test
    void pings() {
        rabbit.driver.ping();
        assertThat(rabbit.driver.broker().name()).isEqualTo("RabbitMQ");
    }
}
