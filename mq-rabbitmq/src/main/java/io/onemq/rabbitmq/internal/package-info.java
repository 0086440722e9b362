/**
 * The implementation of the RabbitMQ driver.
 *
 * <p>Nothing outside this module may depend on it.
 * It may change in any release.
 */
@NullMarked
package io.onemq.rabbitmq.internal;

import org.jspecify.annotations.NullMarked;
