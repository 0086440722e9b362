/**
 * The engine between the application API and the drivers.
 *
 * <p>Nothing outside this module may depend on it.
 * It may change in any release.
 */
@NullMarked
package io.onemq.internal;

import org.jspecify.annotations.NullMarked;
