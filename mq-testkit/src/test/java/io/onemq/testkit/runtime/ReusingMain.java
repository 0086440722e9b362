package io.onemq.testkit.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the Redis that JVMs share, prints its URL, and ends. */
final class ReusingMain {

    private ReusingMain() {}

    public static void main(String[] none) {
        System.out.println(Brokers.shared("redis").url());
    }

    /** Runs several JVMs at the same time and returns what each has printed. */
    static List<String> runJvms(int count) throws IOException, InterruptedException {
        List<Process> jvms = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                jvms.add(startJvm());
            }
            List<String> urls = new ArrayList<>();
            for (Process jvm : jvms) {
                try (BufferedReader output = jvm.inputReader()) {
                    urls.add(String.valueOf(output.readLine()));
                }
                jvm.waitFor();
            }
            return urls;
        } finally {
            jvms.forEach(Process::destroyForcibly);
        }
    }

    private static Process startJvm() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dmq.test.redis=container",
                        "-Dmq.test.reuse=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReusingMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
