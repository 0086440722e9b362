package io.onemq.testkit.runtime;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** Sends the protocol header; a ready server answers with {@code connection.start}, which names its version. */
final class AmqpProbe extends Probe {

    private static final String CONNECTION_START = "\0\12\0\12";
    /** In the table of server properties: a name with its length in front, then S for a string. */
    private static final String VERSION_FIELD = "\7versionS";

    @Override
    byte[] question() {
        return new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    }

    @Override
    String answer(DataInputStream in) throws IOException {
        in.readByte();
        in.readUnsignedShort();
        String method = read(in, in.readInt());
        if (!method.startsWith(CONNECTION_START)) {
            throw new IOException("The server did not answer with connection.start");
        }
        return method;
    }

    @Override
    String version(String answer, Supplier<List<String>> log) {
        int at = answer.indexOf(VERSION_FIELD);
        if (at < 0) {
            return "";
        }
        int length = at + VERSION_FIELD.length();
        int begin = length + Integer.BYTES;
        byte[] size = answer.substring(length, begin).getBytes(StandardCharsets.ISO_8859_1);
        return answer.substring(begin, begin + ByteBuffer.wrap(size).getInt());
    }
}
