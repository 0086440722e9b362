package io.onemq.kafka;

import io.onemq.Codec;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Topic;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A program that publishes messages with a delay and then only moves messages on, until it is killed. */
public final class DelayingProcess {
    private DelayingProcess() {}

    /** Runs the program: group prefix, topic, number of messages, delay in milliseconds. */
    public static void main(String[] args) throws InterruptedException {
        MqClient mq = MqClient.builder().option("kafka.group-prefix", args[0]).connect();
        Publisher<String> publisher = mq.publisher(Topic.of(args[1]), Codec.string());
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            publisher.publish(Message.builder(Integer.toString(i))
                    .delay(Duration.ofMillis(Long.parseLong(args[3])))
                    .build());
        }
        System.out.println("published");
        new CountDownLatch(1).await();
    }

    static Process start(String url, File output, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DelayingProcess.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        builder.environment().put("MQ_URL", url);
        return builder.start();
    }
}
