/**
 * One test for every broker: the JUnit extension for tests of applications.
 *
 * <p>Start at {@link io.onemq.testkit.junit.MqTest}. A class with this annotation runs its tests on each of the brokers that
 * it names, and gets what it needs as parameters:
 *
 * <pre>{@code
 * @MqTest(brokers = {"memory", "rabbitmq", "kafka", "redis"})
 * class BillingTest {
 *     @Test
 *     void billsEveryOrder(MqClient mq, Topic orders, Group billing, Ledger ledger) {
 *         mq.consumer(orders, billing, Codec.string()).start(ledger.recording(new Billing()));
 *         ledger.publish(mq.publisher(orders, Codec.string()), Message.of("3 lamps"));
 *         ledger.awaitAllAcked(Duration.ofSeconds(20));
 *     }
 * }
 * }</pre>
 *
 * <p>How real brokers are run is a setting, see {@link io.onemq.testkit.runtime}.
 */
@NullMarked
package io.onemq.testkit.junit;

import org.jspecify.annotations.NullMarked;
