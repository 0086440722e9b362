package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;

class AdminIT {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Fixture fixture = new Fixture(3, Map.of());
    private final DriverAdmin admin = fixture.connection.admin();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MqException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.retryable()).isFalse();
        });
    }

    private TopicSpec withPartitions(int partitions) {
        return new TopicSpec(fixture.topic.name(), partitions, TopicSpec.Role.APPLICATION);
    }

    @Test
    void declaringIsRepeatable() {
        fixture.declare(fixture.group);
        fixture.declare(fixture.group, fixture.other);
        admin.declare(withPartitions(0), List.of());

        assertThat(admin.describe(withPartitions(0), List.of()).partitions()).isEqualTo(3);
        assertThat(admin.describe(fixture.topic, List.of()).groups())
                .containsExactlyInAnyOrder(fixture.group.name(), fixture.other.name());
        admin.validate(fixture.topic, List.of(fixture.group, fixture.other));
    }

    @Test
    void anotherNumberOfPartitionsIsAConflict() {
        fixture.declare();

        assertFails(ErrorCode.CONFLICT, () -> admin.declare(withPartitions(4), List.of()));
        assertFails(ErrorCode.CONFLICT, () -> admin.validate(withPartitions(4), List.of()));
        assertThat(admin.describe(fixture.topic, List.of()).partitions()).isEqualTo(3);
    }

    @Test
    void aKeyOfAnotherTypeIsAConflict() {
        fixture.jedis.set(fixture.stream(1), "mine");

        assertFails(ErrorCode.CONFLICT, () -> fixture.declare(fixture.group));
        fixture.jedis.del(fixture.stream(1));
    }

    @Test
    void missesWhatDoesNotExist() {
        assertFails(ErrorCode.NOT_FOUND, () -> admin.describe(fixture.topic, List.of()));
        assertFails(ErrorCode.NOT_FOUND, () -> admin.validate(fixture.topic, List.of()));
        assertFails(ErrorCode.NOT_FOUND, () -> fixture.subscribe(fixture.group, 1, LEASE));

        fixture.declare(fixture.group);
        admin.deleteGroup(fixture.topic, fixture.other);
        assertFails(ErrorCode.NOT_FOUND, () -> admin.validate(fixture.topic, List.of(fixture.other)));
        assertFails(ErrorCode.NOT_FOUND, () -> admin.backlog(fixture.topic, fixture.other));
        assertFails(ErrorCode.NOT_FOUND, () -> admin.purge(fixture.topic, fixture.other));
        assertFails(ErrorCode.NOT_FOUND, () -> fixture.subscribe(fixture.other, 1, LEASE));
    }

    @Test
    void findsAStreamThatAForeignProgramCreated() {
        fixture.jedis.xadd(fixture.stream(0), StreamEntryID.NEW_ENTRY, Map.of("payload", "x"));
        fixture.jedis.xgroupCreate(fixture.stream(0), fixture.group.name(), new StreamEntryID("0-0"), false);
        TopicSpec foreign = withPartitions(0);

        assertThat(admin.describe(foreign, List.of()).groups()).containsExactly(fixture.group.name());
        assertThat(admin.backlog(foreign, fixture.group)).isEqualTo(new GroupBacklog(1, OptionalLong.of(0)));
    }

    @Test
    void countsTheBacklogOfAllPartitionsAlsoAfterEntriesWereDeleted() {
        fixture.declare(fixture.group);
        fixture.publish("a", "b", "c", "d");
        StreamEntryID deleted = fixture.jedis.xadd(fixture.stream(0), StreamEntryID.NEW_ENTRY, Map.of("payload", "e"));
        fixture.jedis.xadd(fixture.stream(0), StreamEntryID.NEW_ENTRY, Map.of("payload", "f"));

        fixture.jedis.xdel(fixture.stream(0), deleted);

        assertThat(admin.backlog(fixture.topic, fixture.group)).isEqualTo(new GroupBacklog(5, OptionalLong.of(0)));
    }

    @Test
    void purgesWhatNobodyHoldsForOneGroupOnly() {
        fixture.declare(fixture.group, fixture.other);
        fixture.publish("a", "b", "c", "d", "e", "f");
        DeliveryLog log = fixture.subscribe(fixture.group, 3, LEASE);
        log.await(3);
        log.release(log.delivered.subList(0, 1));
        log.subscription().stop();

        long dropped = admin.purge(fixture.topic, fixture.group);

        GroupBacklog left = admin.backlog(fixture.topic, fixture.group);
        assertThat(left.ready()).isZero();
        assertThat(dropped + left.inFlight().orElseThrow()).isEqualTo(6);
        assertThat(left.inFlight().orElseThrow()).isBetween(2L, 3L);
        assertThat(admin.backlog(fixture.topic, fixture.other)).isEqualTo(new GroupBacklog(6, OptionalLong.of(0)));
    }

    @Test
    void deletingATopicLeavesNoKey() {
        fixture.declare(fixture.group);
        fixture.publish("a");
        DeliveryLog log = fixture.subscribe(fixture.group, 3, LEASE);

        admin.deleteTopic(fixture.topic, List.of());
        admin.deleteTopic(fixture.topic, List.of());

        assertThat(log.awaitLost().code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(fixture.jedis.keys("*" + fixture.topic.name() + "*")).isEmpty();
    }

    @Test
    void aDeletedGroupStartsAnewWhenItIsDeclaredAgain() {
        fixture.declare(fixture.group, fixture.other);
        try (DriverConnection elsewhere = Fixture.connect(fixture.url, Map.of())) {
            elsewhere.admin().deleteGroup(fixture.topic, fixture.group);
        }
        fixture.publish("before");

        try (DriverConnection elsewhere = Fixture.connect(fixture.url, Map.of())) {
            elsewhere.admin().declare(fixture.topic, List.of(fixture.group));
        }

        assertThat(admin.backlog(fixture.topic, fixture.group).ready()).isZero();
        assertThat(admin.backlog(fixture.topic, fixture.other).ready()).isEqualTo(1);
    }

    @Test
    void aGroupThatAnotherClientDeletedStartsAnewForWhoeverKnewIt() {
        fixture.declare(fixture.group, fixture.other);
        fixture.publish("before", "before", "before");
        try (DriverConnection elsewhere = Fixture.connect(fixture.url, Map.of())) {
            elsewhere.admin().deleteGroup(fixture.topic, fixture.group);
        }

        fixture.declare(fixture.group);
        fixture.publish("after");

        assertThat(admin.backlog(fixture.topic, fixture.group).ready()).isEqualTo(1);
        assertThat(admin.backlog(fixture.topic, fixture.other).ready()).isEqualTo(4);
        for (int i = 0; i < 3; i++) {
            fixture.jedis.xgroupDestroy(fixture.stream(i), fixture.group.name());
        }
        fixture.declare(fixture.group);
        assertThat(admin.backlog(fixture.topic, fixture.group).ready())
                .as("what was lost without having been deleted")
                .isEqualTo(4);
    }

    @Test
    void deletingAGroupOfATopicThatDoesNotExistLeavesNoKey() {
        admin.deleteGroup(fixture.topic, fixture.group);

        assertThat(fixture.jedis.keys("*" + fixture.topic.name() + "*")).isEmpty();
    }

    @Test
    void aGroupThatVanishedStartsAtTheBeginningSoThatNothingIsSkipped() {
        fixture.declare(fixture.group);
        DeliveryLog log = fixture.subscribe(fixture.group, 10, LEASE);
        for (int i = 0; i < 3; i++) {
            fixture.jedis.unlink(fixture.stream(i));
        }
        assertThat(log.awaitLost().code()).isEqualTo(ErrorCode.NOT_FOUND);
        fixture.publish("a", "b");

        fixture.declare(fixture.group);

        DeliveryLog again = fixture.subscribe(fixture.group, 10, LEASE);
        again.await(2);
        assertThat(again.payloads()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aGroupThatVanishedWithTheWholeTopicIsRememberedByTheConnection() {
        fixture.declare(fixture.group);
        fixture.jedis.unlink(fixture.stream(0) + ":topic");
        for (int i = 0; i < 3; i++) {
            fixture.jedis.unlink(fixture.stream(i));
        }
        fixture.publish("a");

        fixture.declare(fixture.group);

        assertThat(admin.backlog(fixture.topic, fixture.group).ready()).isEqualTo(1);
    }
}
