package io.onemq.rabbitmq.internal;

import static org.awaitility.Awaitility.await;

import io.onemq.spi.DriverPublisher;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Publishers that publish until they are told to end, each with one key and in the order of its numbers. */
final class Load {
    private static final int BATCH = 5;

    private final List<PublishLog> logs = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Load(RabbitFixture rabbit, TopicSpec topic, int publishers) {
        for (int number = 0; number < publishers; number++) {
            PublishLog log = new PublishLog();
            logs.add(log);
            int publisher = number;
            Thread thread = new Thread(() -> publish(rabbit, topic, publisher, log));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Each batch when the one before is confirmed. */
    private void publish(RabbitFixture rabbit, TopicSpec topic, int number, PublishLog log) {
        try (DriverPublisher publisher = rabbit.driver.openPublisher(log)) {
            for (int from = 0; !ended; from += BATCH) {
                int upTo = from + BATCH;
                publisher.publish(IntStream.range(from, upTo)
                        .mapToObj(i -> new TestMessage(topic, number + "-" + i).key("key" + number))
                        .toList());
                await().atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> log.confirmed.size() == upTo);
            }
        }
    }

    private int count() {
        return logs.stream().mapToInt(log -> log.confirmed.size()).sum();
    }

    /** Waits until so many more are confirmed. */
    void awaitMore(int more) {
        int enough = count() + more;
        await().atMost(Duration.ofSeconds(30)).until(() -> count() >= enough);
    }

    /** Ends it. Returns the ids of all that was published, those of each publisher in order. */
    List<String> end() throws InterruptedException {
        ended = true;
        List<String> all = new ArrayList<>();
        for (int number = 0; number < logs.size(); number++) {
            threads.get(number).join(30_000);
            int publisher = number;
            IntStream.range(0, logs.get(number).confirmed.size())
                    .mapToObj(i -> publisher + "-" + i)
                    .forEach(all::add);
        }
        return all;
    }
}
