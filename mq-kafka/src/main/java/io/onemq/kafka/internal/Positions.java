package io.onemq.kafka.internal;

/** The notation of positions: {@code <topic>-<partition>@<offset>}. */
final class Positions {
    private Positions() {}

    static String of(String topic, int partition, long offset) {
        return topic + '-' + partition + '@' + offset;
    }
}
