package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.Channel;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.StartPosition;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Moves a group to a place in the streams of its topic. What is to be done is kept on the broker before it is done, so that
 * whoever comes next completes it. Holds the lock of the group. Used by one thread.
 */
final class GroupMove {
    /** Almost all that was routed before a queue was bound has reached its stream by then, so that it keeps its place. */
    private static final long SETTLE_MILLIS = 1_000;

    private static final long DRAIN_MILLIS = 200;

    private static final int GONE_ATTEMPTS = 10;
    private static final long GONE_MILLIS = 50;

    private final NativeConnection connection;
    private final TopicSpec topic;
    private final GroupSpec group;
    private final String place;
    private final LateMessages late;

    GroupMove(NativeConnection connection, TopicSpec topic, GroupSpec group) {
        this.connection = connection;
        this.topic = topic;
        this.group = group;
        this.place = Queues.move(topic, group);
        this.late = new LateMessages(connection, topic, group);
    }

    /** Completes what somebody has begun. */
    void complete() throws IOException {
        run(channel -> channel.exchangeDelete(Queues.wanted(topic, group)));
        if (!Channels.queueExists(connection, place)) {
            return;
        }
        String text = KeptText.read(connection, place);
        if (text == null) {
            // Nothing had been done.
            end();
        } else {
            perform(MoveState.parse(text));
        }
    }

    /** Creates the group so that it starts somewhere in the past. */
    void create() throws IOException {
        MoveState state = new MoveState(true, new StartOffsets(connection, topic).of(group.start()));
        begin(state);
        perform(state);
    }

    /** Moves the group, which has no members. */
    void seek(StartPosition position) throws IOException {
        Map<Integer, Long> offsets = position.kind() == StartPosition.Kind.LATEST
                ? Map.of()
                : new StartOffsets(connection, topic).of(position);
        announce();
        try {
            refuseMembers();
        } catch (MqException e) {
            end();
            throw e;
        }
        if (position.kind() == StartPosition.Kind.LATEST) {
            clear();
        } else {
            MoveState state = new MoveState(false, offsets);
            begin(state);
            perform(state);
        }
    }

    private void clear() throws IOException {
        dropCopies();
        List<Integer> all =
                IntStream.range(0, Queues.of(topic, group).size()).boxed().toList();
        late.forget(all);
        for (int partition : all) {
            run(channel -> {
                Boundary.remove(channel, topic, group, partition);
                GroupQueues.empty(channel, topic, group, partition);
                return topic;
            });
        }
        end();
    }

    /** Copies nothing more. */
    void dropCopies() throws IOException {
        run(channel -> {
            for (String copies : Queues.copies(topic, group)) {
                channel.queueDelete(copies);
            }
            return topic;
        });
    }

    private void refuseMembers() throws IOException {
        for (String queue : GroupQueues.existing(connection, topic, group)) {
            int members = run(channel -> channel.queueDeclarePassive(queue)).getConsumerCount();
            if (members > 0) {
                throw hasMembers(members + " consumers at queue " + queue);
            }
        }
        if (group.ordering() == Ordering.KEY) {
            refuseMembersWithoutQueue();
        }
    }

    /** A member that is paused, or has just come, consumes no queue of the group. */
    private void refuseMembersWithoutQueue() throws IOException {
        String exchange = Queues.members(topic, group);
        // The queue of a member that was closed goes a moment later.
        for (int attempt = 0; Membership.exists(connection, exchange); attempt++) {
            if (attempt == GONE_ATTEMPTS) {
                throw hasMembers("members, which are paused or have just come");
            }
            Patience.pause(GONE_MILLIS);
        }
    }

    private MqException hasMembers(String which) {
        return new MqException(
                ErrorCode.CONFLICT,
                "Group " + group.name() + " of topic " + topic.name() + " has " + which
                        + " and is not moved: close its consumers first");
    }

    /** A consumer that comes now sees it, and one that came before is seen. */
    private void announce() throws IOException {
        run(channel -> {
            KeptText.declare(channel, place);
            return place;
        });
    }

