/**
 * What the contract found, summed up. {@link io.onemq.testkit.report.ContractSummary} is a program for builds: it reads
 * the records of {@link io.onemq.testkit.contract} and fails unless every expected adapter has passed every case. {@link io.onemq.testkit.report.CompatReport}
 * writes the same as JSON, and as a page for people.
 */
@NullMarked
package io.onemq.testkit.report;

import org.jspecify.annotations.NullMarked;
