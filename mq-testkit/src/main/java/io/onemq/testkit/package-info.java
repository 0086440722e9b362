/**
 * The contract that every adapter passes, and what it takes to run it on a real broker.
 *
 * <p>For authors of adapters, and for applications that test themselves on each broker.
 * Brokers are reached by URL, started as containers or started as processes, in that order.
 */
@NullMarked
package io.onemq.testkit;

import org.jspecify.annotations.NullMarked;
