package io.onemq.internal.consume;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.DeadLetter;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Outcome;
import io.onemq.Settlement;
import io.onemq.UnsupportedCapabilityException;
import io.onemq.internal.CallbackThread;
import io.onemq.internal.Engine;
import io.onemq.internal.Events;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.WireNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer and a receiver have in common: it reads a topic and the group's retry topic, bounds what the
 * application holds, settles, renews leases, and drains when it is closed.
 */
public final class GroupReader {
    private static final long LANE_END_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Engine engine;
    private final ReaderTopics topics;
    private final ReaderSettings settings;
    private final List<Source> sources;
    private final @Nullable Isolation isolation;
    private final @Nullable KeyOrder order;
    private final FailurePath failures;
    private final Grants grants;
    private final Intake intake;
    private final Arrivals arrivals;
    private final Decisions decisions;
    private final Upkeep upkeep;
    private volatile boolean closing;
    private volatile boolean paused;

    GroupReader(Engine engine, ReaderTopics topics, ReaderSettings settings, IntakeFactory intakes) {
        this.engine = engine;
        this.topics = topics;
        this.settings = settings;
        this.grants = new Grants(settings.maxInFlight());
        Source main = new Source(this, topics.topic(), topics.group(), settings.maxInFlight(), false);
        this.sources = topics.broadcast()
                ? List.of(main)
                : List.of(
                        main,
                        new Source(this, topics.retryTopic(), topics.privateGroup(), settings.maxInFlight(), false));
        TopicSpec isolated = topics.isolatedTopic();
        this.isolation = isolated == null ? null : new Isolation(this, isolated, topics.privateGroup());
        this.failures = new FailurePath(this, engine.transfers(), topics.retryTopic(), topics.deadLetterTopic());
        this.order = topics.group().ordering() == Ordering.KEY ? new KeyOrder(this, failures) : null;
        this.intake = intakes.create(this);
        this.arrivals = new Arrivals(this, intake, topics.retryTopic(), isolation, order);
        this.decisions = new Decisions(failures, topics.broadcast(), isolation);
        this.upkeep = new Upkeep(this, sources, arrivals, isolation, order);
    }

    /** Makes the intake of a reader. */
    interface IntakeFactory {
        Intake create(GroupReader reader);
    }

    /** Connects on the calling thread; fails if that is not possible within the connect timeout. */
    void open() {
        engine.callbacks().refuseBlocking("Starting a consumer");
        long deadline = System.nanoTime() + settings.connectTimeout().toNanos();
        try {
            sources.forEach(source -> source.open(deadline));
        } catch (RuntimeException e) {
            sources.forEach(Source::close);
            throw e;
        }
        upkeep.start(engine);
    }

    ReaderSettings settings() {
        return settings;
    }

    Events events() {
        return engine.events();
    }

    DriverConnection connection() {
        return engine.connection();
    }

    TopicSpec topic() {
        return topics.topic();
    }

    GroupSpec group() {
        return topics.group();
    }

    /** Creates again what somebody deleted while the reader ran, or what its broker lost, if the mode allows it. */
    void ensureTopology() {
        topics.ensure().run();
    }

    /** Tells whether this is an ephemeral group. */
    boolean isBroadcast() {
        return topics.broadcast();
    }

    boolean isClosing() {
        return closing;
    }

    long nowMillis() {
        return engine.connection().clock().millis();
    }

    CallbackThread callbacks() {
        return engine.callbacks();
    }

    void inBackground(Runnable task) {
        engine.inBackground(task);
    }

    /** Runs a task that may block, after a delay. */
    void later(long delayMillis, Runnable task) {
        engine.later(delayMillis, task);
    }

