/** Tests of the Kafka driver against real brokers. */
@NullMarked
package io.onemq.kafka;

import org.jspecify.annotations.NullMarked;
