/**
 * Real brokers for tests: started as containers, started as processes, or already there.
 *
 * <p>For tests of adapters and of applications. Start at {@link io.onemq.testkit.runtime.Brokers}:
 *
 * <pre>{@code
 * BrokerRuntime kafka = Brokers.shared("kafka");   // starts it once per JVM
 * connectTo(kafka.url());
 * kafka.kill();                                    // as kill -9
 * kafka.start();                                   // same URL, same data
 * }</pre>
 *
 * <p>How a broker is started is a setting, a system property or, with the name in capitals and underscores, an
 * environment variable ({@code MQ_TEST_KAFKA}):
 *
 * <ul>
 *   <li>{@code mq.test.<broker>} is {@code container}, {@code process} or {@code url:<broker url>}. Without it:
 *       {@code container} if a container engine answers, else {@code process}.
 *   <li>{@code mq.test.<broker>.image} is the image of a container. Default: the broker's official image.
 *   <li>{@code mq.test.kafka.version} is the Kafka version of a process.
 * </ul>
 *
 * <p>A broker that cannot be started fails the test that asked for it, with a sentence that says what to install or to
 * set. Nothing is skipped.
 */
@NullMarked
package io.onemq.testkit.runtime;

import org.jspecify.annotations.NullMarked;
