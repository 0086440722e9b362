package io.onemq;

import io.onemq.internal.Engine;
import io.onemq.internal.Topology;
import io.onemq.internal.config.ResolvedConfig;
import io.onemq.internal.consume.PullReader;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.TopicState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The dead letters of one group: counts them, shows them, sends them back to the group or drops them. Made by
 * {@link MqClient#deadLetters}.
 *
 * <p>They are in the group's default dead-letter topic, or in the topic that its {@link DeadLetterPolicy} names. A named
 * topic may hold those of other groups, too: they are looked at, but never shown, sent back or dropped, and they count.
 *
 * <p>Every call blocks. Browsing and redriving read the dead-letter topic as a member of its first group ({@code inspect}
 * unless another one is named), for the time of the call: what another member holds is neither shown nor redriven, and what is shown comes back to the
 * others a little later, on RabbitMQ possibly in another order. Kafka's dead-letter topics have one partition, so there
 * only one member gets anything: call this while no other one runs.
 *
 * <p>Thread-safe.
 */
public final class DeadLetters {
    /**
     * How many letters one call looks at without redriving them: it holds them until its end. RabbitMQ's quorum queues
     * hand out 2,000 at most.
     */
    public static final int MOST_HELD = 2_000;

    private static final int LEAST_WINDOW = 128;

    /** Nothing more is expected after this time without a letter, although some are missing: others hold them. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    /** Stands for the number of letters where the broker does not tell it: then the quiet time ends a call. */
    private static final long UNCOUNTED = Long.MAX_VALUE;

    private final Engine engine;
    private final ResolvedConfig config;
    private final Topology topology;
    private final Topic topic;
    private final Group group;
    private final Topic letters;
    private final Group reader;
    private final boolean named;

    DeadLetters(
            Engine engine,
            ResolvedConfig config,
            Topology topology,
            Topic topic,
            Group group,
            DeadLetterPolicy policy) {
        this.engine = engine;
        this.config = config;
        this.topology = topology;
        this.topic = Objects.requireNonNull(topic, "topic");
        this.group = Objects.requireNonNull(group, "group");
        this.letters = policy.topic().orElseGet(() -> topic.deadLetterTopic(group));
        this.reader = letters.groups().get(0);
        this.named = policy.topic().isPresent();
    }

    /**
     * A dead letter.
     *
     * @param message its payload, key, properties and the headers of the application, as they were published, without an
     *     expiry; its id is always there
     * @param cause why it failed, or empty if a foreign program put it there
     */
    public record Letter(Message<byte[]> message, Optional<DeadLetter> cause) {

        /**
         * Checks that nothing is null.
         *
         * @param message the component's value
         * @param cause the component's value
         */
        public Letter {
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(cause, "cause");
        }

        static Letter of(Delivery<byte[]> delivery) {
            Message.Builder<byte[]> message =
                    Message.builder(delivery.payload()).id(delivery.id()).headers(delivery.headers());
            delivery.key().ifPresent(message::key);
            delivery.contentType().ifPresent(message::contentType);
            delivery.correlationId().ifPresent(message::correlationId);
            delivery.replyTo().ifPresent(message::replyTo);
            delivery.timestamp().ifPresent(message::timestamp);
            delivery.priority().ifPresent(message::priority);
            return new Letter(message.buildReceived(), delivery.deadLetter());
        }

        /**
         * Returns the id of the message.
         *
         * @return the id
         */
        public String id() {
            return message.id().orElseThrow();
        }
    }

    /**
     * Counts the dead letters, those that somebody holds included where the broker shows them (RabbitMQ does not), and
     * those of other groups included in a named topic: brokers do not tell them apart.
     *
     * @return how many there are; 0 if the group never had any
     * @throws UnsupportedCapabilityException if the broker does not tell
     * @throws MqException with code NOT_FOUND if the topic has no such group
     */
    public long count() {
        check("DeadLetters.count");
        topology.need(Capability.BACKLOG, "Counting the dead letters of " + name());
        return counted();
    }

    private long counted() {
        return unsettled(spec(), Topology.spec(reader))
                + unsettled(Topology.retryTopic(letters, reader), Topology.retryGroup());
    }

    private long unsettled(TopicSpec where, GroupSpec of) {
        try {
            GroupBacklog backlog =
                    topology.get(() -> engine.connection().admin().backlog(where, of));
            return backlog.ready() + backlog.inFlight().orElse(0);
        } catch (MqException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return 0;
            }
            throw e;
        }
    }

    /**
     * Shows dead letters and leaves them where they are.
     *
     * @param most how many at most, 1 to {@link #MOST_HELD}
     * @return the letters, in no certain order
     * @throws ConfigurationException if the number is out of range
     * @throws MqException as {@link #count()} does
     */
    public List<Letter> browse(int most) {
        if (most < 1 || most > MOST_HELD) {
            throw new ConfigurationException("Browse 1 to " + MOST_HELD + " dead letters at a time, not " + most);
        }
        List<Letter> seen = new ArrayList<>();
        Predicate<Letter> show = letter -> {
            seen.add(letter);
            return false;
        };
        long unused = walk(new Walk(most, Long.MAX_VALUE, show, this::redrive));
        return List.copyOf(seen);
    }

    /**
     * Sends one dead letter back to its group; see {@link #redriveIf}.
     *
     * @param id the id of the message
     * @return whether it was found
     * @throws MqException as {@link #redriveIf} does
     */
    public boolean redrive(String id) {
        Objects.requireNonNull(id, "id");
        return walk(new Walk(Long.MAX_VALUE, 1, letter -> letter.id().equals(id), this::redrive)) > 0;
    }

    /**
     * Sends every dead letter back to its group; see {@link #redriveIf}.
     *
     * @return how many were sent back
     * @throws MqException as {@link #redriveIf} does
     */
    public long redriveAll() {
        return redriveIf(letter -> true);
    }

    /**
     * Sends dead letters back to the group in which they failed, and to no other. There each starts with attempt 1 and
     * the payload, key, properties and headers that it was published with, and does not expire. Each is removed here only when the broker has
     * confirmed it there: a crash halfway loses none, and may leave one in both places.
     *
     * <p>Letters that arrive during the call are left for the next one. A call ends early when it holds
     * {@link #MOST_HELD} letters that do not match, or when nothing comes for 5 seconds because others hold what is left.
     * Where the broker does not count messages ({@link Capability#BACKLOG}), every call ends when nothing has come for 5
     * seconds, and may treat letters that arrive during it.
     *
     * @param matching chooses the letters
     * @return how many were sent back
     * @throws MqException as {@link #count()} does; with code TIMEOUT if some could not be stored in the group's retry
     *     topic within {@code drain.timeout}; they stay here
     */
    public long redriveIf(Predicate<? super Letter> matching) {
        Objects.requireNonNull(matching, "matching");
        return walk(new Walk(Long.MAX_VALUE, Long.MAX_VALUE, matching, this::redrive));
    }

    /**
     * Drops the dead letters that nobody holds. In a named topic it goes through the letters as {@link #redriveIf} does,
     * and drops those of this group alone.
     *
     * @return how many were dropped, or empty if the broker does not tell
     * @throws UnsupportedCapabilityException if the broker cannot do this
     * @throws MqException with code NOT_FOUND if the topic has no such group
     */
    public OptionalLong purge() {
        check("DeadLetters.purge");
        if (named) {
            return OptionalLong.of(walk(new Walk(Long.MAX_VALUE, Long.MAX_VALUE, letter -> true, DeadLetters::drop)));
        }
        topology.need(Capability.PURGE, "Dropping the dead letters of " + name());
        long dropped = purge(spec(), Topology.spec(reader));
        long retries = purge(Topology.retryTopic(letters, reader), Topology.retryGroup());
        return dropped < 0 || retries < 0 ? OptionalLong.empty() : OptionalLong.of(dropped + retries);
    }

    private long purge(TopicSpec where, GroupSpec of) {
        try {
            return topology.get(() -> engine.connection().admin().purge(where, of));
        } catch (MqException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return 0;
            }
            throw e;
        }
    }

    /** Goes through the letters that are there now and returns at the end those to which nothing was done. */
    private long walk(Walk walk) {
        check("Reading dead letters");
        long expected = topology.supports(Capability.BACKLOG, spec()) ? counted() : UNCOUNTED;
        if (expected == 0) {
            return 0;
        }
        try (Receiver<byte[]> receiver = receiver(walk.mostHeld(expected))) {
            walk.go(receiver, expected);
        }
        return walk.treated();
    }

    private Receiver<byte[]> receiver(int window) {
        engine.callbacks().refuseBlocking("Reading dead letters");
        topology.ensure(Topology.retryTopic(topic, group), List.of(Topology.retryGroup()));
        ReaderOptions options = new ReaderOptions(config, topology, letters, reader);
        options.maxInFlight = Math.max(LEAST_WINDOW, window);
        options.deadLetters = DeadLetterPolicy.discard();
        PullReader reader = new PullReader(engine, options.declareTopics(), options.settings());
        reader.open();
        return engine.remember(new Receiver<>(engine, reader, Codec.bytes()));
    }

    private void check(String call) {
        engine.refuseClosed();
        engine.callbacks().refuseBlocking(call);
        TopicState state = topology.get(() -> engine.connection()
                .admin()
                .describe(Topology.spec(topic, topic.isDeadLetterTopic()), List.of(Topology.spec(group))));
        if (!state.groups().contains(group.name())) {
            throw new MqException(
                    ErrorCode.NOT_FOUND,
                    "Topic " + topic.name() + " has no group " + group.name() + ", so it has no dead letters of it");
        }
    }

    private TopicSpec spec() {
        return Topology.spec(letters, true);
    }

    private String name() {
        return "group " + group.name() + " of topic " + topic.name();
    }

    /** Tells whether a letter is one of this group; a named topic may have others. */
    private boolean isOurs(Letter letter) {
        return !named
                || letter.cause()
                        .filter(cause -> cause.topic().equals(topic.name())
                                && cause.group().equals(group.name()))
                        .isPresent();
    }

    private void redrive(Delivery<byte[]> delivery, Runnable done) {
        delivery.redrive(Topology.retryTopic(topic, group), done);
    }

    private static void drop(Delivery<byte[]> delivery, Runnable done) {
        CompletableFuture<?> unused = delivery.ack().thenAccept(outcome -> {
            if (outcome == Settlement.SETTLED) {
                done.run();
            }
        });
    }

    /** What is done to a letter that matches. */
    private interface Treatment {
        /** Begins; the letter is gone from here when it is done. */
        void begin(Delivery<byte[]> delivery, Runnable done);
    }

    /** One way through the letters. */
    private final class Walk {
        private final long mostLooks;
        private final long mostMatching;
        private final Predicate<? super Letter> matching;
        private final Treatment treatment;
        private final Map<String, Delivery<byte[]>> kept = new LinkedHashMap<>();
        private final List<Delivery<byte[]>> alike = new ArrayList<>();
        private final Set<String> matched = new HashSet<>();
        private final Set<String> treated = ConcurrentHashMap.newKeySet();
        private final AtomicLong count = new AtomicLong();
        private long looks;

        /**
         * Prepares a walk.
         *
         * @param mostLooks how many letters of the group it looks at
         * @param mostMatching how many it treats
         * @param matching chooses the letters
         * @param treatment what is done to them
         */
        Walk(long mostLooks, long mostMatching, Predicate<? super Letter> matching, Treatment treatment) {
            this.mostLooks = mostLooks;
            this.mostMatching = mostMatching;
            this.matching = matching;
            this.treatment = treatment;
        }

        int mostHeld(long expected) {
            return (int) Math.min(Math.min(MOST_HELD, expected), named ? MOST_HELD : mostLooks);
        }

        void go(Receiver<byte[]> receiver, long expected) {
            try {
                Optional<Delivery<byte[]>> next =
                        receiver.receive(expected == UNCOUNTED ? QUIET : config.get(CommonKeys.REQUEST_TIMEOUT));
                while (next.isPresent() && look(next.get(), expected)) {
                    next = receiver.receive(QUIET);
                }
            } finally {
                release();
            }
        }

        /** Returns whether to go on. */
        private boolean look(Delivery<byte[]> delivery, long expected) {
            String id = delivery.id();
            Delivery<byte[]> before = kept.put(id, delivery);
            if (before != null && before.isOpen()) {
                // Another letter of the same id; a lost one that came again is not asked about twice.
                alike.add(before);
            }
            // Where nobody counts, a letter that was sent back and has failed again must not keep the call going.
            boolean again = (before != null && !before.isOpen()) || (expected == UNCOUNTED && matched.contains(id));
            if (!again && matches(Letter.of(delivery))) {
                kept.remove(id);
                matched.add(id);
                treatment.begin(delivery, () -> {
                    treated.add(id);
                    count.incrementAndGet();
                });
            }
            int held = kept.size() + alike.size();
            return held < MOST_HELD
                    && looks < mostLooks
                    && matched.size() < mostMatching
                    && held + matched.size() < expected;
        }

        private boolean matches(Letter letter) {
            if (!isOurs(letter)) {
                return false;
            }
            looks++;
            return matching.test(letter);
        }

        private void release() {
            List<CompletableFuture<Settlement>> released = new ArrayList<>();
            kept.values().forEach(delivery -> released.add(delivery.release()));
            alike.forEach(delivery -> released.add(delivery.release()));
            // Whoever looks next should find them. If they cannot be settled, closing gives them back.
            CompletableFuture<?> all = CompletableFuture.allOf(released.toArray(new CompletableFuture<?>[0]))
                    .completeOnTimeout(null, QUIET.toMillis(), TimeUnit.MILLISECONDS);
            all.join();
        }

        /** How many were treated; fails if some that match were not. */
        long treated() {
            if (!treated.containsAll(matched)) {
                throw new MqException(
                        ErrorCode.TIMEOUT,
                        Outcome.UNKNOWN,
                        true,
                        "Of " + matched.size() + " dead letters of " + name() + ", " + treated.size()
                                + " were sent back or dropped; the others could not be in time and stay",
                        null);
            }
            return count.get();
        }
    }
}
