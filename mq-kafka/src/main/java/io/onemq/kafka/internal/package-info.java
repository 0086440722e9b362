/**
 * The implementation of the Apache Kafka driver.
 *
 * <p>Nothing outside this module may depend on it.
 * It may change in any release.
 */
@NullMarked
package io.onemq.kafka.internal;

import org.jspecify.annotations.NullMarked;
