package io.onemq.internal;

/** What can be said about a failure whose class may be the application's, and whose methods may fail themselves. */
public final class FailureText {
    private FailureText() {}

    /** Returns the message of a failure; never throws. */
    @SuppressWarnings("CatchingUnchecked")
    public static String of(Throwable failure) {
        try {
            return String.valueOf(failure.getMessage());
        } catch (Throwable e) {
            return "(its getMessage() failed with " + e.getClass().getName() + ")";
        }
    }
}
