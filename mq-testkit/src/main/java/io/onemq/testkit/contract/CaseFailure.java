package io.onemq.testkit.contract;

import java.util.Arrays;
import java.util.Collection;

/** The failure of a case, with the place in the case and with what the clients told of its topics, for whoever has one line only. */
final class CaseFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    private CaseFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Says where in its class a case failed, and what was told meanwhile. */
    static CaseFailure of(Throwable failure, Class<?> cases, Told told, Collection<String> topics) {
        String events = told.about(topics);
        return new CaseFailure(
                place(failure, cases) + (events.isEmpty() ? "" : "The clients told: " + events + ". ") + failure,
                failure);
    }

    private static String place(Throwable failure, Class<?> cases) {
        return Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().equals(cases.getName()))
                .findFirst()
                .map(frame -> "Line " + frame.getLineNumber() + ". ")
                .orElse("");
    }
}
