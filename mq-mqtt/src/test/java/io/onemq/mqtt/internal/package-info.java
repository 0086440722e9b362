/** Tests of the inside of the MQTT driver. */
@NullMarked
package io.onemq.mqtt.internal;

import org.jspecify.annotations.NullMarked;
