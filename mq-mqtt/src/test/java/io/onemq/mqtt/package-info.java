/** Tests of the MQTT driver on Mosquitto. */
@NullMarked
package io.onemq.mqtt;

import org.jspecify.annotations.NullMarked;
