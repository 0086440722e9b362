package io.onemq.testkit.contract;

import io.onemq.Delivery;
import io.onemq.Settlement;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * What a program writes down about each handling, a line at a time and unbuffered: what was written is in the file,
 * whatever becomes of the process. After its end nothing is written, and whoever wants to write waits for the end to be
 * complete, as if its thread was gone. {@link Handling} reads it. Safe for use by several threads.
 */
final class Journal {
    private final OutputStream file;
    private final CountDownLatch dead = new CountDownLatch(1);
    private int handlings;
    private boolean ended;

    Journal(Path path) {
        try {
            file = new FileOutputStream(path.toFile(), true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the journal", e);
        }
    }

    /** Says that a handler starts; returns the number of this handling, or 0 if the program has ended. */
    int starts(Delivery<?> delivery) {
        synchronized (this) {
            if (!ended) {
                handlings++;
                write(handlings + " " + System.currentTimeMillis() + " STARTS " + delivery.id() + " "
                        + delivery.attempt() + " " + delivery.position().orElse("-"));
                return handlings;
            }
        }
        awaitDeath();
        return 0;
    }

    /** Says that a handler settles; returns false if the program has ended. */
    boolean settles(int handling) {
        return says(handling, "SETTLES");
    }

    /** Says what came of the settlement; returns false if the program has ended. */
    boolean settled(int handling, Settlement outcome) {
        return says(handling, outcome.name());
    }

    private boolean says(int handling, String what) {
        synchronized (this) {
            if (!ended) {
                write(handling + " " + System.currentTimeMillis() + " " + what);
                return true;
            }
        }
        awaitDeath();
        return false;
    }

    private void write(String line) {
        try {
            file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the journal", e);
        }
    }

    /** Nothing is written from now on. Returns whether this call ended it. */
    synchronized boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the journal", e);
        }
        return true;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** Lets those go on whose threads should be gone: nothing that they do has an effect any more. */
    void died() {
        dead.countDown();
    }

    private void awaitDeath() {
        Waiting.forLatch("the program is dead", dead);
    }
}
