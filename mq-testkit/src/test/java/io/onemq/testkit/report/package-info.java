@NullMarked
package io.onemq.testkit.report;

import org.jspecify.annotations.NullMarked;
