package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class BrokerLogsIT {
    private static final String FOLDER = "mq.test.contract.folder";

    /** Run by the test below only. */
    @ExtendWith(BrokerLogs.class)
    static final class Example {
        @Test
        void passes() {
            assertThat(Brokers.shared("redis").isRunning()).isTrue();
        }

        @Test
        void fails() {
            fail("on purpose, with %s", Brokers.shared("redis"));
        }
    }

    @Test
    void aFailedTestLeavesTheEndOfTheLogAndNamesIt(@TempDir Path folder) throws IOException {
        List<ReportEntry> entries = run(folder);

        List<Path> logs;
        try (var files = Files.list(folder.resolve("logs"))) {
            logs = files.toList();
        }
        assertThat(logs).hasSize(1);
        assertThat(logs.get(0)).content().startsWith("=== Redis").contains("Ready to accept connections");
        assertThat(logs.get(0).getFileName().toString()).startsWith("Example.fails-");
        assertThat(entries)
                .singleElement()
                .satisfies(entry -> assertThat(entry.getKeyValuePairs())
                        .containsEntry("broker log", logs.get(0).toString()));
    }

    private static List<ReportEntry> run(Path folder) {
        List<ReportEntry> entries = new ArrayList<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Example.class))
                .build();
        String before = System.getProperty(FOLDER, "target/mq-contract");
        System.setProperty(FOLDER, folder.toString());
        try {
            LauncherFactory.create().execute(request, new TestExecutionListener() {
                @Override
                public void reportingEntryPublished(TestIdentifier identifier, ReportEntry entry) {
                    entries.add(entry);
                }
            });
        } finally {
            System.setProperty(FOLDER, before);
        }
        return entries;
    }
}
