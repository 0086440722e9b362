package io.onemq.testkit.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Starts every broker, prints their URLs, and stays until it is killed. */
final class BrokersMain {

    private BrokersMain() {}

    public static void main(String[] kind) throws InterruptedException {
        Stream.of(BrokerType.values())
                .map(type -> CompletableFuture.supplyAsync(() -> {
                    BrokerRuntime broker = Brokers.create(type.id(), kind[0]);
                    broker.start();
                    return broker;
                }))
                .toList()
                .forEach(broker -> System.out.println(broker.join().url()));
        Thread.currentThread().join();
    }

    static Process startJvm(String kind, Path temporaryFiles) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporaryFiles,
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokersMain.class.getName(),
                        kind)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Returns where the brokers of that JVM are, once all answer. */
    static List<HostAndPort> awaitBrokers(Process jvm) {
        BufferedReader urls = jvm.inputReader();
        return Stream.of(BrokerType.values())
                .map(type -> line(urls))
                .map(url -> HostAndPort.allIn(url, 0).get(0))
                .toList();
    }

    private static String line(BufferedReader urls) {
        try {
            String url = urls.readLine();
            if (url == null) {
                throw new IllegalStateException("The JVM with the brokers ended before they answered");
            }
            return url;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
