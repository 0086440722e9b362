package io.onemq.testkit.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs that join a group and leave it, in good order or by a kill. Used by one thread. */
final class Members implements AutoCloseable {
    private final Path folder;
    private final Function<Path, RunningProgram> start;
    private final List<Member> present = new ArrayList<>();
    private final List<Member> gone = new ArrayList<>();

    /**
     * Starts with nobody.
     *
     * @param folder where their journals are
     * @param start starts one with a journal
     */
    Members(Path folder, Function<Path, RunningProgram> start) {
        this.folder = folder;
        this.start = start;
    }

    /**
     * One program.
     *
     * @param journal where it writes what it handles
     * @param program the program
     * @param killed whether it was killed
     */
    private record Member(Path journal, RunningProgram program, boolean killed) {
        String name() {
            return journal.getFileName().toString();
        }

        List<Handling> handlings() {
            return Handling.read(journal, killed);
        }
    }

    /** Starts one and waits until it has handled something, which it has to do promptly. */
    void join() {
        Member member = start();
        Waiting.until(
                "the new " + member.name() + " beside " + (present.size() - 1) + " others handles something",
                () -> !member.handlings().isEmpty());
    }

    private Member start() {
        try {
            Path journal = Files.createFile(folder.resolve("member-" + (present.size() + gone.size())));
            Member member = new Member(journal, start.apply(journal), false);
            present.add(member);
            return member;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a journal", e);
        }
    }

    /** Ends the one that is here for longest in good order. */
    void leave() {
        Member member = present.remove(0);
        gone.add(member);
        member.program().stop();
    }

    /** Kills the one that is here for longest, as soon as it is in the middle of a message. */
    void killOne() {
        Member member = present.get(0);
        Waiting.until(
                member.name() + " handles something",
                () -> member.handlings().stream().anyMatch(handling -> !handling.settling()));
        member.program().kill();
        present.remove(0);
        gone.add(new Member(member.journal(), member.program(), true));
    }

    /** The names of those that are here, as in {@link Handling#program()}. */
    Set<String> names() {
        return present.stream().map(Member::name).collect(Collectors.toSet());
    }

    /** What all handlers have done. */
    List<Handling> handlings() {
        return Stream.concat(gone.stream(), present.stream())
                .flatMap(member -> member.handlings().stream())
                .toList();
    }

    /** Ends all in good order. */
    void stop() {
        while (!present.isEmpty()) {
            leave();
        }
    }

    /** Ends those that run still. */
    @Override
    public void close() {
        present.forEach(member -> member.program().kill());
    }
}
