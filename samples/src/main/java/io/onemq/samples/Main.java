package io.onemq.samples;

import io.onemq.MqException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Runs the order pipeline; {@code ./run-sample --help} tells with which options. */
public final class Main {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Main() {}

    /**
     * Runs the pipeline and ends the JVM: with 0 if every order is accounted for, with 1 if not, with 2 if the command
     * line is wrong.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        // Names are in many scripts, whatever the terminal's locale says.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(run(List.of(args), out));
    }

    static int run(List<String> arguments, PrintStream out) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.println(Options.USAGE);
            return 0;
        }
        try {
            return new SampleRun(Options.parse(arguments), out).run() ? 0 : FAILED;
        } catch (UsageException e) {
            out.println("Error: " + e.getMessage() + " See ./run-sample --help.");
            return WRONG_USAGE;
        } catch (NoSuchFileException e) {
            out.println("Error: There is no file " + e.getMessage() + ".");
        } catch (IOException e) {
            out.println("Error: The orders cannot be read: " + e);
        } catch (MqException e) {
            out.println("Error (" + e.code() + "): " + e.getMessage());
        } catch (IllegalStateException e) {
            out.println("Error: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            out.println("Error: Interrupted.");
        }
        return FAILED;
    }
}
