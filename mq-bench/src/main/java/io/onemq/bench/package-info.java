/**
 * Measures throughput and latency with each driver and with the broker's own client beside it.
 *
 * <p>Both sides give the same guarantee, so the difference is what OneMQ costs.
 * Not published.
 */
@NullMarked
package io.onemq.bench;

import org.jspecify.annotations.NullMarked;
