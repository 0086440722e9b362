/**
 * Finds every setting of a client: where it may be given, what it means and which place wins.
 *
 * <p>Start at {@code ConfigResolver}.
 */
@NullMarked
package io.onemq.internal.config;

import org.jspecify.annotations.NullMarked;
