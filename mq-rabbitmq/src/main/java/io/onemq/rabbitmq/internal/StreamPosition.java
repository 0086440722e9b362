package io.onemq.rabbitmq.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.spi.TopicSpec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a message is in the stream of its topic. A queue does not know the offset that a message has in the stream, so the
 * position is what the message carries in both of them: its creation time and its id.
 *
 * @param partition the number of the partition, 0 on a topic without partitions
 * @param created the creation time in milliseconds, which tells where to look first
 * @param id the id of the message
 */
record StreamPosition(int partition, long created, String id) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})/(\\d{1,18})-(.+)", Pattern.DOTALL);

    /** Returns the position of a message, or null if it has no id of its own. */
    static @Nullable String of(int partition, RabbitMessage message) {
        String id = message.id();
        return id == null ? null : partition + "/" + created(message) + "-" + id;
    }

    /** The same for each delivery of a message: a message without a time counts as created at the beginning of time. */
    private static long created(RabbitMessage message) {
        return Math.max(0, message.timestamp());
    }

    /** Reads a position of a topic. */
    static StreamPosition parse(TopicSpec topic, String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            int partition = Integer.parseInt(matcher.group(1));
            if (partition < Math.max(1, topic.partitions())) {
                return new StreamPosition(partition, Long.parseLong(matcher.group(2)), matcher.group(3));
            }
        }
        throw new MqException(
                ErrorCode.CONFIGURATION,
                "'" + text + "' is no position of topic " + topic.name() + " with " + topic.partitions()
                        + " partitions: that is a partition, '/', a time in milliseconds, '-' and the id of a message");
    }

    boolean isOf(RabbitMessage message) {
        return id.equals(message.id()) && created == created(message);
    }
}
