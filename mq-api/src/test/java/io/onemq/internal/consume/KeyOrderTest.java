package io.onemq.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Settlement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
    private final StubBroker broker = new StubBroker();
    private final List<InFlight> offered = new CopyOnWriteArrayList<>();
    private final GroupReader reader =
            new GroupReader(broker.engine, broker.topics, broker.settings, created -> new Recording());

    @BeforeEach
    void open() {
        reader.open();
    }

    @AfterEach
    void close() {
        reader.close(0);
        broker.close();
    }

    private List<String> keysOffered() {
        return offered.stream().map(delivery -> delivery.message().key()).toList();
    }

    private InFlight take(int number) {
        InFlight delivery = offered.get(number);
        assertThat(reader.mayHand()).isTrue();
        assertThat(reader.hand(delivery)).isTrue();
        return delivery;
    }

    @Test
    void aKeyWaitsForTheHandlerThatLostIt() {
        broker.deliver("a", "a", "b");
        assertThat(keysOffered()).containsExactly("a", "b");
        InFlight running = take(0);
        broker.lose();
        broker.deliver("a", "a", "b");
        assertThat(keysOffered()).containsExactly("a", "b", "b");
        broker.lose();
        broker.deliver("a", "a", "b");
        assertThat(keysOffered()).containsExactly("a", "b", "b", "b");

        assertThat(running.settleAndReport(Verdict.ACK))
                .succeedsWithin(StubBroker.SOON)
                .isEqualTo(Settlement.LEASE_LOST);
        assertThat(keysOffered()).hasSize(4);
        reader.returned(running);
        assertThat(keysOffered()).containsExactly("a", "b", "b", "b", "a");
        InFlight again = take(4);
        again.settle(Verdict.ACK);
        reader.returned(again);
        assertThat(keysOffered()).containsExactly("a", "b", "b", "b", "a", "a");
    }

    @Test
    void aHandlerThatReturnedWithoutSettlingHoldsUpNothing() {
        broker.deliver("a");
        InFlight kept = take(0);
        reader.returned(kept);
        broker.lose();
        broker.deliver("a");

        assertThat(keysOffered()).containsExactly("a", "a");
    }

    @Test
    void whatIsLostBeforeItIsNotedHasItsKeyWaitUntilTheLossIsReported() {
        broker.deliver("a", "a");
        broker.answerToNotes = Settlement.UNKNOWN;
        release(0);
        assertThat(keysOffered()).containsExactly("a");

        broker.lose();
        broker.deliver("a", "a");
        assertThat(keysOffered()).containsExactly("a", "a");
        broker.answerToNotes = Settlement.SETTLED;
        take(1).settle(Verdict.ACK);
        assertThat(keysOffered()).containsExactly("a", "a", "a");
    }

    @Test
    void whatIsLostAloneLetsTheNextOfItsKeyGoOn() {
        broker.deliver("a", "a");
        broker.answerToNotes = Settlement.LEASE_LOST;
        InFlight lost = release(0);
        assertThat(keysOffered()).containsExactly("a");

        broker.listener().leasesLost(List.of(lost.message()));
        assertThat(keysOffered()).containsExactly("a", "a");
    }

    @Test
    void aLossThatIsReportedBeforeTheAnswerHoldsUpNothing() {
        broker.deliver("a", "a");
        broker.answerToNotes = null;
        InFlight lost = release(0);
        broker.listener().leasesLost(List.of(lost.message()));
        assertThat(keysOffered()).containsExactly("a");

        broker.notes.get(0).complete(Settlement.LEASE_LOST);
        assertThat(keysOffered()).containsExactly("a", "a");
    }

    private InFlight release(int number) {
        InFlight delivery = take(number);
        delivery.settle(Verdict.RELEASE);
        reader.returned(delivery);
        return delivery;
    }

    @Test
    void closingKeepsWhatAFailedAttemptHasNoted() {
        broker.listener().deliver(List.of(new KeyedMessage("a", 2)));
        InFlight suspect = take(0);
        broker.answerToNotes = null;
        suspect.settle(new Verdict.Nack(null, null));
        reader.returned(suspect);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> reader.close(0));
        assertThat(closing).succeedsWithin(StubBroker.SOON);

        assertThat(broker.notes).hasSize(2);
        assertThat(Past.ofNote(broker.notes.get(1).note()).attempt()).isEqualTo(2);
    }

    @Test
    void closingClearsASuspectThatNobodyHasDecidedAbout() {
        broker.listener().deliver(List.of(new KeyedMessage("a", 2)));
        InFlight suspect = take(0);
        assertThat(Past.ofNote(broker.notes.get(0).note()).crashes()).isEqualTo(1);
        reader.close(1);

        assertThat(broker.notes).hasSize(2);
        assertThat(Past.ofNote(broker.notes.get(1).note()).crashes()).isZero();
        await().atMost(StubBroker.SOON).until(suspect::isFinal);
    }

    /** Keeps what is offered. */
    private final class Recording implements Intake {
        @Override
        public void offer(List<InFlight> deliveries) {
            offered.addAll(deliveries);
        }

        @Override
        public void roomFreed() {}

        @Override
        public void laneWanted() {}

        @Override
        public void resumed() {}

        @Override
        public void stop() {}
    }
}
