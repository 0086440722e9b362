package io.onemq.testkit.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker that this JVM starts and ends. */
final class ManagedRuntime implements BrokerRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(ManagedRuntime.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(5);
    private static final int LINES_IN_ERRORS = 15;

    private final BrokerType type;
    private final WantedVersion wanted;
    private final Kind kind;
    private final Instance instance;
    private final ReentrantLock transition = new ReentrantLock();
    private volatile String version = "";
    private volatile boolean closed;
    /** Not so for one that ran before this object was made. Guarded by transition. */
    private boolean answered;

    ManagedRuntime(WantedVersion wanted, Kind kind, Instance instance) {
        this.type = wanted.type();
        this.wanted = wanted;
        this.kind = kind;
        this.instance = instance;
        Cleanup.register(this);
    }

    String host() {
        return instance.host();
    }

    int port() {
        return instance.port();
    }

    @Override
    public String broker() {
        return type.id();
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String url() {
        return type.url(instance.host(), instance.port());
    }

    @Override
    public String handle() {
        return instance.handle();
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public boolean isRunning() {
        return !closed && instance.isAlive();
    }

    @Override
    public void start() {
        exclusively("start", this::launchAndAwait);
    }

    @Override
    public void stop() {
        exclusively("stop", instance::terminate);
    }

    @Override
    public void kill() {
        exclusively("kill", instance::kill);
    }

    @Override
    public void restart() {
        exclusively("restart", () -> {
            instance.terminate();
            launchAndAwait();
        });
    }

    @Override
    public List<String> logs(int lines) {
        return instance.logs(lines);
    }

    @Override
    public void close() {
        closed = true;
        instance.destroy();
        Cleanup.unregister(this);
    }

    @Override
    public String toString() {
        return (type.label() + " " + version).trim() + " (" + kind + ", port " + instance.port() + ")";
    }

    private void launchAndAwait() throws IOException, InterruptedException {
        boolean runs = instance.isAlive();
        if (runs && answered) {
            return;
        }
        long began = System.nanoTime();
        try {
            if (!runs) {
                instance.launch();
            }
            version = awaitVersion(awaitAnswer(began));
            wanted.check(version, instance.origin(), Settings.SYSTEM);
            answered = true;
        } catch (IOException | InterruptedException | RuntimeException e) {
            giveUpAfter(e);
            throw e;
        }
        LOG.info(
                "{} answers after {} ms",
                this,
                Duration.ofNanos(System.nanoTime() - began).toMillis());
    }

    private void giveUpAfter(Exception failure) throws InterruptedException {
        try {
            instance.giveUp();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private String awaitAnswer(long began) throws InterruptedException {
        while (true) {
            boolean alive = instance.isAlive();
            try {
                return type.probe().ask(instance.host(), instance.port());
            } catch (IOException e) {
                if (!alive) {
                    throw new IllegalStateException("it ended by itself", e);
                }
                if (System.nanoTime() - began > START_TIMEOUT.toNanos()) {
                    throw new IllegalStateException(
                            "it does not answer on port " + instance.port() + " after " + START_TIMEOUT.toSeconds()
                                    + " s (" + e + ")",
                            e);
                }
            }
            Thread.sleep(50);
        }
    }

    /** A broker that writes its version to its log may answer before it does. */
    private String awaitVersion(String answer) throws InterruptedException {
        long deadline = System.nanoTime() + VERSION_TIMEOUT.toNanos();
        String told = toldVersion(answer);
        while (told.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(50);
            told = toldVersion(answer);
        }
        return told;
    }

    private String toldVersion(String answer) {
        return type.probe().version(answer, () -> instance.logs(500));
    }

    private void exclusively(String what, Transition change) {
        transition.lock();
        try {
            if (closed) {
                throw new IllegalStateException("it is closed");
            }
            change.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(what, e);
        } catch (IOException | RuntimeException e) {
            throw failure(what, e);
        } finally {
            transition.unlock();
        }
    }

    private IllegalStateException failure(String what, Exception cause) {
        List<String> log = instance.logs(LINES_IN_ERRORS);
        String reason = cause instanceof IllegalStateException ? String.valueOf(cause.getMessage()) : cause.toString();
        return new IllegalStateException(
                "Could not " + what + " " + this + ": " + reason.strip().replaceFirst("\\.$", "")
                        + ". Another way to run it is set with "
                        + type.property() + " (or the variable " + Settings.variable(type.property())
                        + ") = container, process or url:<broker url>."
                        + (log.isEmpty() ? "" : " The end of its log:\n  " + String.join("\n  ", log)),
                cause);
    }

    private interface Transition {
        void run() throws IOException, InterruptedException;
    }
}
