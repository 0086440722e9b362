package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.ConsumerBuilder;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MessageHandler;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;
import io.onemq.UnsupportedCapabilityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every case needs: clients, topics of its own, and the ways to publish, to collect and to be refused. */
@ExtendWith(ContractRecorder.class)
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
abstract class ContractCases {
    /** The group of cases that need one. */
    static final Group WORKERS = Group.of("workers");

    private final ContractBench bench;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private String caseName = "";
    private @Nullable String refusal;
    private @Nullable String obstacle;

    ContractCases(ContractBench bench) {
        this.bench = bench;
    }

    @BeforeEach
    final void takeName(TestInfo info) {
        caseName = info.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    final void tidyUp() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        for (Topic topic : topics.values()) {
            delete(topic);
        }
    }

    private void delete(Topic topic) {
        mq().admin().delete(topic);
        for (Group group : topic.groups()) {
            Topic dead = topic.deadLetterTopic(group);
            mq().admin().delete(dead);
            mq().admin().delete(dead.deadLetterTopic(Topic.deadLetterGroup()));
        }
    }

    final ContractBench bench() {
        return bench;
    }

    final AdapterHarness harness() {
        return bench.harness();
    }

    /** Why the case ended without its main assertion; empty if it did not. */
    final Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The topics that are deleted after the case. */
    final Set<String> topicNames() {
        return topics.keySet();
    }

    /** The client that all cases share. */
    final MqClient mq() {
        return bench.shared();
    }

    /** A client of the case's own, closed after it. */
    final MqClient connect(String... keysAndValues) {
        return connect(options(keysAndValues));
    }

    final MqClient connect(Map<String, String> options) {
        return closing(bench.connect(options));
    }

    /** A client whose leases are going to be taken, and which does not wait for what it has lost. */
    final MqClient connectHolder(String name, String... keysAndValues) {
        Map<String, String> options = options(keysAndValues);
        options.putAll(harness().fragileLeases());
        options.put("client.name", name);
        options.put("drain.timeout", "100ms");
        return connect(options);
    }

    /** Takes the leases of a client; without a way to do so the case is not run. */
    final void takeLeases(MqClient holder, String name) {
        if (!harness().takeLeases(holder, name)) {
            cannotRun("The harness has no way to take leases away");
        }
    }

