/**
 * The Redis Streams driver: its options and the keys that reach what only this broker has.
 *
 * <p>Applications that need neither depend on this module at run time alone.
 * The driver is found by the scheme {@code redis} of the URL.
 */
@NullMarked
package io.onemq.redis;

import org.jspecify.annotations.NullMarked;
