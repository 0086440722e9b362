package io.onemq.testkit.junit;

import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.Topic;
import io.onemq.UnsupportedCapabilityException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One run of a class: its tests on one broker. */
final class BrokerRun
        implements ClassTemplateInvocationContext, BeforeClassTemplateInvocationCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(BrokerRun.class);
    private static final Map<Class<?>, Function<TestSession, Object>> PARAMETERS = Map.of(
            MqClient.class, TestSession::client,
            Topic.class, TestSession::topic,
            Group.class, TestSession::group,
            Ledger.class, TestSession::ledger,
            TestBroker.class, TestSession::broker,
            Faults.class, TestSession::faults,
            TestClock.class, TestSession::clock);

    private final BrokerChoice choice;
    private final ClientSettings clients;
    private final boolean faults;

    BrokerRun(BrokerChoice choice, ClientSettings clients, boolean faults) {
        this.choice = choice;
        this.clients = clients;
        this.faults = faults;
    }

    @Override
    public String getDisplayName(int invocationIndex) {
        return choice.toString();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(this);
    }

    static boolean offers(ParameterContext parameter) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    static boolean isWithin(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(BrokerRun.class) != null;
    }

    @Override
    public void prepareInvocation(ExtensionContext context) {
        context.getStore(NAMESPACE).put(BrokerRun.class, this);
    }

    /** Sees once whether the tests can run there at all: driver, broker and capabilities. */
    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
        choice.requireDriver();
        try (BrokerLease lease = TestBrokers.of(context).lease(choice, faults)) {
            clients.connect(lease.url(), Map.of()).close();
        } catch (UnsupportedCapabilityException e) {
            if (clients.onMissing() == OnMissing.SKIP) {
                Assumptions.abort(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** So that what a constructor gets belongs to the test for which the instance is made. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return offers(parameter);
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Function<TestSession, Object> source = PARAMETERS.get(type);
        return source == null ? null : source.apply(session(context));
    }

    /** The store of a context also finds what that of the class has: the broker is the same, everything else is not. */
    private TestSession session(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        // Before the session, so that it is closed after it.
        BrokerLease lease = store.computeIfAbsent(
                BrokerLease.class, type -> TestBrokers.of(context).lease(choice, faults), BrokerLease.class);
        return store.computeIfAbsent(
                context.getUniqueId(), id -> new TestSession(lease, clients, TestNames.of(context)), TestSession.class);
    }
}
