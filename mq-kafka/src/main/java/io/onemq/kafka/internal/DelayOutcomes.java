package io.onemq.kafka.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of records that were sent on, and tells what is unusual. Used by the moving thread. */
final class DelayOutcomes {
    private static final long AGAIN_MILLIS = 1_000;
    private static final long LATER_MILLIS = 60_000;

    private final DelayLevels levels;
    private final Notices notices;

    DelayOutcomes(DelayLevels levels, Notices notices) {
        this.levels = levels;
        this.notices = notices;
    }

    /** Counts messages of which the same is to be told. */
    private static final class Told {
        private final String first;
        private int count;

        Told(String first) {
            this.first = first;
        }

        String about() {
            return count == 1 ? "Delayed message " + first : count + " delayed messages, " + first + " the first,";
        }
    }

    /** Takes all outcomes that there are. */
    void take(DelaySender sender) {
        Map<String, Told> told = new LinkedHashMap<>();
        DelaySender.Outcome outcome = sender.next();
        while (outcome != null) {
            String notice = take(outcome);
            if (notice != null) {
                String id = outcome.record().id();
                told.computeIfAbsent(notice, same -> new Told(id)).count++;
            }
            outcome = sender.next();
        }
        told.forEach((notice, about) -> notices.tell(about.about() + " " + notice));
    }

    private @Nullable String take(DelaySender.Outcome outcome) {
        DelayedRecord record = outcome.record();
        Exception failure = outcome.failure();
        if (failure == null) {
            record.become(DelayedRecord.State.DONE);
            return outcome.topic().equals(levels.orphans())
                    ? "cannot be stored in topic '" + record.target() + "' (" + record.refusal() + "): kept in topic "
                            + levels.orphans()
                    : null;
        }
        if (KafkaPublisher.endsProducer(failure)) {
            throw KafkaErrors.connection("go on with a producer that failed", failure);
        }
        boolean passing = !(failure instanceof ApiException) || failure instanceof RetriableException;
        boolean own = levels.isOwn(outcome.topic());
        record.stay(System.currentTimeMillis() + (own && !passing ? LATER_MILLIS : AGAIN_MILLIS));
        if (own) {
            return "cannot be stored in topic " + outcome.topic() + " for now: " + KafkaErrors.describe(failure);
        }
        if (!passing) {
            record.refuse(KafkaErrors.describe(failure));
            return null;
        }
        record.postpone();
        return "cannot be stored in topic " + outcome.topic() + " for now and waits another minute: "
                + KafkaErrors.describe(failure);
    }
}
