/** Tests of the parts of the driver. */
@NullMarked
package io.onemq.kafka.internal;

import org.jspecify.annotations.NullMarked;