    void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MqException(
                    ErrorCode.INTERRUPTED,
                    Outcome.NOT_SENT,
                    true,
                    "Interrupted while connecting to topic " + topic().name(),
                    e);
        }
    }

    boolean isPaused() {
        return paused;
    }

    /** Hands nothing more to the application until {@link #resume}. What a driver gives up meanwhile goes back. */
    void pause() {
        refuseClosed();
        paused = true;
        intake.roomFreed();
        inBackground(this::followPause);
    }

    /** Goes on. */
    void resume() {
        refuseClosed();
        paused = false;
        inBackground(this::followPause);
        intake.resumed();
        Isolation apart = isolation;
        if (apart != null) {
            inBackground(apart::resumed);
        }
    }

    private void followPause() {
        sources.forEach(Source::followPause);
    }

    private void refuseClosed() {
        if (closing) {
            throw new MqException(
                    ErrorCode.CLOSED,
                    "The consumer of topic " + topic().name() + ", group " + group().name() + " is closed");
        }
    }

    Intake intake() {
        return intake;
    }

    /** Lets somebody handle messages apart, one at a time, until there are no more. Blocks. */
    void serve(Isolation.Lane lane) {
        Isolation apart = isolation;
        if (apart != null) {
            apart.serve(lane);
        }
    }

    /** Takes new deliveries of a source whose broker removes messages after a number of deliveries. */
    void arrived(Source source, List<InFlight> deliveries, int deliveryLimit) {
        arrivals.accept(source, deliveries, deliveryLimit);
    }

    /** Moves a delivery to another private topic of the group, without an attempt. False if it was handed out. */
    boolean move(InFlight delivery, TopicSpec target) {
        return refuse(delivery, new Verdict.Move(target));
    }

    /** Decides on a delivery instead of the application. False if it was handed out, or lost. */
    boolean refuse(InFlight delivery, Verdict verdict) {
        if (!delivery.hand()) {
            return false;
        }
        grants.force();
        delivery.settle(verdict);
        returned(delivery);
        return true;
    }

    /** Asks whether the application may hold one more delivery, and counts it if so. */
    boolean mayHand() {
        return !paused && grants.take();
    }

    /** Takes back a permission of {@link #mayHand()} that was not used. */
    void notHanded() {
        grants.giveBack();
    }

    /**
     * Hands a delivery to the application, which was asked before by {@link #mayHand()}. False if its lease was lost, or
     * if its time is over and it goes to the dead letters instead.
     */
    boolean hand(InFlight delivery) {
        if (!delivery.hand()) {
            return false;
        }
        // A dead letter stays until somebody settles it, whatever its message said.
        boolean expires = topics.topic().role() != TopicSpec.Role.DEAD_LETTER;
        long expiresAt =
                expires ? Wire.number(delivery.message(), WireNames.EXPIRES_AT, Long.MAX_VALUE) : Long.MAX_VALUE;
        if (expiresAt == Long.MAX_VALUE || nowMillis() < expiresAt) {
            return mayStart(delivery);
        }
        // Settling gives the room back, and so does the caller.
        grants.force();
        String text = "Expired at " + Instant.ofEpochMilli(expiresAt);
        delivery.settle(new Verdict.Reject(DeadLetter.Reason.EXPIRED, text, null, 0));
        return false;
    }

    private boolean mayStart(InFlight delivery) {
        KeyOrder.Lane lane = delivery.lane();
        if (lane == null || lane.order().start(delivery)) {
            return true;
        }
        // Settling gives the room back, and so did a loss of the lease, and so does the caller.
        grants.force();
        delivery.settle(Verdict.RELEASE);
        return false;
    }

    /** Fails if no delivery of the broker can be held for longer than the maximum that is configured. */
    void refuseUnextendable(InFlight delivery) {
        CapabilitySupport support = connection().capabilities().get(Capability.LEASE_EXTENSION);
        if (support == null || !support.supported()) {
            throw new UnsupportedCapabilityException(
                    Capability.LEASE_EXTENSION,
                    "The lease of message " + delivery.id() + " is to be kept for longer than consume.max-lease="
                            + settings.maxLease() + ", but " + connection().broker() + " does not support "
                            + Capability.LEASE_EXTENSION
                            + (support == null ? "." : ": " + support.note()));
        }
    }

    private void freeRoom() {
        if (grants.giveBack()) {
            intake.roomFreed();
        }
    }

    void decided(InFlight delivery, Verdict verdict) {
        try {
            decisions.carryOut(delivery, verdict);
        } finally {
            freeRoom();
        }
    }

    void lost(InFlight delivery, boolean wasHanded) {
        notSettled(delivery);
        // The message may come again at once: it, and the next one of its key, wait for the handler that has it.
        if (!delivery.isLeftRunning()) {
            left(delivery);
        }
        if (wasHanded) {
            freeRoom();
        }
    }

    /**
     * Deliveries are lost together.
     *
     * @param loss ends one of them and returns what to do when all have ended, or null
     */
    void takenAway(List<InFlight> deliveries, Function<InFlight, @Nullable Runnable> loss) {
        List<Runnable> reports = order == null ? loseAll(deliveries, loss) : order.lose(deliveries, loss);
        reports.forEach(Runnable::run);
    }

    static List<Runnable> loseAll(List<InFlight> deliveries, Function<InFlight, @Nullable Runnable> loss) {
        List<Runnable> reports = new ArrayList<>();
        for (InFlight delivery : deliveries) {
            Runnable report = loss.apply(delivery);
            if (report != null) {
                reports.add(report);
            }
        }
        return reports;
    }

    /** A delivery is settled or lost, so that the next one of its key has its turn. */
    void left(InFlight delivery) {
        KeyOrder.Lane lane = delivery.lane();
        if (lane != null) {
            lane.order().left(delivery);
        }
    }

    /**
     * No handler has a delivery any more, which was handed out or refused to be. Whoever hands out must say so: if the
     * delivery was lost meanwhile, its key waits for that.
     */
    void returned(InFlight delivery) {
        KeyOrder.Lane lane = delivery.lane();
        if (lane != null && delivery.returned()) {
            lane.order().returned(delivery);
        }
    }

    /** The message comes back, though nobody has died with it. */
    void notSettled(InFlight delivery) {
        Isolation apart = isolation;
        if (apart != null && delivery.incarnation().isIsolated()) {
            apart.lost(delivery);
        }
    }

    void report(CompletableFuture<Settlement> waiting, Settlement outcome) {
        callbacks().execute(CallbackThread.Callback.of(() -> waiting.complete(outcome)));
    }

    boolean isConnected() {
        return sources.stream().allMatch(Source::isConnected);
    }

    /**
     * Stops reading, waits until the application has settled what it holds, except the given number of deliveries that
     * the calling thread itself holds, and returns the rest to the group. Idempotent.
     */
    void close(int ownDeliveries) {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        intake.stop();
        sources.forEach(Source::stop);
        if (isolation != null) {
            isolation.stop();
        }
        arrivals.stop();
        if (order != null) {
            order.stop();
        }
        Drain.await(() -> grants.count() > ownDeliveries || failures.underWay() > 0, settings.drainTimeout());
        if (order != null) {
            order.close();
        }
        upkeep.stop();
        sources.forEach(Source::close);
        if (isolation != null) {
            isolation.close(LANE_END_NANOS);
        }
        failures.close();
    }
}
