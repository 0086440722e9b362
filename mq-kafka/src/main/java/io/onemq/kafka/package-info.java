/**
 * The Apache Kafka driver: its options and the keys that reach what only this broker has.
 *
 * <p>Applications that need neither depend on this module at run time alone.
 * The driver is found by the scheme {@code kafka} of the URL.
 */
@NullMarked
package io.onemq.kafka;

import org.jspecify.annotations.NullMarked;
