package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class HandOutNotesTest {
    private static final long ANY = Long.MAX_VALUE;

    /** What the next owner finds if this one dies after it was allowed to hand out up to an offset. */
    private static Returns afterDeath(Returns found, boolean exact, long offset, long lastOffset) {
        HandOutNotes notes = new HandOutNotes(found, exact);
        notes.want(offset, lastOffset, offset);
        notes.accepted(notes.noted());
        assertThat(notes.cover(offset)).isTrue();
        OffsetAndMetadata committed =
                new OffsetAndMetadata(offset, notes.toCommit().addTo("", offset));
        return Returns.decode(committed);
    }

    @Test
    void nothingIsCoveredBeforeTheNoteIsAccepted() {
        HandOutNotes notes = new HandOutNotes(Returns.NONE, false);
        notes.want(5, 9, 5);
        assertThat(notes.cover(5)).isFalse();
        notes.accepted(notes.noted());
        assertThat(notes.cover(5)).isTrue();
        assertThat(notes.cover(1_000_000)).isTrue();
    }

    @Test
    void deathsAddUpForWhatWasHandedOut() {
        Returns first = afterDeath(Returns.NONE, false, 10, 12);
        assertThat(first).isEqualTo(new Returns(1, ANY));
        Returns second = afterDeath(first, false, 10, 12);
        assertThat(second).isEqualTo(new Returns(2, 13));
        assertThat(second.of(12)).isEqualTo(2);
        assertThat(second.of(13)).isZero();
    }

    @Test
    void anOwnerGoesOnAsUsualWhenWhatCameBackIsSettled() {
        HandOutNotes notes = new HandOutNotes(new Returns(1, ANY), false);
        notes.want(10, 12, 10);
        notes.accepted(notes.noted());
        assertThat(notes.cover(13)).isFalse();
        notes.want(13, 20, 11);
        assertThat(notes.toCommit()).isEqualTo(new Returns(2, 21));
        notes.want(21, 30, 10 + HandOutNotes.HORIZON - 1);
        assertThat(notes.toCommit()).isEqualTo(new Returns(2, 31));
        notes.want(31, 40, 10 + HandOutNotes.HORIZON);
        assertThat(notes.toCommit()).isEqualTo(Returns.FIRST);
    }

    @Test
    void anEndInGoodOrderLeavesWhatWasFound() {
        HandOutNotes notes = new HandOutNotes(new Returns(2, 12), false);
        notes.want(10, 15, 10);
        assertThat(notes.endInGoodOrder()).isTrue();
        assertThat(notes.toCommit()).isEqualTo(new Returns(2, 12));
        HandOutNotes takingOver = new HandOutNotes(Returns.FIRST, false);
        takingOver.want(10, 15, 10);
        assertThat(takingOver.endInGoodOrder()).isTrue();
        assertThat(takingOver.toCommit()).isEqualTo(Returns.FIRST);
        HandOutNotes healthy = new HandOutNotes(Returns.NONE, false);
        healthy.want(10, 15, 10);
        assertThat(healthy.endInGoodOrder()).isTrue();
        assertThat(healthy.toCommit()).isEqualTo(Returns.NONE);
    }

    @Test
    void whatWasFoundStaysUntilTheOwnerHasANoteOfItsOwn() {
        HandOutNotes notes = new HandOutNotes(new Returns(4, 11), true);
        assertThat(notes.toCommit()).isEqualTo(new Returns(4, 11));
        notes.accepted(notes.noted());
        assertThat(notes.cover(10)).as("covered by the note of another").isFalse();
        assertThat(notes.endInGoodOrder()).as("nothing was written").isFalse();
        assertThat(notes.toCommit()).isEqualTo(new Returns(4, 11));
    }

    @Test
    void aFirstStepForgetsNothingThatWasFoundBehindIt() {
        HandOutNotes notes = new HandOutNotes(new Returns(2, 100), false);
        notes.want(10, 12, 10);
        assertThat(notes.toCommit()).isEqualTo(new Returns(3, 100));
    }

    @Test
    void exactNotesBlameOneMessage() {
        Returns first = afterDeath(Returns.NONE, true, 10, 10);
        assertThat(first).isEqualTo(new Returns(1, 11));
        assertThat(afterDeath(first, true, 10, 10)).isEqualTo(new Returns(2, 11));
        assertThat(afterDeath(first, true, 11, 11)).isEqualTo(new Returns(1, 12));
    }

    @Test
    void theTextIsReadAgainBehindWhatIsSettledAhead() {
        SettledAhead.Encoder settled = new SettledAhead.Encoder(100);
        assertThat(settled.add(103, 105)).isTrue();
        OffsetAndMetadata position = new OffsetAndMetadata(100, new Returns(3, 110).addTo(settled.text(), 100));

        assertThat(Returns.decode(position)).isEqualTo(new Returns(3, 110));
        assertThat(SettledAhead.decode(position).contains(104)).isTrue();
        assertThat(SettledAhead.decode(position).contains(106)).isFalse();
        assertThat(new Returns(3, 100).addTo("", 100)).as("holds for nothing").isEmpty();
    }

    @Test
    void foreignTextSaysNothing() {
        for (String text :
                List.of("", "x", "~3", "onemq1:", "onemq1:~", "onemq1:~x", "onemq1:~-1", "onemq1:~99999999999")) {
            assertThat(Returns.decode(new OffsetAndMetadata(5, text))).as(text).isEqualTo(Returns.NONE);
        }
    }
}
