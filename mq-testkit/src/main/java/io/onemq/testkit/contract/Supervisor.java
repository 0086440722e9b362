package io.onemq.testkit.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Keeps a number of programs running: starts each again that has died. Used by one thread. */
final class Supervisor implements AutoCloseable {
    private final Path folder;
    private final Function<Path, RunningProgram> start;
    private final List<RunningProgram> running = new ArrayList<>();
    private final List<Path> journals = new ArrayList<>();
    private final List<Path> left = new ArrayList<>();

    /**
     * Starts programs.
     *
     * @param count how many run at a time
     * @param folder where their journals are
     * @param start starts one with a journal
     */
    Supervisor(int count, Path folder, Function<Path, RunningProgram> start) {
        this.folder = folder;
        this.start = start;
        for (int i = 0; i < count; i++) {
            journals.add(newJournal());
            running.add(start.apply(journals.get(i)));
        }
    }

    private Path newJournal() {
        try {
            return Files.createFile(folder.resolve("program-" + (journals.size() + left.size())));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a journal", e);
        }
    }

    /** Starts those again that have died. */
    void tend() {
        for (int i = 0; i < running.size(); i++) {
            if (running.get(i).hasDied()) {
                left.add(journals.get(i));
                journals.set(i, newJournal());
                running.set(i, start.apply(journals.get(i)));
            }
        }
    }

    /** Kills one that has work. Returns false if there is none at the moment. */
    boolean killOne() {
        for (int i = 0; i < running.size(); i++) {
            if (!running.get(i).hasDied() && isAtWork(journals.get(i))) {
                running.get(i).kill();
                return true;
            }
        }
        return false;
    }

    private static boolean isAtWork(Path journal) {
        return Handling.read(journal, false).stream().anyMatch(handling -> !handling.settling());
    }

    /** How many have died. */
    int deaths() {
        return left.size();
    }

    /** What all handlers have done. */
    List<Handling> handlings() {
        List<Handling> handlings = new ArrayList<>();
        left.forEach(journal -> handlings.addAll(Handling.read(journal, true)));
        journals.forEach(journal -> handlings.addAll(Handling.read(journal, false)));
        return handlings;
    }

    /** Ends all in good order; what died by now is not started again. */
    void stop() {
        while (!running.isEmpty()) {
            running.get(0).stop();
            running.remove(0);
        }
    }

    /** Ends those that run still. */
    @Override
    public void close() {
        running.forEach(RunningProgram::kill);
    }
}
