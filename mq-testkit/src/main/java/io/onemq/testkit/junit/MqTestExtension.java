package io.onemq.testkit.junit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes one run of a class for each broker that its {@link MqTest} names. */
final class MqTestExtension implements ClassTemplateInvocationContextProvider, ParameterResolver {

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getRequiredTestClass(), MqTest.class);
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
        Class<?> testClass = context.getRequiredTestClass();
        MqTest settings =
                AnnotationSupport.findAnnotation(testClass, MqTest.class).orElseThrow();
        List<BrokerChoice> choices = BrokerChoice.of(testClass, settings.brokers());
        boolean faults = AskedFor.anywhereIn(testClass, Faults.class);
        TestBrokers brokers = TestBrokers.of(context);
        // Starting takes seconds for some, so they all start now, while the first of them is used.
        choices.stream().filter(BrokerChoice::hasDriver).forEach(choice -> brokers.prepare(choice, faults));
        ClientSettings clients = ClientSettings.of(settings);
        return choices.stream().map(choice -> new BrokerRun(choice, clients, faults));
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /** What is asked for around the runs, where there is no broker yet. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return BrokerRun.offers(parameter) && !BrokerRun.isWithin(context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        throw new ParameterResolutionException(parameter.getDeclaringExecutable() + " runs once for all brokers of "
                + context.getRequiredTestClass().getSimpleName() + ", so it can have no "
                + parameter.getParameter().getType().getSimpleName()
                + ". Ask for it in the test or a method with @BeforeEach");
    }
}
