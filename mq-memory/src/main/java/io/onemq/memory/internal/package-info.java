/**
 * The implementation of the in-process driver.
 *
 * <p>Nothing outside this module may depend on it.
 * It may change in any release.
 */
@NullMarked
package io.onemq.memory.internal;

import org.jspecify.annotations.NullMarked;
