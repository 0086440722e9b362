package io.onemq.redis.internal;

/** The choice of a partition: Kafka's, so that a key has the same partition on every broker. */
final class Partitions {
    private static final int SEED = 0x9747b28c;
    private static final int M = 0x5bd1e995;
    private static final int R = 24;

    private Partitions() {}

    static int of(byte[] key, int partitions) {
        return (murmur2(key) & 0x7fffffff) % partitions;
    }

    static int murmur2(byte[] data) {
        int length = data.length;
        int h = SEED ^ length;
        int whole = length & ~3;
        for (int i = 0; i < whole; i += 4) {
            int k = (data[i] & 0xff) | (data[i + 1] & 0xff) << 8 | (data[i + 2] & 0xff) << 16 | data[i + 3] << 24;
            k *= M;
            k ^= k >>> R;
            k *= M;
            h = h * M ^ k;
        }
        h = tail(data, whole, h);
        h ^= h >>> 13;
        h *= M;
        h ^= h >>> 15;
        return h;
    }

    private static int tail(byte[] data, int whole, int hash) {
        int h = hash;
        for (int i = data.length - 1; i >= whole; i--) {
            h ^= (data[i] & 0xff) << (8 * (i - whole));
        }
        return data.length > whole ? h * M : h;
    }
}