    private void begin(MoveState state) throws IOException {
        announce();
        write(place, state.toString());
    }

    private void write(String queue, String text) throws IOException {
        if (!KeptText.write(connection, queue, text)) {
            throw new MqException(
                    ErrorCode.NOT_FOUND,
                    "Group " + group.name() + " of topic " + topic.name() + " was deleted while it was moved");
        }
    }

    private void perform(MoveState state) throws IOException {
        run(channel -> {
            GroupQueues.declare(channel, topic, group);
            return group;
        });
        late.forget(state.offsets().keySet());
        if (!state.isEmptied()) {
            emptyAll(state);
        }
        Map<Integer, Boundary> boundaries = new LinkedHashMap<>();
        try {
            for (int partition : state.offsets().keySet()) {
                boundaries.put(partition, boundary(partition));
            }
            Patience.pause(SETTLE_MILLIS);
            run(channel -> {
                GroupQueues.declareAndBind(channel, topic, group);
                return group;
            });
            Map<Integer, LateState.Compared> compared = new TreeMap<>();
            for (Map.Entry<Integer, Boundary> boundary : boundaries.entrySet()) {
                int partition = boundary.getKey();
                long from = Objects.requireNonNull(state.offsets().get(partition));
                Boundary.Before before = boundary.getValue().before(from);
                keep(partition, before.offsets());
                compared.put(partition, before.compared());
            }
            late.watch(compared);
        } finally {
            boundaries.values().forEach(Boundary::close);
        }
        end();
    }

    private void emptyAll(MoveState state) throws IOException {
        for (int partition : state.offsets().keySet()) {
            run(channel -> {
                GroupQueues.unbind(channel, topic, group, partition);
                return partition;
            });
        }
        Patience.pause(DRAIN_MILLIS);
        for (int partition : state.offsets().keySet()) {
            run(channel -> {
                GroupQueues.empty(channel, topic, group, partition);
                return partition;
            });
        }
        // Whoever completes this later must not drop what has come meanwhile.
        write(place, new MoveState(true, state.offsets()).toString());
    }

    private Boundary boundary(int partition) throws IOException {
        if (group.ordering() == Ordering.KEY) {
            run(channel ->
                    GroupQueues.declareQueue(channel, GroupQueues.forHistory(topic, group, partition), topic, group));
        }
        return Boundary.open(connection, topic, group, partition);
    }

    /** Keeps what is to be copied. */
    private void keep(int partition, OffsetRanges offsets) throws IOException {
        String copies = Queues.copies(topic, group).get(partition);
        run(channel -> {
            KeptText.declare(channel, copies);
            return copies;
        });
        write(copies, new CopyState(offsets, 0).toString());
    }

    /** Copies what is to be copied, see {@link HistoryCopier}. */
    boolean copy(BooleanSupplier stop, Predicate<String> notices) throws IOException {
        return new HistoryCopier(connection, topic, group, stop, notices).run();
    }

    /** Copies what came too late for that, see {@link LateMessages}. */
    void copyLate() throws IOException {
        late.look();
    }

    /** Nothing more is to be completed. */
    private void end() throws IOException {
        run(channel -> channel.queueDelete(place));
    }

    private <T> T run(Channels.Call<T> call) throws IOException {
        return Channels.run(connection, call);
    }

    /** Deletes what a group has because it was moved. What does not exist is no failure. */
    static void delete(Channel channel, TopicSpec topic, GroupSpec group) throws IOException {
        channel.queueDelete(Queues.move(topic, group));
        channel.exchangeDelete(Queues.wanted(topic, group));
        channel.queueDelete(Queues.late(topic, group));
        for (List<String> queues :
                List.of(Queues.copies(topic, group), Queues.history(topic, group), Queues.mirrors(topic, group))) {
            for (String queue : queues) {
                channel.queueDelete(queue);
            }
        }
        for (String exchange : Queues.boundaries(topic, group)) {
            channel.exchangeDelete(exchange);
        }
    }
}
