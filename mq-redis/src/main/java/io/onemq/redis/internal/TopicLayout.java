package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onemq.spi.TopicSpec;

/** The streams of a topic, as publishing needs them. Immutable. */
final class TopicLayout {
    private final int partitions;
    private final Target[] targets;

    /** Creates the layout of a topic with that number of partitions and window of deduplication, each 0 if it has none. */
    TopicLayout(String topic, int partitions, long windowMillis) {
        this.partitions = partitions;
        this.targets = new Target[TopicKeys.streams(partitions)];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = new Target(topic, i, windowMillis);
        }
    }

    int partitions() {
        return partitions;
    }

    int streams() {
        return targets.length;
    }

    Target target(int partition) {
        return targets[partition];
    }

    /** One stream that messages are added to. */
    static final class Target {
        private final byte[] command;
        private final byte[] stream;
        private final byte[] delayed;
        private final byte[][] ids;
        private final long windowMillis;
        private final String positionPrefix;

        Target(String topic, int partition, long windowMillis) {
            String key = TopicKeys.stream(topic, partition);
            int length = key.getBytes(UTF_8).length;
            this.command = Bytes.of("$4\r\nXADD\r\n$" + length + "\r\n" + key + "\r\n$1\r\n*\r\n$7\r\npayload\r\n");
            this.stream = Bytes.of(key);
            this.delayed = TopicKeys.delayed(topic, partition);
            this.ids = new byte[][] {TopicKeys.ids(topic, partition, 0), TopicKeys.ids(topic, partition, 1)};
            this.windowMillis = windowMillis;
            this.positionPrefix = partition + "/";
        }

        /** The encoded beginning of the request, up to the name of the payload field: four parts. */
        byte[] command() {
            return command;
        }

        byte[] stream() {
            return stream;
        }

        /** The keys of the hashes of recent ids, of even and of odd turns. */
        byte[][] ids() {
            return ids;
        }

        /** For how many ms the id of a message is remembered, 0 if it is not. */
        long windowMillis(TopicSpec topic) {
            if (topic.role() != TopicSpec.Role.APPLICATION) {
                return 0;
            }
            return windowMillis > 0 ? windowMillis : topic.deduplication().toMillis();
        }

        /** The key of the sorted set of what is not due yet. */
        byte[] delayed() {
            return delayed;
        }

        String position(byte[] entryId) {
            return positionPrefix.concat(Bytes.ascii(entryId));
        }
    }
}
