/**
 * The application API: publish messages to topics, consume them as members of a group, and settle each delivery once.
 *
 * <p>The same program runs on every broker whose driver is on the class path.
 * Drivers are written against the package {@code io.onemq.spi}; applications need this package only.
 */
@NullMarked
package io.onemq;

import org.jspecify.annotations.NullMarked;