    static Map<String, String> options(String... keysAndValues) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return options;
    }

    /** Closes something after the case. */
    final <C extends AutoCloseable> C closing(C closeable) {
        opened.push(closeable);
        return closeable;
    }

    /** A topic that only this case uses, not declared yet, deleted after the case. */
    final Topic topic(Group... groups) {
        return deleting(Topic.of(unique(caseName)).withGroups(groups));
    }

    /** Deletes a topic with its groups after the case. */
    final Topic deleting(Topic topic) {
        topics.put(topic.name(), topic);
        return topic;
    }

    /** A topic with a group that exists already. */
    final Topic declared(Group... groups) {
        Topic topic = topic(groups);
        mq().admin().declare(topic);
        return topic;
    }

    static String unique(String prefix) {
        return ContractBench.unique(prefix);
    }

    final Publisher<String> publisher(Topic topic) {
        return publisher(mq(), topic);
    }

    final Publisher<String> publisher(MqClient client, Topic topic) {
        return closing(client.publisher(topic, Codec.string()));
    }

    /** Publishes and waits for the confirmation. Returns the id. */
    final String publish(Topic topic, Message<String> message) {
        return publisher(topic).publish(message).messageId();
    }

    final String publish(Topic topic, String payload) {
        return publish(topic, Message.of(payload));
    }

    /** Publishes messages with the payloads 0, 1, ... and waits for all confirmations. Returns the ids in order. */
    final List<String> publish(Topic topic, int count) {
        Publisher<String> publisher = publisher(topic);
        List<CompletableFuture<String>> ids = new ArrayList<>();
        IntStream.range(0, count)
                .forEach(i -> ids.add(publisher
                        .publishAsync(Message.of(Integer.toString(i)))
                        .thenApply(receipt -> receipt.messageId())));
        return ids.stream().map(Waiting::forFuture).toList();
    }

    /** Sets up a consumer of the shared client. */
    final ConsumerBuilder<String> consumer(Topic topic, Group group) {
        return mq().consumer(topic, group, Codec.string());
    }

    /** Starts a consumer that is closed after the case. */
    final <T> Consumer start(ConsumerBuilder<T> consumer, MessageHandler<T> handler) {
        return closing(consumer.start(handler));
    }

    /** Consumes and acknowledges what comes. */
    final Collector<String> collect(Topic topic, Group group) {
        return collect(mq(), topic, group);
    }

    final Collector<String> collect(MqClient client, Topic topic, Group group) {
        Collector<String> collector = Collector.accepting();
        start(client.consumer(topic, group, Codec.string()), collector);
        return collector;
    }

    /**
     * Lets the first consumer of a group come and go. Kafka sets up the state of a share group when it is joined for the
     * first time, and forgets what came back until then.
     */
    final void joinOnce(Topic topic, Group group) {
        String id = publish(topic, "the first message");
        Collector<String> collector = Collector.accepting();
        Consumer consumer = start(consumer(topic, group), collector);
        collector.awaitAll(List.of(id));
        consumer.close();
    }

    /** Acknowledges without waiting for the outcome. */
    static void ack(Delivery<?> delivery) {
        CompletableFuture<Settlement> unused = delivery.ack();
    }

    /** Asserts that nothing is left for a group: a new member gets what is published now, and nothing else. */
    final void assertNothingLeft(Topic topic, Group group) {
        assertNothingLeft(mq(), topic, group);
    }

    final void assertNothingLeft(MqClient client, Topic topic, Group group) {
        Collector<String> collector = collect(client, topic, group);
        // It shows that the member is one: some brokers take seconds to let it in.
        String last = publisher(client, topic).publish("published last").messageId();
        collector.awaitExactly(List.of(last));
    }

    final void assertNoDeadLetters(Topic topic, Group group) {
        assertNothingLeft(topic.deadLetterTopic(group), Topic.deadLetterGroup());
    }

    /** Consumes the dead letters of a group. */
    final Collector<String> collectDeadLetters(Topic topic, Group group) {
        return collect(topic.deadLetterTopic(group), Topic.deadLetterGroup());
    }

    /**
     * Tells whether the broker supports a capability. If not, asserts that a client that requires it is refused, and
     * reports the case as refused.
     */
    final boolean supports(Capability capability) {
        CapabilitySupport support = support(capability);
        if (support.supported()) {
            return true;
        }
        assertRefused(
                capability,
                () -> MqClient.builder(harness().url())
                        .require(capability)
                        .connect()
                        .close());
        notOffered(capability + ": " + support.note());
        return false;
    }

    /** What the client says about a capability. */
    final CapabilitySupport support(Capability capability) {
        return Objects.requireNonNull(
                mq().capabilities().get(capability), () -> "The client does not answer for " + capability);
    }

    /** Reports the case as refused. */
    final void notOffered(String why) {
        refusal = why;
    }

    /** Ends the case because the harness lacks the means for it; it counts as not run, which fails the summary. */
    final void cannotRun(String why) {
        obstacle = why;
        Assumptions.abort(why);
    }

    /** Why the case was not run; empty if it was. */
    final Optional<String> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    /** Asserts that a call fails because of a missing capability, with a sentence that names broker and capability. */
    final void assertRefused(Capability capability, ThrowingCallable call) {
        MqException failure = assertFails(ErrorCode.UNSUPPORTED, call);
        assertThat(failure).isInstanceOf(UnsupportedCapabilityException.class);
        assertThat(((UnsupportedCapabilityException) failure).capability()).isEqualTo(capability);
        assertThat(failure).hasMessageContaining(mq().broker()).hasMessageContaining(capability.name());
    }

    /** Asserts that everything came once, and nothing else. */
    static void assertExact(Collection<String> expected, Collection<String> seen) {
        Tally tally = Tally.of(expected, seen);
        assertThat(tally.isExact()).as(tally.toString()).isTrue();
    }

    /** Asserts that a call fails with a code, and returns the failure. */
    static MqException assertFails(ErrorCode code, ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        assertThat(failure).as("a failure with code " + code).isInstanceOf(MqException.class);
        MqException known = (MqException) failure;
        assertThat(known.code()).as(known.toString()).isEqualTo(code);
        assertThat(known.getMessage()).as("the message of a failure").isNotBlank();
        return known;
    }

    /** Asserts that a future fails with a code, and returns the failure. */
    static MqException assertFails(ErrorCode code, CompletableFuture<?> future) {
        return assertFails(code, () -> Waiting.forFuture(future));
    }
}
