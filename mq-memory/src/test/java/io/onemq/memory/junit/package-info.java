/** Tests of the testkit's JUnit extension, on the in-process broker. */
@NullMarked
package io.onemq.memory.junit;

import org.jspecify.annotations.NullMarked;
