package io.onemq.bench;

/** A message is missing, doubled or left over: the figures of the round mean nothing. */
final class InvalidRoundException extends RuntimeException {
    InvalidRoundException(String message) {
        super(message);
    }

    InvalidRoundException(String message, Throwable cause) {
        super(message, cause);
    }
}
