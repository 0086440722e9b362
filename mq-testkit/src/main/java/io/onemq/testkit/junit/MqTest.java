package io.onemq.testkit.junit;

import io.onemq.Capability;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class on each of several brokers. The tests, what runs before and after each of them, and the
 * constructor may have parameters of these types:
 *
 * <ul>
 *   <li>{@link io.onemq.MqClient}: connected to the broker, closed after the test with all that was made from it
 *   <li>{@link io.onemq.Topic} and {@link io.onemq.Group}: names that nobody else has; the topic names the group. Deleted
 *       after the test, with retries and dead letters
 *   <li>{@link Ledger}: what was published to that topic and what became of it in that group
 *   <li>{@link TestBroker}: the broker's URL, further clients and topics
 *   <li>{@link Faults}: stops, kills and restarts the broker and cuts its connections
 *   <li>{@link TestClock}: the clock of the in-process broker, which stands until the test moves it
 * </ul>
 *
 * <p>Parameters of one type are the same object everywhere in one test, and another one in the next test. What happens once for
 * all brokers can have none: static methods, and the constructor of a class with one instance for all of its tests.
 *
 * <p>Real brokers are started when they are first needed, all of them at the same time, and are shared by every test of the
 * JVM; they end with it, unless {@code mq.test.reuse=true} keeps them for the next run. Tests may run in parallel. A class that asks for {@link Faults} has brokers of its own instead: none
 * is used by two tests at a time. Each test has an in-process broker of its own.
 *
 * <p>A driver that is not on the class path, a broker that cannot be started and a missing capability fail the class on that
 * broker with a sentence that says what to do, and leave the other brokers alone.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ClassTemplate
@ExtendWith(MqTestExtension.class)
public @interface MqTest {

    /**
     * Returns where the tests run: {@code memory} and the names of {@link io.onemq.testkit.runtime.Brokers#names()}. Options
     * of the broker URL may follow a name, such as {@code memory?memory.profile=log}.
     *
     * @return at least one, each once
     */
    String[] brokers();

    /**
     * Returns what the tests need. Default: what every broker has.
     *
     * @return the capabilities
     */
    Capability[] require() default {};

    /**
     * Returns what happens on a broker that lacks something which is required. Default: the class fails there, as a test that
     * is left out would look like one that passed.
     *
     * @return the consequence
     */
    OnMissing onMissing() default OnMissing.FAIL;

    /**
     * Returns options of the injected clients on every broker, such as {@code consume.lease=5s}.
     *
     * @return each {@code key=value}
     */
    String[] options() default {};
}
