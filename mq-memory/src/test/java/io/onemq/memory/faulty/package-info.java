/** Drivers that are wrong, each in one way, and the proof that the contract notices. */
@NullMarked
package io.onemq.memory.faulty;

import org.jspecify.annotations.NullMarked;
