package io.onemq;

import io.onemq.internal.Connector;
import io.onemq.internal.Engine;
import io.onemq.internal.Events;
import io.onemq.internal.Topology;
import io.onemq.internal.config.ClientKeys;
import io.onemq.internal.config.ResolvedConfig;
import io.onemq.internal.consume.PullReader;
import io.onemq.spi.TopicSpec;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one broker: the entry point of the library.
 *
 * <pre>{@code
 * try (MqClient mq = MqClient.builder("amqp://localhost").connect()) {
 *     Publisher<String> publisher = mq.publisher(Topic.of("orders").withGroups(Group.of("billing")), Codec.string());
 *     publisher.publish("hello");
 * }
 * }</pre>
 *
 * <p>Thread-safe; a program usually has one per broker. It survives outages of the broker. {@link #close()} drains and
 * closes everything that was made from it.
 */
public final class MqClient implements AutoCloseable {
    private final ResolvedConfig config;
    private final Engine engine;
    private final Topology topology;
    private final MqAdmin admin;

    private MqClient(Connector.Connected connected) {
        this.config = connected.config();
        this.engine = connected.engine();
        this.topology = connected.topology();
        this.admin = new MqAdmin(engine, topology);
    }

    /**
     * Starts setting up a client for a broker URL.
     *
     * @param url for example {@code amqp://user:password@host/vhost}, {@code kafka://host1:9092,host2:9092},
     *     {@code redis://host:6379} or {@code memory:name}; options may follow as a query
     * @return a builder
     */
    public static Builder builder(String url) {
        return new Builder(Objects.requireNonNull(url, "url"));
    }

    /**
     * Starts setting up a client whose URL comes from the configuration: the system property {@code mq.url}, the
     * environment variable {@code MQ_URL} or {@code mq.properties}. Without any, the in-process broker is used only if
     * its driver is the sole one on the class path.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder(null);
    }

    /**
     * Creates a publisher. Declares the topic and the groups it names, as {@code topology} says.
     *
     * @param topic the topic
     * @param codec encodes the payloads
     * @param <T> the type of the payload
     * @return a publisher, closed with this client at the latest
     * @throws MqException with code CONFLICT or NOT_FOUND if the topology differs, CONNECTION if the broker cannot be
     *     reached
     */
    public <T> Publisher<T> publisher(Topic topic, Codec<T> codec) {
        engine.refuseClosed();
        engine.callbacks().refuseBlocking("Creating a publisher");
        TopicSpec spec = Topology.spec(topic, topic.isDeadLetterTopic());
        topology.ensure(spec, Topology.specs(topic.groups()));
        return engine.remember(new Publisher<>(engine, topology, spec, codec, config.get(ClientKeys.DRAIN_TIMEOUT)));
    }

    /**
     * Sets up a consumer, which calls a handler for each delivery.
     *
     * @param topic the topic
     * @param group the group to be a member of
     * @param codec decodes the payloads
     * @param <T> the type of the payload
     * @return a builder; nothing happens before its start
     */
    public <T> ConsumerBuilder<T> consumer(Topic topic, Group group, Codec<T> codec) {
        engine.refuseClosed();
        return new ConsumerBuilder<>(
                engine,
                new ReaderOptions(config, topology, topic, group),
                config.get(ClientKeys.CONSUME_CONCURRENCY),
                codec);
    }

    /**
     * Sets up a broadcast consumer, which sees what is published to a topic while it is attached, beside every group.
     *
     * @param topic the topic
     * @param codec decodes the payloads
     * @param <T> the type of the payload
     * @return a builder; nothing happens before its start
     */
    public <T> BroadcastBuilder<T> broadcast(Topic topic, Codec<T> codec) {
        engine.refuseClosed();
        return new BroadcastBuilder<>(new ConsumerBuilder<>(
                engine,
                ReaderOptions.ofBroadcast(config, topology, topic),
                config.get(ClientKeys.CONSUME_CONCURRENCY),
                codec));
    }

    /**
     * Sets up a requester, which sends requests to a topic and gets the reply to each.
     *
     * @param topic the topic of the requests, with the groups that answer them
     * @param requests encodes the payloads of the requests
     * @param replies decodes the payloads of the replies
     * @param <Q> the type of the request's payload
     * @param <R> the type of the reply's payload
     * @return a builder; nothing happens before its start
     */
    public <Q, R> RequesterBuilder<Q, R> requester(Topic topic, Codec<Q> requests, Codec<R> replies) {
        engine.refuseClosed();
        return new RequesterBuilder<>(this, engine, topology, topic, requests, replies);
    }

    /**
     * Sets up a responder, a member of a group whose handler returns the reply to each request.
     *
     * @param topic the topic of the requests
     * @param group the group to be a member of
     * @param requests decodes the payloads of the requests
     * @param replies encodes the payloads of the replies
     * @param <Q> the type of the request's payload
     * @param <R> the type of the reply's payload
     * @return a builder; nothing happens before its start
     */
    public <Q, R> ResponderBuilder<Q, R> responder(Topic topic, Group group, Codec<Q> requests, Codec<R> replies) {
        engine.refuseClosed();
        return new ResponderBuilder<>(
                engine,
                topology,
                topic,
                consumer(topic, group, requests),
                new ReplyPublishers<>(engine, topology, replies, config.get(ClientKeys.DRAIN_TIMEOUT)));
    }

    /**
     * Creates a receiver, which is asked for deliveries, with the default retry and dead-letter policies. Declares topic
     * and group as a consumer does, and blocks until connected.
     *
     * @param topic the topic
     * @param group the group to be a member of
     * @param codec decodes the payloads
     * @param <T> the type of the payload
     * @return a receiver, closed with this client at the latest
     * @throws MqException as {@link ConsumerBuilder#start} does
     */
    public <T> Receiver<T> receiver(Topic topic, Group group, Codec<T> codec) {
        return receiver(topic, group, codec, RetryPolicy.defaults(), DeadLetterPolicy.toDefaultTopic());
    }

    /**
     * Creates a receiver with policies of its own.
     *
     * @param topic the topic
     * @param group the group to be a member of
     * @param codec decodes the payloads
     * @param retry how failed messages are tried again
     * @param deadLetters where failed messages end
     * @param <T> the type of the payload
     * @return a receiver, closed with this client at the latest
     * @throws MqException as {@link ConsumerBuilder#start} does
     */
    public <T> Receiver<T> receiver(
            Topic topic, Group group, Codec<T> codec, RetryPolicy retry, DeadLetterPolicy deadLetters) {
        engine.refuseClosed();
        engine.callbacks().refuseBlocking("Creating a receiver");
        ReaderOptions options = new ReaderOptions(config, topology, topic, group);
        options.retry = Objects.requireNonNull(retry, "retry");
        options.deadLetters = Objects.requireNonNull(deadLetters, "deadLetters");
        PullReader reader = new PullReader(engine, options.declareTopics(), options.settings());
        reader.open();
        return engine.remember(new Receiver<>(engine, reader, codec));
    }

    /**
     * Gives access to the dead letters of a group in its default dead-letter topic. Nothing happens before its calls.
     *
     * @param topic the topic that the messages were published to
     * @param group the group in which they failed
     * @return the dead letters
     */
    public DeadLetters deadLetters(Topic topic, Group group) {
        return deadLetters(topic, group, DeadLetterPolicy.toDefaultTopic());
    }

    /**
     * Gives access to the dead letters of a group where its policy keeps them. Nothing happens before its calls.
     *
     * @param topic the topic that the messages were published to
     * @param group the group in which they failed
     * @param policy the policy of the group's consumers
     * @return the dead letters
     * @throws ConfigurationException if the policy discards them
     */
    public DeadLetters deadLetters(Topic topic, Group group, DeadLetterPolicy policy) {
        if (policy.isDiscard()) {
            throw new ConfigurationException("Group " + group.name() + " of topic " + topic.name()
                    + " discards its dead letters, so there are none to look at; let its consumers keep them, with"
                    + " DeadLetterPolicy.toDefaultTopic() or toTopic(...)");
        }
        return new DeadLetters(engine, config, topology, topic, group, policy);
    }

    /**
     * Returns the administrative side.
     *
     * @return the same object each time
     */
    public MqAdmin admin() {
        return admin;
    }

    /**
     * Returns what the broker supports, probed when the client connected.
     *
     * @return support for every capability
     */
    public Map<Capability, CapabilitySupport> capabilities() {
        Map<Capability, CapabilitySupport> all = new EnumMap<>(Capability.class);
        for (Capability capability : Capability.values()) {
            all.put(
                    capability,
                    engine.connection()
                            .capabilities()
                            .getOrDefault(capability, CapabilitySupport.unsupported("Not supported by this driver.")));
        }
        return all;
    }

    /**
     * Returns name and version of the broker, as it reported them when the client connected.
     *
     * @return for example "RabbitMQ 4.0.5"
     */
    public String broker() {
        return engine.connection().broker().toString();
    }

    /**
     * Asks the broker for a sign of life. Blocks, at most {@code connect.timeout}; never throws for a broker that is
     * down.
     *
     * @return the state of the connection
     */
    public Health health() {
        engine.callbacks().refuseBlocking("MqClient.health");
        try {
            engine.refuseClosed();
            engine.connection().ping();
            return new Health(true, broker(), "The broker answered");
        } catch (MqException e) {
            return new Health(false, broker(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Gives access to a native object, for what the portable API does not cover.
     *
     * @param type the native type; each broker's page lists what it offers
     * @param <N> the native type
     * @return the object, or empty if the driver has none of that type
     */
    public <N> Optional<N> unwrap(Class<N> type) {
        return engine.connection().unwrap(type);
    }

    /**
     * Drains and closes consumers and receivers, waits for publishes under way, each up to {@code drain.timeout}, and
     * disconnects. Idempotent.
     */
    @Override
    public void close() {
        engine.close();
    }

    /** Returns the configuration that is in effect, without secrets. */
    @Override
    public String toString() {
        return "MqClient[" + broker() + ", " + config + "]";
    }

    /** Sets up a client. Not thread-safe; reusable. */
    public static final class Builder {
        private final @Nullable String url;
        private final Map<String, String> options = new LinkedHashMap<>();
        private final Set<Capability> required = new LinkedHashSet<>();
        private final Events events = new Events();

        private Builder(@Nullable String url) {
            this.url = url;
        }

        /**
         * Sets an option, with precedence over the URL, system properties, environment and {@code mq.properties}.
         *
         * @param key for example {@code publish.timeout}, or {@code kafka.linger.ms} for a setting of a native client
         * @param value the value as text
         * @return this builder
         */
        public Builder option(String key, String value) {
            options.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * States what the program needs. The client refuses to connect if the broker lacks it.
         *
         * @param capabilities what is needed
         * @return this builder
         */
        public Builder require(Capability... capabilities) {
            required.addAll(Set.of(capabilities));
            return this;
        }

        /**
         * Adds a listener for events such as lost connections and dead letters. It is called on threads of the library
         * and must not block.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder onEvent(Consumer<MqEvent> listener) {
            events.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Connects. Blocks until the broker has answered, trying again up to {@code connect.timeout} (30 s by default)
         * while it cannot be reached.
         *
         * @return a connected client
         * @throws ConfigurationException if the configuration is wrong or no driver serves the URL
         * @throws UnsupportedCapabilityException if the broker lacks something that is required
         * @throws MqException with code CONNECTION if the broker did not answer in time, AUTHENTICATION if it refused
         *     the credentials
         */
        public MqClient connect() {
            return new MqClient(Connector.connect(url, options, required, events));
        }
    }
}
