package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A retention as the arguments of a stream, and back. */
final class StreamArguments {
    private static final String TYPE = "x-queue-type";
    private static final String AGE = "x-max-age";
    private static final String BYTES = "x-max-length-bytes";
    private static final String SEGMENT = "x-stream-max-segment-size-bytes";

    private static final long LEAST_SEGMENT = 64 * 1024;
    private static final long MOST_SEGMENT = 64 * 1024 * 1024;
    private static final int SEGMENTS = 8;
    private static final int SURPLUS = 2;

    /** The broker's refusal of a declaration names one argument that differs, and its present value. */
    private static final Pattern DIFFERENCE =
            Pattern.compile("inequivalent arg '([^']+)'.*but current is (?:the value )?(?:'([^']*)'|none)");

    private StreamArguments() {}

    /**
     * Returns the arguments. The broker removes whole segments, and never the one that it writes to. It looks when it starts
     * a new one, so each is small against the whole; and it may keep two segments more than what is to be kept, because it counts the
     * one that it has begun.
     */
    static Map<String, Object> of(Retention retention, int partitions) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put(TYPE, "stream");
        long segment = MOST_SEGMENT;
        if (retention.bytes().isPresent()) {
            long share = (retention.bytes().getAsLong() + partitions - 1) / partitions;
            segment = Math.max(LEAST_SEGMENT, Math.min(MOST_SEGMENT, share / SEGMENTS));
            arguments.put(BYTES, share + SURPLUS * segment);
        }
        retention.age().ifPresent(age -> arguments.put(AGE, seconds(age) + "s"));
        arguments.put(SEGMENT, segment);
        return arguments;
    }

    private static long seconds(Duration age) {
        return age.plusMillis(999).toSeconds();
    }

    /**
     * Finds out the retention of an existing stream: the broker tells whether a declaration equals what exists, and its
     * refusal quotes a difference. Null if it is none of the library, or if the broker's text is cut because of a long name.
     */
    static @Nullable Retention existing(NativeConnection connection, String stream, int partitions) throws IOException {
        Map<String, Object> guess = new HashMap<>(Map.of(TYPE, "stream"));
        for (int attempt = 0; attempt < 5; attempt++) {
            String refusal = refusal(connection, stream, guess);
            if (refusal == null) {
                return retention(guess, partitions);
            }
            Matcher matcher = DIFFERENCE.matcher(refusal);
            if (!matcher.find()) {
                return null;
            }
            learn(guess, matcher.group(1), matcher.group(2));
        }
        return null;
    }

    private static void learn(Map<String, Object> guess, String argument, @Nullable String value) {
        if (value == null) {
            guess.remove(argument);
        } else if (argument.equals(BYTES) || argument.equals(SEGMENT)) {
            guess.put(argument, Long.parseLong(value));
        } else if (argument.equals(AGE) && value.matches("\\d{1,15}")) {
            // RabbitMQ 4.3 quotes milliseconds, but takes an age with its unit only.
            guess.put(argument, Long.parseLong(value) / 1000 + "s");
        } else {
            guess.put(argument, value);
        }
    }

    private static @Nullable String refusal(NativeConnection connection, String stream, Map<String, Object> arguments)
            throws IOException {
        try {
            Channels.run(connection, channel -> channel.queueDeclare(stream, true, false, false, arguments));
            return null;
        } catch (IOException e) {
            ShutdownSignalException signal = RabbitErrors.find(e, ShutdownSignalException.class);
            if (signal != null && Channels.replyCode(e) == AMQP.PRECONDITION_FAILED) {
                return RabbitErrors.Reply.of(signal).text();
            }
            throw e;
        }
    }

    private static @Nullable Retention retention(Map<String, Object> arguments, int partitions) {
        Retention known = null;
        if (arguments.get(AGE) instanceof String age && age.matches("\\d{1,12}s")) {
            known = Retention.ofAge(Duration.ofSeconds(Long.parseLong(age.substring(0, age.length() - 1))));
        }
        if (arguments.get(BYTES) instanceof Long bytes && arguments.get(SEGMENT) instanceof Long segment) {
            long all = Math.max(1, (bytes - SURPLUS * segment) * partitions);
            known = known == null ? Retention.ofBytes(all) : known.withBytes(all);
        }
        return known;
    }
}
