package io.onemq.testkit.junit;

import io.onemq.Backlog;
import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.DeadLetters.Letter;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Topic;

/** What the broker has of a group: what is left to settle, and the dead letters. */
record GroupBook(MqClient mq, Topic topic, Group group) {
    private static final int SHOWN = 20;

    /** A topic that is not there yet has none. */
    long deadLetters() {
        try {
            return mq.deadLetters(topic, group).count();
        } catch (MqException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return 0;
            }
            throw e;
        }
    }

    /** Tells whether everything is settled, as far as the broker shows it. One that does not answer shows nothing yet. */
    boolean isSettled() {
        try {
            Backlog backlog = backlog();
            return backlog.ready() + backlog.inFlight().orElse(0) == 0;
        } catch (MqException e) {
            if (e.retryable()) {
                return false;
            }
            throw e;
        }
    }

    /** Tells whether the broker can be asked. */
    boolean showsBacklog() {
        CapabilitySupport support = mq.capabilities().get(Capability.BACKLOG);
        return support != null && support.supported();
    }

    /** The test may have declared the topic with partitions, and where the messages are depends on that. */
    private Backlog backlog() {
        Topic declared = topic;
        var partitions = mq.admin().describe(topic).partitions();
        if (partitions.isPresent()) {
            declared = topic.withPartitions(partitions.getAsInt());
        }
        return mq.admin().backlog(declared, group);
    }

    /** For a failure, so that what cannot be found out becomes part of it. */
    String describeBacklog() {
        try {
            Backlog backlog = backlog();
            return "  at the broker: ready " + backlog.ready()
                    + (backlog.inFlight().isPresent()
                            ? ", in flight " + backlog.inFlight().getAsLong()
                            : "")
                    + "\n";
        } catch (MqException e) {
            return "  at the broker: unknown, " + e.getMessage() + "\n";
        }
    }

    /** For a failure, as {@link #describeBacklog}; empty if there are none. */
    String describeDeadLetters() {
        try {
            long count = deadLetters();
            if (count == 0) {
                return "";
            }
            return LedgerReport.line(
                    "dead-lettered (" + count + ")",
                    mq.deadLetters(topic, group).browse(SHOWN).stream()
                            .map(GroupBook::text)
                            .toList());
        } catch (MqException e) {
            return "  dead letters: unknown, " + e.getMessage() + "\n";
        }
    }

    private static String text(Letter letter) {
        return letter.id()
                + letter.cause()
                        .map(cause -> " (" + cause.reason() + " after " + cause.attempts() + " attempts: "
                                + cause.exception().map(name -> name + ": ").orElse("") + cause.message() + ")")
                        .orElse("");
    }
}
