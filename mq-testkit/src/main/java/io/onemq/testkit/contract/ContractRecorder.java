package io.onemq.testkit.contract;

import io.onemq.testkit.contract.ContractRecord.Outcome;
import io.onemq.testkit.runtime.BrokerLogs;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Records how each case ended. A failure that the adapter has declared as a deviation ends the case as aborted. */
final class ContractRecorder
        implements BeforeEachCallback, TestExecutionExceptionHandler, AfterTestExecutionCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(ContractRecorder.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("start", System.nanoTime());
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        Optional<Deviation> declared = declared(context);
        ContractCases cases = cases(context);
        if (cases.obstacle().isPresent()) {
            throw failure;
        }
        if (declared.isEmpty()) {
            throw explained(context, cases, failure);
        }
        context.getStore(NAMESPACE).put("deviation", failure);
        try {
            Assumptions.abort("A deviation from " + declared.get().rule() + ": "
                    + declared.get().reason() + " (" + declared.get().link() + "): " + failure);
        } catch (RuntimeException aborted) {
            context.getStore(NAMESPACE).put("aborted", aborted);
            throw aborted;
        }
    }

    private static CaseFailure explained(ExtensionContext context, ContractCases cases, Throwable failure) {
        Class<?> declaring = context.getRequiredTestMethod().getDeclaringClass();
        return CaseFailure.of(failure, declaring, cases.bench().told(), cases.topicNames());
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        declared(context)
                .filter(any -> context.getExecutionException().isEmpty())
                .ifPresent(stale -> {
                    throw new AssertionError("The adapter declares a deviation from " + stale.rule() + " in "
                            + stale.name() + ", and the case does not fail: remove the declaration");
                });
    }

    // Comes after the case's own tidying up, whose failure counts too.
    @Override
    public void afterEach(ExtensionContext context) {
        long start = context.getStore(NAMESPACE).getOrDefault("start", Long.class, System.nanoTime());
        ContractCases cases = cases(context);
        ContractCase which = ContractCase.of(context.getRequiredTestMethod());
        AdapterHarness harness = cases.harness();
        Throwable failure = context.getExecutionException().orElse(null);
        Outcome outcome = outcome(context, cases, failure);
        RecordFile.add(new ContractRecord(
                harness.adapter(),
                harness.mode(),
                cases.bench().broker(),
                harness.runtime(),
                which.rule(),
                which.name(),
                outcome,
                (System.nanoTime() - start) / 1_000_000,
                note(context, cases, failure),
                outcome == Outcome.DEVIATION
                        ? declared(context).map(Deviation::link).orElse("")
                        : "",
                log(context, harness.label() + "-" + which.name())));
    }

    private static ContractCases cases(ExtensionContext context) {
        return (ContractCases) context.getRequiredTestInstance();
    }

    private static Optional<Deviation> declared(ExtensionContext context) {
        String name = ContractCase.of(context.getRequiredTestMethod()).name();
        return cases(context).harness().deviations().stream()
                .filter(deviation -> deviation.name().equals(name))
                .findFirst();
    }

    private static @Nullable Throwable deviation(ExtensionContext context, @Nullable Throwable failure) {
        // What fails afterwards, when the case tidies up, was not declared and takes the place of what was.
        boolean first =
                failure != null && failure == context.getStore(NAMESPACE).get("aborted");
        return first ? context.getStore(NAMESPACE).get("deviation", Throwable.class) : null;
    }

    private static Outcome outcome(ExtensionContext context, ContractCases cases, @Nullable Throwable failure) {
        if (cases.obstacle().isPresent()) {
            return Outcome.NOT_RUN;
        }
        if (deviation(context, failure) != null) {
            return Outcome.DEVIATION;
        }
        if (failure != null) {
            return Outcome.FAILED;
        }
        return cases.refusal().isPresent() ? Outcome.REFUSED : Outcome.PASSED;
    }

    private static String note(ExtensionContext context, ContractCases cases, @Nullable Throwable failure) {
        Throwable deviation = deviation(context, failure);
        if (deviation != null) {
            return declared(context).map(Deviation::reason).orElse("") + ": " + deviation;
        }
        String known = cases.obstacle().or(cases::refusal).orElse("");
        if (failure == null || cases.obstacle().isPresent()) {
            return known;
        }
        return failure instanceof CaseFailure told ? String.valueOf(told.getMessage()) : failure.toString();
    }

    /** The file beside the records that has the end of the broker's log. */
    private static String log(ExtensionContext context, String name) {
        return BrokerLogs.keep(context, name)
                .map(Path::getFileName)
                .map(file -> "logs/" + file)
                .orElse("");
    }
}
