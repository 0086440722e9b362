/** The driver itself; no part of the API. {@code docs/brokers/mqtt.md} tells how messages and topics look on the broker. */
@NullMarked
package io.onemq.mqtt.internal;

import org.jspecify.annotations.NullMarked;
