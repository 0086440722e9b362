/**
 * The MQTT 5 driver. Applications need this module on the class path and a URL such as {@code mqtt://host:1883}; they use
 * no class of it.
 */
@NullMarked
package io.onemq.mqtt;

import org.jspecify.annotations.NullMarked;
