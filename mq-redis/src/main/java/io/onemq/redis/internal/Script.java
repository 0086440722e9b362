package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The scripts that run inside the server, each as one atomic step. */
final class Script {
    static final Script TOPIC = new Script("topic");
    static final Script GROUPS = new Script("ids", "starts", "groups");
    static final Script DELETE_GROUP = new Script("delete_group");
    static final Script ADD_ONCE = new Script("recent", "add_once");
    static final Script DELAY_ONCE = new Script("recent", "delay_once");
    static final Script JOIN = new Script("join");
    static final Script ACK = new Script("ack");
    static final Script ACK_EACH = new Script("ack_each");
    static final Script RENEW = new Script("renew");
    static final Script RELEASE = new Script("release");
    static final Script LEAVE = new Script("leave");
    static final Script CLAIM = new Script("claim");
    static final Script TRIM = new Script("owner", "ids", "trim");
    static final Script RETAIN = new Script("retain");
    static final Script WATCH = new Script("watch");
    static final Script MOVE = new Script("move");
    static final Script REAP = new Script("reap");
    static final Script SIT = new Script("owner", "sit");
    static final Script FREE = new Script("owner", "free");
    static final Script OWN = new Script("owner", "own");
    static final Script KEEP = new Script("owner", "keep");
    static final Script NEXT = new Script("owner", "next");
    static final Script ACK_OWNED = new Script("owner", "ack_owned");
    static final Script NOTE = new Script("owner", "note");
    static final Script BACKLOG = new Script("ready", "backlog");
    static final Script PURGE = new Script("ready", "purge");
    static final Script SEEK = new Script("owner", "ids", "starts", "seek");

    private final byte[] source;
    private final byte[] sha;

    /** Makes one script of files that lie beside this class. */
    private Script(String... files) {
        StringBuilder text = new StringBuilder();
        for (String file : files) {
            text.append(read(file));
        }
        source = text.toString().getBytes(UTF_8);
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
