package io.onemq.bench;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;

/** Describes the JVM and the machine. */
final class Environment {
    private Environment() {}

    static String describe() {
        String collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .collect(Collectors.joining(", "));
        return "JVM: " + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + ", heap "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB, " + collectors + ". Machine: "
                + Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", load average " + load() + ".";
    }

    static String load() {
        return Report.format(
                "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
