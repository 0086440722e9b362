/**
 * The implementation of the Redis Streams driver.
 *
 * <p>Nothing outside this module may depend on it.
 * It may change in any release.
 */
@NullMarked
package io.onemq.redis.internal;

import org.jspecify.annotations.NullMarked;
