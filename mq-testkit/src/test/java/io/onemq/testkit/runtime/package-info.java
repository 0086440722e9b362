@NullMarked
package io.onemq.testkit.runtime;

import org.jspecify.annotations.NullMarked;
