package io.onemq.testkit.runtime;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Where tests get their brokers from.
 *
 * <p>Safe for use by several threads. What {@code mq.test.<broker>} chooses is told in the package's description.
 */
public final class Brokers {

    private static final Map<BrokerType, CompletableFuture<BrokerRuntime>> SHARED = new ConcurrentHashMap<>();

    private Brokers() {}

    /**
     * Returns the names of the brokers that can be started.
     *
     * @return the names, as every method here takes them
     */
    public static List<String> names() {
        return Stream.of(BrokerType.values()).map(BrokerType::id).toList();
    }

    /**
     * Returns the one broker of that name which the whole JVM shares, and starts it on the first call.
     *
     * <p>Blocks while it starts. The caller must not close it: it ends with the JVM, or is used again by the next one if the
     * settings say so. Whoever stops or kills it must start it again, and must keep others from using it meanwhile.
     *
     * @param broker its name
     * @return the broker, started
     * @throws IllegalStateException if it cannot be started; later calls fail at once with the same message
     * @throws IllegalArgumentException if there is no broker of that name
     */
    public static BrokerRuntime shared(String broker) {
        try {
            return sharedAsync(broker).join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(cause.getMessage(), cause);
        }
    }

    /**
     * As {@link #shared(String)}, without blocking: several brokers start at the same time.
     *
     * @param broker its name
     * @return completes with the broker once it is started, or with why it could not be
     * @throws IllegalArgumentException if there is no broker of that name
     */
    public static CompletableFuture<BrokerRuntime> sharedAsync(String broker) {
        return SHARED.computeIfAbsent(BrokerType.of(broker), Brokers::startInBackground)
                .copy();
    }

    /**
     * Returns a broker of the caller's own, of the kind that {@code mq.test.<broker>} chooses. It is not started.
     *
     * <p>Blocks for at most 15 seconds to see whether a container engine answers.
     *
     * @param broker its name
     * @return the broker, to be closed by the caller
     * @throws IllegalStateException if the setting cannot be understood, or nothing can run the broker
     * @throws IllegalArgumentException if there is no broker of that name
     */
    public static BrokerRuntime create(String broker) {
        BrokerType type = BrokerType.of(broker);
        Choice choice = Choice.configured(type, Settings.SYSTEM, Engine::answers);
        return create(type, choice, WantedVersion.configured(type, Settings.SYSTEM));
    }

    /**
     * Returns a broker of the caller's own, of the version that comes by default. It is not started.
     *
     * @param broker its name
     * @param choice {@code container}, {@code process} or {@code url:<broker url>}
     * @return the broker, to be closed by the caller
     * @throws IllegalStateException if the choice cannot be understood, or nothing can run the broker
     * @throws IllegalArgumentException if there is no broker of that name
     */
    public static BrokerRuntime create(String broker, String choice) {
        BrokerType type = BrokerType.of(broker);
        return create(type, Choice.parse(type, choice), WantedVersion.any(type));
    }

    private static BrokerRuntime create(BrokerType type, Choice choice, WantedVersion version) {
        return switch (choice.kind()) {
            case URL -> new UrlRuntime(type, choice.url());
            case PROCESS, CONTAINER -> managed(choice.kind(), version, 0);
        };
    }

    private static ManagedRuntime managed(BrokerRuntime.Kind kind, WantedVersion version, int relay) {
        Instance instance = kind == BrokerRuntime.Kind.CONTAINER
                ? ContainerInstance.of(version, Settings.SYSTEM, relay)
                : version.type().process(version, relay);
        return new ManagedRuntime(version, kind, instance);
    }

    /**
     * Returns a broker of the caller's own whose connections can be cut, of the kind that {@code mq.test.<broker>} chooses. It
     * is not started. Clients reach it through a relay, which costs each message a little.
     *
     * <p>Blocks for at most 15 seconds to see whether a container engine answers.
     *
     * @param broker its name
     * @return the broker, to be closed by the caller
     * @throws IllegalStateException if the setting cannot be understood, chooses a broker that runs elsewhere, or nothing can
     *     run the broker
     * @throws IllegalArgumentException if there is no broker of that name
     */
    public static CuttableBroker createCuttable(String broker) {
        BrokerType type = BrokerType.of(broker);
        Choice choice = Choice.configured(type, Settings.SYSTEM, Engine::answers);
        if (choice.kind() == BrokerRuntime.Kind.URL) {
            throw new IllegalStateException(type.label() + " runs elsewhere, says " + type.property()
                    + ", so that tests cannot stop it. Set it to container or process for tests that do this.");
        }
        Relay relay = Relay.listening();
        try {
            ManagedRuntime managed =
                    managed(choice.kind(), WantedVersion.configured(type, Settings.SYSTEM), relay.port());
            relay.to(managed.host(), managed.port());
            return new RelayedRuntime(type, managed, relay);
        } catch (RuntimeException e) {
            relay.close();
            throw e;
        }
    }

    /** Returns a broker of which the settings say whether it outlives this JVM. */
    static BrokerRuntime forSharing(BrokerType type, Settings settings) {
        Choice choice = Choice.configured(type, settings, Engine::answers);
        WantedVersion version = WantedVersion.configured(type, settings);
        if (!Reuse.isWanted(settings) || choice.kind() == BrokerRuntime.Kind.URL) {
            return create(type, choice, version);
        }
        Reuse.check(type, choice);
        return new ManagedRuntime(version, choice.kind(), ContainerInstance.reused(version, settings));
    }

    private static CompletableFuture<BrokerRuntime> startInBackground(BrokerType type) {
        CompletableFuture<BrokerRuntime> started = new CompletableFuture<>();
        Thread starter = new Thread(
                () -> {
                    try {
                        BrokerRuntime runtime = forSharing(type, Settings.SYSTEM);
                        runtime.start();
                        started.complete(runtime);
                    } catch (RuntimeException | Error e) {
                        started.completeExceptionally(e);
                    }
                },
                "mq-test-start-" + type.id());
        starter.setDaemon(true);
        starter.start();
        return started;
    }
}
