package io.onemq.testkit.junit;

import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one test has got, made when it asks for it and taken away after it. Thread-safe. */
final class TestSession implements AutoCloseable {
    private final BrokerLease lease;
    private final ClientSettings settings;
    private final TestNames names;
    private final Map<Class<?>, Object> parameters = new LinkedHashMap<>();
    private final List<MqClient> clients = new ArrayList<>();
    private final List<Topic> topics = new ArrayList<>();

    TestSession(BrokerLease lease, ClientSettings settings, TestNames names) {
        this.lease = lease;
        this.settings = settings;
        this.names = names;
    }

    MqClient client() {
        return once(MqClient.class, () -> connect(Map.of()));
    }

    Group group() {
        return once(Group.class, () -> Group.of(names.next()));
    }

    Topic topic() {
        return once(Topic.class, () -> newTopic(names.next(), group()));
    }

    Ledger ledger() {
        return once(Ledger.class, () -> new Ledger(client(), topic(), group()));
    }

    TestBroker broker() {
        return once(TestBroker.class, () -> new TestBroker(this));
    }

    Faults faults() {
        return once(Faults.class, lease::faults);
    }

    TestClock clock() {
        return lease.clock();
    }

    BrokerLease lease() {
        return lease;
    }

    /** Connects a client that is closed after the test. */
    synchronized MqClient connect(Map<String, String> options) {
        MqClient client = settings.connect(lease.url(), options);
        clients.add(client);
        return client;
    }

    /** Names a topic that is deleted after the test. */
    synchronized Topic newTopic(String name, Group... groups) {
        Topic topic = Topic.of(name).withGroups(groups);
        topics.add(topic);
        return topic;
    }

    private synchronized <T> T once(Class<T> type, Supplier<T> source) {
        Object present = parameters.get(type);
        if (present == null) {
            present = source.get();
            parameters.put(type, present);
        }
        return type.cast(present);
    }

    /** Every step is taken, whatever became of those before: what is left behind would be in the way of others. */
    @Override
    public synchronized void close() {
        List<Runnable> steps = new ArrayList<>(List.of(lease::heal));
        clients.forEach(client -> steps.add(client::close));
        steps.add(() -> lease.delete(topics));
        RuntimeException failure = null;
        for (Runnable step : steps) {
            failure = after(step, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable RuntimeException after(Runnable step, @Nullable RuntimeException earlier) {
        try {
            step.run();
        } catch (RuntimeException e) {
            if (earlier == null) {
                return e;
            }
            earlier.addSuppressed(e);
        }
        return earlier;
    }
}
