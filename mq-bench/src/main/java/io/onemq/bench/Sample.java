package io.onemq.bench;

/**
 * What one side cost in one round.
 *
 * @param messages how many messages
 * @param nanos from the first message until the last confirmation or settlement
 * @param tailNanos the part of it after the last message was handed over
 * @param cpuNanos CPU time of this process
 * @param allocatedBytes what the threads of this process allocated
 */
record Sample(int messages, long nanos, long tailNanos, long cpuNanos, long allocatedBytes) {

    double messagesPerSecond() {
        return messages * 1e9 / nanos;
    }

    double cpuSecondsPer100k() {
        return cpuNanos / 1e9 * 100_000 / messages;
    }

    double bytesPerMessage() {
        return (double) allocatedBytes / messages;
    }

    double tailMillis() {
        return tailNanos / 1e6;
    }
}
