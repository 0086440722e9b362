package io.onemq.memory;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Topic;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker of its own for each test, with a topic and a group; closes the clients afterwards. */
final class TestBroker implements AfterEachCallback {
    final Group group = Group.of("billing");
    final Topic topic = Topic.of("orders").withGroups(group);
    final List<MqEvent> events = new CopyOnWriteArrayList<>();
    private final MemoryBroker broker;
    private final Deque<MqClient> clients = new ArrayDeque<>();

    TestBroker() {
        broker = MemoryBroker.named("test-" + Integer.toHexString(System.identityHashCode(this)));
        broker.reset();
    }

    MemoryBroker broker() {
        return broker;
    }

    String url() {
        return "memory:" + broker.name();
    }

    /** Connects a client; the options are keys and values in turn. */
    MqClient client(String... options) {
        MqClient.Builder builder = MqClient.builder(url())
                .option("reconnect.min-delay", "5ms")
                .option("reconnect.max-delay", "20ms")
                .option("ack.flush-interval", "10ms")
                .option("drain.timeout", "200ms")
                .onEvent(events::add);
        for (int i = 0; i < options.length; i += 2) {
            builder.option(options[i], options[i + 1]);
        }
        MqClient client = builder.connect();
        clients.push(client);
        return client;
    }

    Publisher<String> publisher(MqClient client) {
        return client.publisher(topic, Codec.string());
    }

    Receiver<String> receiver(MqClient client) {
        return client.receiver(topic, group, Codec.string());
    }

    long ready(MqClient client) {
        return client.admin().backlog(topic, group).ready();
    }

    static List<Message<String>> messages(int count) {
        return IntStream.range(0, count).mapToObj(i -> Message.of("m" + i)).toList();
    }

    /** Tells whether somebody has begun to close a consumer that is not paused. */
    static boolean isClosed(Consumer consumer) {
        try {
            consumer.resume();
            return false;
        } catch (MqException e) {
            return e.code() == ErrorCode.CLOSED;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        broker.start();
        clients.forEach(MqClient::close);
        broker.reset();
    }
}
