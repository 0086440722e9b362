/** Tests of what stands behind the JUnit extension; the extension itself is tested with the in-process broker. */
@NullMarked
package io.onemq.testkit.junit;

import org.jspecify.annotations.NullMarked;
