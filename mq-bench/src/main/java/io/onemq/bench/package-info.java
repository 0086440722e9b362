/**
 * Measures throughput with each driver and with the broker's own client beside it.
 *
 * <p>Both sides give the same guarantee on the same topology, one after the other in the same rounds, so the difference
 * is what OneMQ costs. Start at {@link io.onemq.bench.Bench}; {@code ./bench} runs it. Not published.
 */
@NullMarked
package io.onemq.bench;

import org.jspecify.annotations.NullMarked;
