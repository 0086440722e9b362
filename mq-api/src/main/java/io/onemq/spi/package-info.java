/**
 * The contract between the engine and a broker's driver, for authors of adapters.
 *
 * <p>Applications do not use it.
 * A driver maps these calls to its broker and stays dumb: retries, attempts and dead letters are the engine's.
 */
@NullMarked
package io.onemq.spi;

import org.jspecify.annotations.NullMarked;
