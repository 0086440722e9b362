/** Tests of the Redis Streams driver against its own contract with the engine. */
@NullMarked
package io.onemq.redis.internal;

import org.jspecify.annotations.NullMarked;
