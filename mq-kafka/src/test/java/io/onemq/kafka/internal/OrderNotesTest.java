package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class OrderNotesTest {
    private static OffsetAndMetadata position(long offset, String metadata, OrderNotes notes) {
        return new OffsetAndMetadata(offset, OrderNotes.addTo(metadata, notes.select(offset), offset));
    }

    @Test
    void notesAreFoundAgain() {
        OrderNotes notes = new OrderNotes(Map.of(107L, "found"));
        notes.put(100, "2.0.a.b");
        notes.put(5_000_000_000L, "far");
        OffsetAndMetadata position = position(100, "", notes);

        assertThat(OrderNotes.isOrdered(position)).isTrue();
        assertThat(OrderNotes.decode(position))
                .isEqualTo(Map.of(100L, "2.0.a.b", 107L, "found", 5_000_000_000L, "far"));
    }

    @Test
    void theyStandBesideWhatElseIsCommitted() {
        SettledAhead.Encoder settled = new SettledAhead.Encoder(100, true);
        assertThat(settled.add(103, 105)).isTrue();
        OrderNotes notes = new OrderNotes(Map.of());
        notes.put(100, "note");
        OffsetAndMetadata position = position(100, new Returns(3, 110).addTo(settled.text(), 100), notes);

        assertThat(Returns.decode(position)).isEqualTo(new Returns(3, 110));
        assertThat(SettledAhead.decode(position).contains(104)).isTrue();
        assertThat(OrderNotes.decode(position)).isEqualTo(Map.of(100L, "note"));
    }

    @Test
    void aGroupWithoutOrderHasNone() {
        assertThat(OrderNotes.isOrdered(new OffsetAndMetadata(5))).isFalse();
        assertThat(OrderNotes.isOrdered(new OffsetAndMetadata(5, "onemq1:AQA~3")))
                .isFalse();
        assertThat(OrderNotes.isOrdered(new OffsetAndMetadata(5, "foreign!1=a!")))
                .isFalse();
        assertThat(OrderNotes.isOrdered(new OffsetAndMetadata(5, OrderNotes.NONE)))
                .isTrue();
        assertThat(OrderNotes.decode(new OffsetAndMetadata(5, OrderNotes.NONE))).isEmpty();
    }

    @Test
    void whatCannotBeReadCountsAsNothing() {
        assertThat(OrderNotes.decode(new OffsetAndMetadata(5, "onemq1:!x!=y!1=good!-1=bad!zzzzzzzzzzzzzz=far!")))
                .isEqualTo(Map.of(6L, "good"));
    }

    @Test
    void whatTheBrokerHasStaysInThenTheLowestOffsets() {
        OrderNotes notes = new OrderNotes(Map.of());
        String note = "2.0.mh3k9x2a.mh3k9x9f";
        LongStream.range(500, 600).forEach(offset -> notes.put(offset, note));
        Map<Long, String> first = notes.select(100);
        assertThat(first.size()).isBetween(60, 99);
        assertThat(first).containsKey(500L).doesNotContainKey(599L);
        notes.accepted(first);
        notes.put(100, note);

        assertThat(notes.select(100)).as("no room for a new one").isEqualTo(first);
        notes.settled(500);
        assertThat(notes.select(100)).containsKey(100L).doesNotContainKey(500L);
        assertThat(position(100, "", notes).metadata()).hasSizeLessThan(2_000);
    }
}
