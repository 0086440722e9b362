package io.onemq.memory.faulty;

import io.onemq.spi.TopicSpec;
import io.onemq.spi.WireNames;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The faults, each with the case that has to notice it and words that its message has to have. */
@SuppressWarnings("ImmutableEnumChecker") // faults count, each for the one driver that has it
enum Faults {
    NONE(Fault::new, "", ""),
    NONE_OF_A_LOG(Fault::new, "log", "", ""),
    /** What may happen at any broker, so that no case fails. */
    FORGETS_THE_ANSWER(SettleFaults.ForgetsTheAnswer::new, "", ""),
    LOSES_SOME(PublishFaults.LosesSome::new, "everyConfirmedMessageIsReceived", "lost ["),
    SENDS_SOME_TWICE(PublishFaults.SendsSomeTwice::new, "everyConfirmedMessageIsReceived", "duplicated ["),
    REORDERS(PublishFaults.Reorders::new, "theOrderOfOneThreadIsKept", "in the order of the publishing"),
    CONFIRMS_BEFORE_STORING(PublishFaults.ConfirmsBeforeStoring::new, "aKillKeepsConfirmedMessages", "lost ["),
    CONFIRMS_WHAT_WAS_REFUSED(PublishFaults.ConfirmsRefused::new, "tooLargeIsRefused", "a failure with code TOO_LARGE"),
    FORGETS_HEADERS(() -> PublishFaults.changing(m -> m.headers(WireNames::isReserved)), "headersArrive", "header"),
    CORRUPTS_BINARY_PAYLOADS(
            () -> PublishFaults.changing(m -> m.payload(PublishFaults.asText(m.payload()))),
            "everyByteValueArrives",
            "payload"),
    FORGETS_ATTEMPTS(
            () -> PublishFaults.changing(m -> m.headers(name -> !name.equals(WireNames.ATTEMPT))),
            "nackedMessagesComeBackAtOnce",
            "attempt=1"),
    CUTS_DEAD_LETTERS(
            () -> PublishFaults.changingIf(TopicSpec.Role.DEAD_LETTER, m -> m.payload(new byte[] {'?'})),
            "undecodablePayloadsAreDeadLetters",
            "payload"),
    FORGETS_THE_CAUSE(
            () -> PublishFaults.changing(m -> m.headers(name -> !name.startsWith(WireNames.DLQ_PREFIX))),
            "deadLettersAreComplete",
            "cause"),
    RETRIES_FOR_EVERY_GROUP(PublishFaults.RetriesForEveryGroup::new, "retriesStayInTheirGroup", "duplicated ["),
    COMES_TOO_EARLY(
            () -> PublishFaults.changing(
                    m -> m.headers(name -> !name.equals(WireNames.NOT_BEFORE)).atOnce()),
            "shortDelaysAreKept",
            "with a delay of"),
    STORES_DUPLICATES(PublishFaults.StoresDuplicates::new, "theSameIdIsStoredOnce", "duplicate"),
    HIDES_DUPLICATES(PublishFaults.HidesDuplicates::new, "theSameIdIsStoredOnce", "duplicate"),
    ACKS_EARLY(SettleFaults.AcksEarly::new, "unsettledOfAClosedConsumerReturns", "lost ["),
    REDELIVERS_WHAT_WAS_ACKED(SettleFaults.RedeliversAcked::new, "acknowledgedNeverReturns", "duplicated ["),
    FORGETS_ACKNOWLEDGEMENTS(SettleFaults.ForgetsAcknowledgements::new, "closeFlushesAcknowledgements", "unexpected ["),
    LOSES_WHAT_IS_RELEASED(SettleFaults.LosesReleased::new, "releasedMessagesComeBack", "deliveries"),
    ENDS_WHAT_IS_SETTLED_TOO_LATE(
            SettleFaults.SettlesStale::new, "outcomesAreTrueWhileLeasesGetLost", "what was lost has come again"),
    REPORTS_LOST_LEASES_AS_SETTLED(
            SettleFaults.ReportsSettled::new, "outcomesAreTrueWhileLeasesGetLost", "messages that came again"),
    IGNORES_THE_WINDOW(SettleFaults.IgnoresTheWindow::new, "othersGetWhatAFullConsumerHasNoRoomFor", "lost ["),
    DELIVERS_TWICE(SettleFaults.DeliversTwice::new, "membersShareTheMessages", "duplicated ["),
    DELIVERS_OUT_OF_ORDER(SettleFaults.DeliversOutOfOrder::new, "keysAreInOrderAndInParallel", "order"),
    STARTS_AT_THE_EARLIEST(AdminFaults.StartsAtEarliest::new, "log", "aGroupStartsAtItsDeclaration", "unexpected ["),
    PURGES_EVERY_GROUP(AdminFaults.PurgesEveryGroup::new, "purgingDropsWhatWaits", "lost ["),
    LEAKS_THREADS(AdminFaults.LeaksThreads::new, "noThreadOutlivesAClient", "onemq-leaked");

    private final Fault fault;
    private final String profile;
    private final String caseName;
    private final String words;

    Faults(Supplier<Fault> fault, String caseName, String words) {
        this(fault, "queue", caseName, words);
    }

    Faults(Supplier<Fault> fault, String profile, String caseName, String words) {
        this.fault = fault.get();
        this.profile = profile;
        this.caseName = caseName;
        this.words = words;
    }

    Fault fault() {
        return fault;
    }

    String profile() {
        return profile;
    }

    /** The method of the case that fails for this fault. */
    String caseName() {
        return caseName;
    }

    /** Tells whether it shows only if a settlement and the loss of its lease meet. */
    boolean isRace() {
        return this == ENDS_WHAT_IS_SETTLED_TOO_LATE || this == REPORTS_LOST_LEASES_AS_SETTLED;
    }

    /** What its failure says. */
    String words() {
        return words;
    }

    /** The driver of the same profile that does nothing wrong. */
    Faults none() {
        return profile.equals("log") ? NONE_OF_A_LOG : NONE;
    }

    /** All that do something wrong. */
    static List<Faults> real() {
        return Stream.of(values()).filter(fault -> !fault.caseName.isEmpty()).toList();
    }
}
