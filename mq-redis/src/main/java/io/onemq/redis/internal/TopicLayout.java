package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The streams of a topic, as publishing needs them. Immutable. */
final class TopicLayout {
    private final int partitions;
    private final Target[] targets;

    /** Creates the layout of a topic with that number of partitions, 0 if it has none. */
    TopicLayout(String topic, int partitions) {
        this.partitions = partitions;
        this.targets = new Target[TopicKeys.streams(partitions)];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = new Target(TopicKeys.stream(topic, i), TopicKeys.delayed(topic, i), i);
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
        private final byte[] delayed;
        private final String positionPrefix;

        Target(String key, byte[] delayed, int partition) {
            int length = key.getBytes(UTF_8).length;
            this.command = Bytes.of("$4\r\nXADD\r\n$" + length + "\r\n" + key + "\r\n$1\r\n*\r\n$7\r\npayload\r\n");
            this.delayed = delayed;
            this.positionPrefix = partition + "/";
        }

        /** The encoded beginning of the request, up to the name of the payload field: four parts. */
        byte[] command() {
            return command;
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
