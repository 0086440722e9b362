/**
 * The contract that every adapter passes, as tests. {@code SPEC.md} numbers its rules; each case names its rule.
 *
 * <p>For authors of adapters. Describe the adapter with an {@link io.onemq.testkit.contract.AdapterHarness} and extend
 * two suites, once per mode of the adapter:
 *
 * <pre>{@code
 * class AcmeContractIT extends MqContractSuite {
 *     AcmeContractIT() {
 *         super(new AcmeHarness());
 *     }
 * }
 *
 * class AcmeFaultIT extends MqFaultSuite {
 *     AcmeFaultIT() {
 *         super(new AcmeHarness());
 *     }
 * }
 * }</pre>
 *
 * <p>A case whose capability the adapter does not claim is not skipped: it asserts that the library refuses, and is
 * reported as refused. Each case is recorded in {@code target/mq-contract} (or
 * the folder {@code mq.test.contract.folder}), where
 * {@link io.onemq.testkit.report.ContractSummary} reads it. Cases use topics of their own and run in parallel if JUnit's
 * {@code junit.jupiter.execution.parallel.enabled} is set. On a slow machine {@code mq.test.timeout.factor} (or
 * {@code MQ_TEST_TIMEOUT_FACTOR}) stretches every deadline.
 */
@NullMarked
package io.onemq.testkit.contract;

import org.jspecify.annotations.NullMarked;
