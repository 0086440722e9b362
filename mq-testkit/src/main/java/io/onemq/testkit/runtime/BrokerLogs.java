package io.onemq.testkit.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Keeps the end of what the brokers of this JVM have logged when a test fails: an extension of JUnit. It writes a file named by
 * the test into {@code target/mq-contract/logs}, and names the file in the report of the test.
 *
 * <p>Register it with {@code @ExtendWith(BrokerLogs.class)}, or let JUnit find it by
 * {@code junit.jupiter.extensions.autodetection.enabled=true}. Tests without a broker, or that pass, leave nothing behind.
 *
 * <p>Safe for use by several threads.
 */
public final class BrokerLogs implements AfterEachCallback {

    private static final int LINES = 500;
    private static final Namespace NAMESPACE = Namespace.create(BrokerLogs.class);

    /** Creates the extension. */
    public BrokerLogs() {}

    @Override
    public void afterEach(ExtensionContext context) {
        String name = context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName();
        keep(context, name);
    }

    /**
     * Keeps the logs if the test has failed or was aborted and they are not kept yet. Blocks while the brokers are asked, at most 10 seconds
     * for each.
     *
     * @param context the test
     * @param name what to call it, of characters that a file may have
     * @return where they are; empty if the test has passed, or no broker has a log
     */
    public static Optional<Path> keep(ExtensionContext context, String name) {
        if (context.getExecutionException().isEmpty()) {
            return Optional.empty();
        }
        Path kept = context.getStore(NAMESPACE).get("kept", Path.class);
        if (kept != null) {
            return Optional.of(kept);
        }
        List<String> lines = new ArrayList<>();
        Cleanup.running().forEach(broker -> addLog(broker, lines));
        return lines.isEmpty() ? Optional.empty() : Optional.of(write(context, name, lines));
    }

    private static void addLog(BrokerRuntime broker, List<String> lines) {
        List<String> log = broker.logs(LINES);
        if (!log.isEmpty()) {
            lines.add("=== " + broker + ", the last " + log.size() + " lines");
            lines.addAll(log);
        }
    }

    private static Path write(ExtensionContext context, String name, List<String> lines) {
        Path folder = Path.of(System.getProperty("mq.test.contract.folder", "target/mq-contract"), "logs");
        Path file = folder.resolve(name + "-" + ProcessHandle.current().pid() + ".log");
        try {
            Files.createDirectories(folder);
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the log of a broker", e);
        }
        context.getStore(NAMESPACE).put("kept", file);
        context.publishReportEntry("broker log", file.toString());
        return file;
    }
}
