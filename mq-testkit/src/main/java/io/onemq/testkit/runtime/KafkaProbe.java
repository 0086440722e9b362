package io.onemq.testkit.runtime;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Sends ApiVersions, which a broker answers once it has joined its cluster. Its version is only in its log. */
final class KafkaProbe extends Probe {

    private static final short API_VERSIONS = 18;
    private static final int CORRELATION = 0x0e0;
    private static final int REQUEST_SIZE = 10;
    private static final Pattern VERSION = Pattern.compile("Kafka version: (\\S+)");

    @Override
    byte[] question() {
        return ByteBuffer.allocate(Integer.BYTES + REQUEST_SIZE)
                .putInt(REQUEST_SIZE)
                .putShort(API_VERSIONS)
                .putShort((short) 0)
                .putInt(CORRELATION)
                .putShort((short) -1)
                .array();
    }

    @Override
    String answer(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (in.readInt() != CORRELATION || in.readShort() != 0) {
            throw new IOException("The server did not answer with its API versions");
        }
        return read(in, size - Integer.BYTES - Short.BYTES);
    }

    @Override
    String version(String answer, Supplier<List<String>> log) {
        Matcher version = VERSION.matcher(log.get().stream().collect(Collectors.joining("\n")));
        return version.find() ? version.group(1) : "";
    }
}
