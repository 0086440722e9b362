package io.onemq.internal.consume;

import io.onemq.internal.Engine;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a reader does every now and then: sends acknowledgements, renews leases, and looks for what is due or apart. */
final class Upkeep {
    /** Due retries and leases are looked after that often, even if acknowledgements are sent less often. */
    private static final long MAX_TICK_MILLIS = 100;

    /** How often a reader looks for messages that others have moved apart. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final GroupReader reader;
    private final List<Source> sources;
    private final Arrivals arrivals;
    private final @Nullable Isolation isolation;
    private final @Nullable KeyOrder order;
    private @Nullable ScheduledFuture<?> tick;
    private long renewedNanos = System.nanoTime();
    private long flushedNanos = System.nanoTime();
    private long lookedNanos = System.nanoTime();

    Upkeep(
            GroupReader reader,
            List<Source> sources,
            Arrivals arrivals,
            @Nullable Isolation isolation,
            @Nullable KeyOrder order) {
        this.reader = reader;
        this.sources = sources;
        this.arrivals = arrivals;
        this.isolation = isolation;
        this.order = order;
    }

    void start(Engine engine) {
        long interval = Math.max(
                1,
                Math.min(MAX_TICK_MILLIS, reader.settings().ackFlushInterval().toMillis()));
        lookForIsolated();
        tick = engine.timer().scheduleWithFixedDelay(this::tick, interval, interval, TimeUnit.MILLISECONDS);
    }

    void stop() {
        ScheduledFuture<?> timer = tick;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** The timer forgets a task that throws, so nothing is let through to it. */
    private void tick() {
        try {
            work();
        } catch (RuntimeException e) {
            reader.events()
                    .uncaught(
                            "The upkeep of topic " + reader.topic().name() + ", group "
                                    + reader.group().name(),
                            e);
        }
    }

    private void work() {
        long now = System.nanoTime();
        if (now - flushedNanos >= reader.settings().ackFlushInterval().toNanos()) {
            flushedNanos = now;
            flush();
        }
        arrivals.work();
        if (order != null) {
            order.work(reader.nowMillis());
        }
        if (now - renewedNanos >= reader.settings().lease().toNanos() / 3) {
            renewedNanos = now;
            renew(now);
        }
        if (now - lookedNanos >= LOOK_NANOS) {
            lookedNanos = now;
            lookForIsolated();
        }
    }

    private void flush() {
        sources.forEach(Source::flush);
        if (isolation != null) {
            isolation.flush();
        }
    }

    private void renew(long now) {
        sources.forEach(source -> source.renew(now));
        if (isolation != null) {
            isolation.renew(now);
        }
    }

    private void lookForIsolated() {
        Isolation apart = isolation;
        if (apart != null) {
            reader.inBackground(apart::look);
        }
    }
}
