package io.onemq.testkit.contract;

import io.onemq.MqClient;
import io.onemq.MqException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the cases of a suite share: the harness, one client, and names that nobody else uses. Thread-safe. */
final class ContractBench implements AutoCloseable {
    private static final String RUN = Long.toString(
            ThreadLocalRandom.current().nextLong(36L * 36 * 36 * 36 * 36, 36L * 36 * 36 * 36 * 36 * 36), 36);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final AdapterHarness harness;
    private final Told told = new Told();
    private @Nullable MqClient shared;
    private @Nullable MqException failure;

    ContractBench(AdapterHarness harness) {
        this.harness = harness;
    }

    AdapterHarness harness() {
        return harness;
    }

    /** What the clients of this bench have told. */
    Told told() {
        return told;
    }

    /** The client for cases that need none of their own. */
    synchronized MqClient shared() {
        MqClient known = shared;
        if (known == null) {
            known = connectOnce();
            RecordFile.add(harness, known);
            shared = known;
        }
        return known;
    }

    /** Connects; without a broker, only the first case waits for the timeout. */
    private MqClient connectOnce() {
        if (failure != null) {
            throw failure;
        }
        try {
            return connect(Map.of());
        } catch (MqException e) {
            failure = e;
            throw e;
        }
    }

    /** Name and version of the broker, or what is known without a connection. */
    synchronized String broker() {
        try {
            return shared().broker();
        } catch (MqException e) {
            return "unreachable";
        }
    }

    MqClient connect(Map<String, String> options) {
        MqClient.Builder builder = MqClient.builder(harness.url()).onEvent(told::hear);
        harness.options().forEach(builder::option);
        options.forEach(builder::option);
        return builder.connect();
    }

    /** A name that no other case and no other run has. */
    static String unique(String prefix) {
        String plain = prefix.length() <= 40 ? prefix : prefix.substring(0, 40);
        return plain.toLowerCase(Locale.ROOT) + "-" + RUN + "-" + NAMES.incrementAndGet();
    }

    @Override
    public synchronized void close() {
        MqClient known = shared;
        if (known != null) {
            shared = null;
            known.close();
        }
    }
}
