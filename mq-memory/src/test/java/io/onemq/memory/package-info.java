/** Tests of the in-process broker, and of the engine on top of it. */
@NullMarked
package io.onemq.memory;

import org.jspecify.annotations.NullMarked;
