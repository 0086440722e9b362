package io.onemq.testkit.runtime;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks for the server's section of INFO, which is refused while it loads its data. */
final class RedisProbe extends Probe {

    private static final Pattern REDIS = Pattern.compile("redis_version:(\\S+)");
    /** Valkey tells the Redis version it is compatible with besides its own. */
    private static final Pattern VALKEY = Pattern.compile("valkey_version:(\\S+)");

    @Override
    byte[] question() {
        return "INFO server\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    String answer(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (byte next = in.readByte(); next != '\r'; next = in.readByte()) {
            line.append((char) next);
        }
        in.readByte();
        if (!line.toString().matches("\\$\\d{1,7}")) {
            throw new IOException("The server answered " + line);
        }
        return read(in, Integer.parseInt(line.substring(1)));
    }

    @Override
    String version(String answer, Supplier<List<String>> log) {
        Matcher valkey = VALKEY.matcher(answer);
        if (valkey.find()) {
            return "Valkey " + valkey.group(1);
        }
        Matcher redis = REDIS.matcher(answer);
        return redis.find() ? redis.group(1) : "";
    }
}
