package io.onemq.testkit.junit;

import java.lang.reflect.Method;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Names that tell whose they are and that nobody else has: no other test, and no other run on the same broker.
 *
 * @param owner what the names begin with
 */
record TestNames(String owner) {
    private static final String RUN = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 44), 36);
    private static final AtomicLong COUNT = new AtomicLong();
    private static final int LONGEST_OWNER = 40;

    static TestNames of(ExtensionContext context) {
        String method = context.getTestMethod().map(Method::getName).orElse("class");
        String owner = context.getRequiredTestClass().getSimpleName() + "-" + method;
        String allowed = owner.replaceAll("[^A-Za-z0-9_-]", "_");
        return new TestNames(allowed.substring(0, Math.min(LONGEST_OWNER, allowed.length())));
    }

    static String unique(String prefix) {
        return (prefix + "-" + RUN + "-" + COUNT.incrementAndGet()).toLowerCase(Locale.ROOT);
    }

    String next() {
        return unique(owner);
    }
}
