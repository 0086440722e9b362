/**
 * The in-process broker: the embedded default and the reference driver.
 *
 * <p>It passes the same contract as the real brokers, so a unit test means what production means.
 * Start with a client whose URL has the scheme {@code memory}.
 */
@NullMarked
package io.onemq.memory;

import org.jspecify.annotations.NullMarked;
