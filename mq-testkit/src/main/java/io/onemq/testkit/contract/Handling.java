package io.onemq.testkit.contract;

import io.onemq.Settlement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a handler, as the {@link Journal} of its program tells.
 *
 * @param program the name of the journal
 * @param id the id of the message
 * @param attempt the number of the attempt
 * @param position where the message was stored, if the broker says so
 * @param startMillis when the handler was called
 * @param settling whether it settled
 * @param settleMillis when it settled
 * @param outcome what came of the settlement, if the program learned it
 * @param outcomeMillis when it learned that
 * @param died whether the program died, then or later
 */
record Handling(
        String program,
        String id,
        int attempt,
        Optional<String> position,
        long startMillis,
        boolean settling,
        long settleMillis,
        Optional<Settlement> outcome,
        long outcomeMillis,
        boolean died) {

    boolean isSettled() {
        return outcome.equals(Optional.of(Settlement.SETTLED));
    }

    /** Tells whether its settlement was accepted, or nobody can know: its program died before it learned that, or was told so. */
    boolean mayBeSettled() {
        return outcome.map(known -> known != Settlement.LEASE_LOST).orElse(died && settling);
    }

    /** Tells whether the message may come again from the same place: its program died, or was not told that it is settled. */
    boolean mayComeAgain() {
        return outcome.map(known -> known != Settlement.SETTLED).orElse(died);
    }

    /** Reads the journal of a program. */
    static List<Handling> read(Path journal, boolean died) {
        Map<String, Handling> handlings = new LinkedHashMap<>();
        String program = journal.getFileName().toString();
        for (String line : lines(journal)) {
            String[] words = line.split(" ", -1);
            long millis = Long.parseLong(words[1]);
            if (words[2].equals("STARTS")) {
                handlings.put(words[0], started(program, words, millis, died));
            } else {
                handlings.computeIfPresent(words[0], (number, known) -> known.then(words[2], millis));
            }
        }
        return List.copyOf(handlings.values());
    }

    private static List<String> lines(Path journal) {
        try {
            String text = Files.readString(journal);
            // The last line may be half written at this moment.
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a journal", e);
        }
    }

    private static Handling started(String program, String[] words, long millis, boolean died) {
        Optional<String> position = Optional.of(words[5]).filter(text -> !text.equals("-"));
        int attempt = Integer.parseInt(words[4]);
        return new Handling(program, words[3], attempt, position, millis, false, 0, Optional.empty(), 0, died);
    }

    private Handling then(String what, long millis) {
        boolean settles = what.equals("SETTLES");
        Optional<Settlement> known = settles ? Optional.empty() : Optional.of(Settlement.valueOf(what));
        long settled = settles ? millis : settleMillis;
        return new Handling(program, id, attempt, position, startMillis, true, settled, known, millis, died);
    }
}
