package io.onemq.samples;

import io.onemq.testkit.runtime.BrokerRuntime;
import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A broker that this program started, and starts again when somebody ends it: as a service manager does. */
final class Supervised implements SampleBroker {
    private static final int PATIENCE_SECONDS = 2;

    private final BrokerRuntime runtime;
    private final PrintStream out;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "broker-supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private int secondsDown;

    private Supervised(BrokerRuntime runtime, PrintStream out) {
        this.runtime = runtime;
        this.out = out;
    }

    static Supervised start(BrokerRuntime runtime, PrintStream out) {
        Supervised broker = new Supervised(runtime, out);
        try {
            runtime.start();
        } catch (IllegalStateException e) {
            broker.close();
            throw e;
        }
        Future<?> unused = broker.watch.scheduleWithFixedDelay(broker::look, 1, 1, TimeUnit.SECONDS);
        return broker;
    }

    // Leaves a moment to whoever restarts a container, so as not to start it under their hands.
    private void look() {
        secondsDown = runtime.isRunning() ? 0 : secondsDown + 1;
        if (secondsDown <= PATIENCE_SECONDS) {
            return;
        }
        try {
            runtime.start();
            out.printf("%s had ended and is started again.%n", runtime);
        } catch (IllegalStateException e) {
            out.printf("%s%n", e.getMessage());
        }
    }

    @Override
    public String url() {
        return runtime.url();
    }

    @Override
    public void restart() {
        runtime.restart();
    }

    @Override
    public String advice() {
        return runtime.kind() == BrokerRuntime.Kind.CONTAINER
                ? "To restart it while this runs: docker restart " + runtime.handle()
                : "To restart it while this runs: kill " + runtime.handle() + " (it is started again after a moment)";
    }

    @Override
    public void close() {
        watch.shutdownNow();
        runtime.close();
    }

    @Override
    public String toString() {
        return runtime.toString();
    }
}
