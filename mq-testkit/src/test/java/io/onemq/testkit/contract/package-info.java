@NullMarked
package io.onemq.testkit.contract;

import org.jspecify.annotations.NullMarked;
