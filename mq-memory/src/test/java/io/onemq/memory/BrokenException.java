package io.onemq.memory;

/** An exception that cannot even say what went wrong. */
final class BrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
        throw new IllegalStateException("getMessage() failed on purpose");
    }

    @Override
    public String toString() {
        throw new IllegalStateException("toString() failed on purpose");
    }
}
