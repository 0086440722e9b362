/**
 * An order pipeline, written once and run on every broker: {@code ./run-sample} in the root of the project.
 *
 * <p>For readers who want to see the library at work. Start at {@link io.onemq.samples.Quickstart}, the shortest program,
 * then read {@link io.onemq.samples.OrderPipeline}, which holds nearly every call of the library;
 * {@link io.onemq.samples.Billing} shows how a handler refuses an order for good or fails one attempt. The rest counts
 * and prints.
 */
@NullMarked
package io.onemq.samples;

import org.jspecify.annotations.NullMarked;
