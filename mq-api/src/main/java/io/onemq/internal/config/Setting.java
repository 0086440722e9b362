package io.onemq.internal.config;

/** A setting as it was found; {@code origin} tells where, for a reader of an error message. */
record Setting(String key, String text, String origin) {

    /** Leaves the text out, because it may be a secret. */
    @Override
    public String toString() {
        return key + " (" + origin + ")";
    }
}
