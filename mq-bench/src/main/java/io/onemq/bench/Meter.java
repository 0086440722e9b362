package io.onemq.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** Measures time, CPU time and allocation of this process between two moments. */
final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private final Map<Long, Long> allocatedBefore = new HashMap<>();
    private final Map<Long, Long> allocated = new HashMap<>();
    private long cpuBefore;
    private long startNanos;
    private long handedNanos;

    void begin() {
        readAllocated(allocatedBefore);
        cpuBefore = SYSTEM.getProcessCpuTime();
        startNanos = System.nanoTime();
    }

    /** Everything is sent or handed over; threads may end from now on. */
    void handedOver() {
        handedNanos = System.nanoTime();
        readAllocated(allocated);
    }

    Sample end(int messages) {
        long now = System.nanoTime();
        long cpu = SYSTEM.getProcessCpuTime() - cpuBefore;
        // What a thread that ended since then allocated last is missing; all others are read again.
        readAllocated(allocated);
        return new Sample(messages, now - startNanos, now - handedNanos, cpu, allocatedBytes());
    }

    private long allocatedBytes() {
        return allocated.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - allocatedBefore.getOrDefault(thread.getKey(), 0L))
                .sum();
    }

    private static void readAllocated(Map<Long, Long> bytes) {
        long[] ids = THREADS.getAllThreadIds();
        long[] values = THREADS.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            if (values[i] >= 0) {
                bytes.put(ids[i], values[i]);
            }
        }
    }
}
