package io.onemq.testkit.contract;

import io.onemq.MqClient;
import io.onemq.spi.BrokerUrl;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the contract how to reach one adapter in one mode, and does to it what needs knowledge of its broker.
 *
 * <p>Methods are called by several threads at once. The broker runs from {@link #url()} on until the tests end.
 */
public interface AdapterHarness {

    /**
     * Returns the name of the adapter.
     *
     * @return for example {@code kafka}
     */
    String adapter();

    /**
     * Returns the mode of the adapter, if it has several that pass the contract each.
     *
     * @return for example {@code share}; empty for the only mode or the default one
     */
    default String mode() {
        return "";
    }

    /**
     * Returns how the broker runs.
     *
     * @return {@code container}, {@code process}, {@code url} or {@code embedded}
     */
    String runtime();

    /**
     * Returns where the broker is.
     *
     * @return a URL for clients; it may hold credentials, and options that select the mode
     */
    String url();

    /**
     * Returns options for every client of the contract, for example shorter times after which the broker gives up a
     * member that does not answer.
     *
     * @return option names to values
     */
    default Map<String, String> options() {
        return Map.of();
    }

    /**
     * Returns which payloads are too large.
     *
     * @return the limit, with options that bring it about
     */
    PayloadLimit payloadLimit();

    /**
     * Returns a URL under which no broker answers.
     *
     * @return the URL, or empty if the adapter has no network to fail
     */
    default Optional<String> unreachableUrl() {
        return Optional.of(BrokerUrl.parse(url()).scheme() + "://127.0.0.1:" + Ports.unused());
    }

    /**
     * Returns the URL of this broker with a password that it refuses. The password is {@code not-the-secret}.
     *
     * @return the URL, or empty if the broker knows no credentials
     */
    default Optional<String> wrongCredentialsUrl() {
        return Optional.empty();
    }

    /**
     * Returns what a client needs so that {@link #takeLeases} can take its leases, for example so short ones that they run
     * out when the client stops renewing them.
     *
     * @return option names to values; by default none
     */
    default Map<String, String> fragileLeases() {
        return Map.of();
    }

    /**
     * Takes from a client the leases of all that its consumers hold, while the client object lives on: as a broken
     * connection, an expired lease or a kicked member does. Returns when the broker has noticed. The client
     * comes back afterwards unless {@link #clientReturns} says otherwise.
     *
     * @param client the client, with {@link #fragileLeases}; nothing else than the case at hand uses it
     * @param clientName its {@code client.name}
     * @return false if this harness has no way to do it; the cases that need it do not run then, which fails a build
     */
    default boolean takeLeases(MqClient client, String clientName) {
        return false;
    }

    /**
     * Tells whether the consumers of a client whose leases were taken come back by themselves.
     *
     * @return true by default; false if {@link #takeLeases} cuts the client off for good
     */
    default boolean clientReturns() {
        return true;
    }

    /**
     * Runs a consumer until it dies without a goodbye, and waits for its end. By default in a JVM of its own, which
     * halts.
     *
     * @param plan what the consumer does
     * @return the ids of the messages for which its handler was called, in that order
     */
    default List<String> runUntilCrash(CrashPlan plan) {
        return ConsumerProcess.runUntilCrash(plan);
    }

    /**
     * Tells whether the broker counts each end of a consumer exactly once for what it held.
     *
     * @return true by default; if false, a message that kills its consumers may be a dead letter after fewer starts
     */
    default boolean countsEndsExactly() {
        return true;
    }

    /**
     * Tells whether a consumer that lives loses leases when other members of its group come or go.
     *
     * @return false by default: a lease is lost with its holder, or with its connection
     */
    default boolean leasesMove() {
        return false;
    }

    /**
     * Tells whether members of a group without order work on a partition together.
     *
     * @return true by default; if false, no more members work than there are partitions, and the others wait
     */
    default boolean partitionsAreShared() {
        return true;
    }

    /**
     * Tells whether all groups of a topic read the same messages, each from its place on.
     *
     * @return true by default; if false, each group has messages of its own. Then only topics with a retention are replayed,
     *     and what one group has not settled is kept for that group alone
     */
    default boolean groupsShareMessages() {
        return true;
    }

    /**
     * Tells whether messages for which a full consumer has no room go to other members that have.
     *
     * @return true by default; if false, what is in the partitions that the broker gave it waits until it settles something
     */
    default boolean fullMembersMakeWay() {
        return partitionsAreShared();
    }

    /**
     * Starts a consumer that does with each message what its payload says. By default in a JVM of its own.
     *
     * @param program what to run
     * @return the program, which may still be starting
     */
    default RunningProgram start(Program program) {
        return ProgramProcess.start(program);
    }

    /**
     * Returns the control over the broker, for the cases that restart or kill it.
     *
     * @return the control, or empty if the broker belongs to somebody else
     */
    default Optional<BrokerControl> control() {
        return Optional.empty();
    }

    /**
     * Returns what the adapter knowingly does otherwise than the contract says.
     *
     * @return the deviations; by default none
     */
    default List<Deviation> deviations() {
        return List.of();
    }

    /**
     * Returns how the names of the threads start that the native client makes. They are gone after the client is closed.
     *
     * @return prefixes of thread names
     */
    default List<String> nativeThreads() {
        return List.of();
    }

    /**
     * Returns adapter and mode in one word, the name of the report.
     *
     * @return for example {@code kafka-share}
     */
    default String label() {
        return mode().isEmpty() ? adapter() : adapter() + "-" + mode();
    }
}
