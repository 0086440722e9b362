package io.onemq.testkit.contract;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Records how each case ended. */
final class ContractRecorder implements BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(ContractRecorder.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("start", System.nanoTime());
    }

    // Comes after the case's own tidying up, whose failure counts too.
    @Override
    public void afterEach(ExtensionContext context) {
        long start = context.getStore(NAMESPACE).getOrDefault("start", Long.class, System.nanoTime());
        ContractCases cases = (ContractCases) context.getRequiredTestInstance();
        ContractCase which = ContractCase.of(context.getRequiredTestMethod());
        ContractBench bench = cases.bench();
        Throwable failure = context.getExecutionException().orElse(null);
        RecordFile.add(new ContractRecord(
                bench.harness().adapter(),
                bench.harness().mode(),
                bench.broker(),
                bench.harness().runtime(),
                which.rule(),
                which.name(),
                outcome(cases, failure),
                (System.nanoTime() - start) / 1_000_000,
                note(cases, failure)));
    }

    private static ContractRecord.Outcome outcome(ContractCases cases, @Nullable Throwable failure) {
        if (cases.obstacle().isPresent()) {
            return ContractRecord.Outcome.NOT_RUN;
        }
        if (failure != null) {
            return ContractRecord.Outcome.FAILED;
        }
        return cases.refusal().isPresent() ? ContractRecord.Outcome.REFUSED : ContractRecord.Outcome.PASSED;
    }

    private static String note(ContractCases cases, @Nullable Throwable failure) {
        String known = cases.obstacle().or(cases::refusal).orElse("");
        return failure == null || cases.obstacle().isPresent() ? known : failure.toString();
    }
}
