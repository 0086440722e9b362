package io.onemq.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Settlement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PullReaderTest {
    private final StubBroker broker = new StubBroker();
    private final PullReader reader = new PullReader(broker.engine, broker.topics, broker.settings);

    @BeforeEach
    void open() {
        reader.open();
    }

    @AfterEach
    void close() {
        broker.notes.forEach(note -> note.complete(Settlement.SETTLED));
        reader.close();
        broker.close();
    }

    /** The thread that delivers is that which answers, with some drivers. */
    @Test
    void aDriverCanDeliverWhileItIsAskedToNote() {
        broker.answerToNotes = null;
        broker.listener().deliver(List.of(new KeyedMessage("a", 2)));
        CompletableFuture<InFlight> received =
                CompletableFuture.supplyAsync(() -> Objects.requireNonNull(reader.poll(StubBroker.SOON)));
        await().atMost(StubBroker.SOON).until(() -> broker.notes.size() == 1);

        CompletableFuture<Void> delivered = CompletableFuture.runAsync(() -> broker.deliver("b"));
        assertThat(delivered).succeedsWithin(StubBroker.SOON);
        broker.notes.get(0).complete(Settlement.SETTLED);
        assertThat(received.join().message().key()).isEqualTo("a");
        assertThat(Objects.requireNonNull(reader.poll(StubBroker.SOON))
                        .message()
                        .key())
                .isEqualTo("b");
    }
}
