package io.onemq.kafka;

import io.onemq.MqClient;
import io.onemq.testkit.contract.PayloadLimit;
import io.onemq.testkit.contract.RuntimeHarness;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** A Kafka broker with groups of one kind. */
final class KafkaHarness extends RuntimeHarness {
    /** What a broker takes by default, record overhead included. */
    private static final int MAX_RECORD = 1_048_588;

    private static final String DELAYS = "onemq.delay";

    /** The contract of classic groups runs with the other protocol as well: -Dmq.test.kafka.group-protocol=consumer. */
    private static final String PROTOCOL = System.getProperty("mq.test.kafka.group-protocol", "classic");

    private static final Duration LOCK = Duration.ofSeconds(2);
    private static final Duration RENEWED = Duration.ofSeconds(8);

    private final String mode;

    KafkaHarness(String mode) {
        super("kafka");
        this.mode = mode;
    }

    @Override
    public String mode() {
        return mode;
    }

    @Override
    public String url() {
        return super.url() + "?kafka.mode=" + mode;
    }

    @Override
    public Map<String, String> options() {
        // A dead member of a classic group is missed sooner; order by key, retries and what is isolated need such
        // groups.
        Map<String, String> shortSession = Map.of("kafka.session.timeout.ms", "6000");
        if (mode.equals("classic")) {
            return PROTOCOL.equals("classic") ? shortSession : Map.of("kafka.group-protocol", PROTOCOL);
        }
        Map<String, String> options = new HashMap<>(shortSession);
        options.put("consume.lease", "10s");
        return options;
    }

    @Override
    public PayloadLimit payloadLimit() {
        return PayloadLimit.of(MAX_RECORD - 1_024, MAX_RECORD + 1);
    }

    /** A share group counts an end twice if one more fetch of the dead consumer was under way. */
    @Override
    public boolean countsEndsExactly() {
        return mode.equals("classic");
    }

    /** Partitions move; retries and what is isolated are in classic groups in both modes. */
    @Override
    public boolean leasesMove() {
        return true;
    }

    /** A classic group gives each partition to one member. */
    @Override
    public boolean partitionsAreShared() {
        return !mode.equals("classic");
    }

    /** Also a share group gives each partition to one member, as long as it has no more members than partitions. */
    @Override
    public boolean fullMembersMakeWay() {
        return false;
    }

    /** Locks of a share group run out when the client has renewed them for as long as it may. */
    @Override
    public Map<String, String> fragileLeases() {
        return mode.equals("classic")
                ? Map.of()
                : Map.of("consume.lease", LOCK.toMillis() + "ms", "consume.max-lease", RENEWED.toMillis() + "ms");
    }

    /** Kicks the members of the client's classic groups. The members of share groups cannot be kicked. */
    @Override
    public boolean takeLeases(MqClient client, String clientName) {
        Admin admin = client.unwrap(Admin.class).orElseThrow();
        if (sharesWork(admin, clientName)) {
            awaitEndOfLocks();
            return true;
        }
        for (String group : groupsOf(admin, clientName)) {
            join(admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                    .all());
        }
        return true;
    }

    /** Nobody can ask the broker for a lock, so time alone tells that it has run out. */
    private static void awaitEndOfLocks() {
        try {
            TimeUnit.NANOSECONDS.sleep(RENEWED.plus(LOCK).plusSeconds(1).toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while locks run out", e);
        }
    }

    private static boolean sharesWork(Admin admin, String clientName) {
        List<String> all = join(
                        admin.listGroups(ListGroupsOptions.forShareGroups()).all())
                .stream()
                .map(GroupListing::groupId)
                .toList();
        return admin.describeShareGroups(all).describedGroups().values().stream()
                .flatMap(KafkaHarness::ifPresent)
                .anyMatch(group -> group.members().stream()
                        .anyMatch(member -> member.clientId().startsWith(clientName + "-")));
    }

    private static List<String> groupsOf(Admin admin, String clientName) {
        List<String> all = join(
                        admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())
                .stream()
                .map(GroupListing::groupId)
                // Moving delayed messages is no lease, and this group is everybody's.
                .filter(id -> !id.equals(DELAYS))
                .toList();
        return admin.describeConsumerGroups(all).describedGroups().values().stream()
                .flatMap(KafkaHarness::ifPresent)
                .filter(group -> group.members().stream()
                        .anyMatch(member -> member.clientId().startsWith(clientName + "-")))
                .map(ConsumerGroupDescription::groupId)
                .toList();
    }

    /** Groups of other cases come and go between the list and the description. */
    private static <G> Stream<G> ifPresent(KafkaFuture<G> group) {
        try {
            return Stream.of(join(group));
        } catch (CompletionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Stream.empty();
            }
            throw e;
        }
    }

    private static <T> T join(KafkaFuture<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public List<String> nativeThreads() {
        return List.of("kafka-", "consumer_background_thread");
    }
}
