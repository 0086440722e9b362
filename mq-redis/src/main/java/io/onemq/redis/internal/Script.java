package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The scripts that run inside the server, each as one atomic step. */
enum Script {
    TOPIC,
    GROUPS,
    JOIN,
    ACK,
    ACK_EACH,
    RENEW,
    RELEASE,
    LEAVE,
    CLAIM,
    TRIM,
    REAP,
    BACKLOG("ready"),
    PURGE("ready");

    private final byte[] source;
    private final byte[] sha;

    Script(String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(read(part));
        }
        source = text.append(read(name().toLowerCase(Locale.ROOT)))
                .toString()
                .getBytes(UTF_8);
        sha = sha1(source).getBytes(UTF_8);
    }

    byte[] source() {
        return source;
    }

    /** The name under which the server keeps the script. */
    byte[] sha() {
        return sha;
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("The script " + name + ".lua is missing from the jar");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
