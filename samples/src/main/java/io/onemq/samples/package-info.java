/**
 * Small programs that show one idea each.
 *
 * <p>Every one of them runs unchanged on every broker.
 * They are executed in the build, so what they print stays true.
 */
@NullMarked
package io.onemq.samples;

import org.jspecify.annotations.NullMarked;
