package io.onemq.kafka.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The settings of a group on the broker. They are kept apart from the group's offsets and outlive them, so one of them
 * also marks that the group was declared: when its offsets have expired, it is not taken for a new one.
 */
final class GroupSettings {
    static final String LOCK_MILLIS = "share.record.lock.duration.ms";
    static final String DELIVERY_LIMIT = "share.delivery.count.limit";

    private static final String ISOLATION = "share.isolation.level";
    private static final String RESET = "share.auto.offset.reset";
    /** What brokers have by default that do not tell the limit. */
    static final int BROKERS_DELIVERY_LIMIT = 5;

    private static final int WANTED_LIMIT = 10;
    private static final String SESSION_MILLIS = "share.session.timeout.ms";
    private static final int WANTED_SESSION_MILLIS = 15_000;

    // These two have no effect on members that speak the classic protocol. Retries and dead letters have the second
    // alone.
    private static final String CLASSIC_MARK = "consumer.heartbeat.interval.ms";
    private static final String PRIVATE_MARK = "consumer.session.timeout.ms";

    private static final int CONSUMER_HEARTBEAT_MILLIS = 500;

    private GroupSettings() {}

    /** Tells whether the group was declared, as a group of that kind. */
    static boolean mark(Map<String, String> settings, GroupMode mode) {
        return mode == GroupMode.SHARE
                ? settings.containsKey(ISOLATION)
                : settings.containsKey(CLASSIC_MARK) || settings.containsKey(PRIVATE_MARK);
    }

    /** Tells whether the group was declared for a topic of retries or dead letters. */
    static boolean privateMark(Map<String, String> settings) {
        return settings.containsKey(PRIVATE_MARK) && !settings.containsKey(CLASSIC_MARK);
    }

    static ConfigResource resource(String groupId) {
        return new ConfigResource(ConfigResource.Type.GROUP, groupId);
    }

    /** Writes what is missing of the settings that a group of the mode has. */
    static void complete(
            AdminCalls calls, GroupState group, GroupMode mode, boolean privateTopic, GroupProtocol protocol) {
        if (mode == GroupMode.SHARE) {
            completeShare(calls, group);
            return;
        }
        if (!group.isMarked(mode)) {
            String mark = privateTopic ? PRIVATE_MARK : CLASSIC_MARK;
            String value = group.effective().get(mark);
            if (value != null) {
                set(calls, group.id(), Map.of(mark, value));
            }
        }
        if (protocol == GroupProtocol.CONSUMER
                && !privateTopic
                && !group.settings().containsKey(PRIVATE_MARK)) {
            quicken(calls, group);
        }
    }

    /**
     * Has a dead member noticed, and partitions handed over, as soon as in the classic protocol. By default brokers insist
     * on longer times, so this is for those that are set to allow less.
     */
    private static void quicken(AdminCalls calls, GroupState group) {
        boolean quick = lower(calls, group, PRIVATE_MARK, ClientConfigs.SESSION_MILLIS);
        if (quick) {
            lower(calls, group, CLASSIC_MARK, CONSUMER_HEARTBEAT_MILLIS);
        }
    }

    private static boolean lower(AdminCalls calls, GroupState group, String name, int millis) {
        return group.number(name).orElse(0) > millis && trySet(calls, group.id(), name, Integer.toString(millis));
    }

    /** The requests are under way at the same time; a wish that the broker refuses must not take the others with it. */
    private static void completeShare(AdminCalls calls, GroupState group) {
        List<KafkaFuture<Void>> wishes = new ArrayList<>();
        // By default brokers insist on 45 s, so this is for those that are set to allow less.
        int session = group.number(SESSION_MILLIS).orElse(0);
        if (session > WANTED_SESSION_MILLIS && !group.settings().containsKey(SESSION_MILLIS)) {
            wishes.add(change(calls, group.id(), Map.of(SESSION_MILLIS, Integer.toString(WANTED_SESSION_MILLIS))));
        }
        // Brokers before 4.3 have no such setting per group; the limit of the broker holds for them.
        int limit = group.number(DELIVERY_LIMIT).orElse(WANTED_LIMIT);
        if (limit < WANTED_LIMIT && !group.settings().containsKey(DELIVERY_LIMIT)) {
            wishes.add(change(calls, group.id(), Map.of(DELIVERY_LIMIT, Integer.toString(WANTED_LIMIT))));
        }
        // New partitions start from their beginning, and aborted transactions stay invisible.
        Map<String, String> wanted = Map.of(ISOLATION, "read_committed", RESET, "earliest");
        if (!group.settings().entrySet().containsAll(wanted.entrySet())) {
            set(calls, group.id(), wanted);
        }
        for (KafkaFuture<Void> wish : wishes) {
            boolean unused = isTaken(calls, group.id(), wish);
        }
    }

    private static void set(AdminCalls calls, String groupId, Map<String, String> values) {
        calls.await("change the settings of group " + groupId, change(calls, groupId, values));
    }

    /** Sets a value that the broker may find out of its bounds. Returns whether it took it. */
    static boolean trySet(AdminCalls calls, String groupId, String name, String value) {
        return isTaken(calls, groupId, change(calls, groupId, Map.of(name, value)));
    }

    private static boolean isTaken(AdminCalls calls, String groupId, KafkaFuture<Void> change) {
        try {
            calls.answerOf(change);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            if (KafkaErrors.unwrap(e) instanceof InvalidConfigurationException) {
                return false;
            }
            throw KafkaErrors.request("change a setting of group " + groupId, e);
        }
    }

    private static KafkaFuture<Void> change(AdminCalls calls, String groupId, Map<String, String> values) {
        List<AlterConfigOp> operations = new ArrayList<>();
        values.forEach((name, value) ->
                operations.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        return alter(calls, groupId, operations);
    }

    /**
     * Removes what this library may have set, the marks included: also what is not to be seen yet, because a broker learns of a
     * change a moment after the controller has taken it.
     */
    static void remove(AdminCalls calls, GroupState group) {
        List<AlterConfigOp> operations = new ArrayList<>();
        for (String name :
                List.of(ISOLATION, RESET, DELIVERY_LIMIT, LOCK_MILLIS, SESSION_MILLIS, CLASSIC_MARK, PRIVATE_MARK)) {
            if (group.effective().containsKey(name)) {
                operations.add(new AlterConfigOp(new ConfigEntry(name, null), AlterConfigOp.OpType.DELETE));
            }
        }
        if (!operations.isEmpty()) {
            calls.await("remove the settings of group " + group.id(), alter(calls, group.id(), operations));
        }
    }

    private static KafkaFuture<Void> alter(AdminCalls calls, String groupId, List<AlterConfigOp> operations) {
        return calls.admin()
                .incrementalAlterConfigs(
                        Map.of(resource(groupId), operations), calls.bounded(new AlterConfigsOptions()))
                .all();
    }

    /** Tells whether a failure means that the broker is too old for settings of groups. */
    static boolean areUnsupported(Throwable failure) {
        Throwable cause = KafkaErrors.unwrap(failure);
        return cause instanceof UnsupportedVersionException || cause instanceof InvalidRequestException;
    }
}
