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
 *   <li>{@code mq.test.<broker>.version} is the version, such as {@code 4.0}, {@code 4.2.0} for Kafka, or {@code valkey-8.1}
 *       for the other Redis. Default: the newest that this library is tested with, and what is installed as a process. A
 *       Kafka process can be any release; a process of another broker is what is installed. What starts is of that version,
 *       or it fails.
 *   <li>{@code mq.test.<broker>.images} are images of versions: {@code 4.0=rabbitmq:4.0,4.1=local:4.1}. A version that is
 *       not among them is taken from {@code mq.test.<broker>.image}, or else is the official image of that version.
 *   <li>{@code mq.test.reuse=true} keeps the containers of {@link io.onemq.testkit.runtime.Brokers#shared}: they outlive the
 *       JVM, and the next one finds them running. They have the label {@code io.onemq.testkit.reuse}. Default: false.
 * </ul>
 *
 * <p>A broker that cannot be started fails the test that asked for it, with a sentence that says what to install or to
 * set. Nothing is skipped.
 */
@NullMarked
package io.onemq.testkit.runtime;

import org.jspecify.annotations.NullMarked;
