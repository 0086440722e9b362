/** Tests of what the benchmark's figures rest on. */
@NullMarked
package io.onemq.bench;

import org.jspecify.annotations.NullMarked;
