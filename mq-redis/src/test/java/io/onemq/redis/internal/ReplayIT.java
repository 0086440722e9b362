package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.StartPosition;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.GroupSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XReadGroupParams;

/** What the contract does not see: dead and foreign consumers, and ids that only foreign programs give. */
class ReplayIT {
    private static final GroupBacklog ALL = new GroupBacklog(3, OptionalLong.of(0));

    private final Fixture fixture = new Fixture();
    private final DriverAdmin admin = fixture.connection.admin();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private void read(String consumer) {
        assertThat(fixture.jedis.xreadGroup(
                        fixture.group.name(),
                        consumer,
                        XReadGroupParams.xReadGroupParams().count(2),
                        Map.of(fixture.stream(0), StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY)))
                .hasSize(1);
    }

    private void moveBack() {
        admin.seek(fixture.topic, fixture.group, StartPosition.earliest());
    }

    private void assertConflict() {
        assertThatThrownBy(this::moveBack)
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void aConsumerThatWasSilentForItsLeaseIsDeadAndWhatItHeldIsDropped() {
        fixture.declare(fixture.group, fixture.other);
        fixture.publish("a", "b", "c");
        fixture.jedis.hset(fixture.members(fixture.group), "dead", "1:2000");
        read("dead");
        assertConflict();

        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(MqException.class)
                .untilAsserted(this::moveBack);

        assertThat(admin.backlog(fixture.topic, fixture.group)).isEqualTo(ALL);
        assertThat(fixture.jedis.xinfoConsumers(fixture.stream(0), fixture.group.name()))
                .isEmpty();
        assertThat(fixture.jedis.exists(fixture.members(fixture.group))).isFalse();
    }

    @Test
    void aForeignConsumerIsAMember() {
        fixture.declare(fixture.group, fixture.other);
        fixture.publish("a", "b", "c");
        read("foreign");
        assertConflict();

        fixture.jedis.xgroupDelConsumer(fixture.stream(0), fixture.group.name(), "foreign");
        moveBack();

        assertThat(admin.backlog(fixture.topic, fixture.group)).isEqualTo(ALL);
    }

    @Test
    void startsAtIdsThatForeignProgramsGave() {
        fixture.declare(fixture.other);
        for (String id : List.of("5-0", "5-7", "6-0")) {
            fixture.jedis.xadd(fixture.stream(0), new StreamEntryID(id), Map.of("payload", id));
        }

        assertThat(readyFrom("first", StartPosition.at(List.of("0/5-0")))).isEqualTo(3);
        assertThat(readyFrom("second", StartPosition.at(List.of("0/5-7")))).isEqualTo(2);
        assertThat(readyFrom("gone", StartPosition.at(List.of("0/5-3")))).isEqualTo(2);
        assertThat(readyFrom("last", StartPosition.at(List.of("0/6-0", "0/6-0"))))
                .isEqualTo(1);
        assertThat(readyFrom("lowest", StartPosition.at(List.of("0/6-0", "0/5-0", "0/5-7"))))
                .isEqualTo(3);
        assertThatThrownBy(() -> readyFrom("behind", StartPosition.at(List.of("0/6-1"))))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    private long readyFrom(String name, StartPosition start) {
        GroupSpec group = new GroupSpec(name, Ordering.NONE, start);
        fixture.declare(group);
        return admin.backlog(fixture.topic, group).ready();
    }
}
