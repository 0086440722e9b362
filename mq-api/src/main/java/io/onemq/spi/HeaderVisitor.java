package io.onemq.spi;

/** Receives the headers of a message one by one, in wire order. */
@FunctionalInterface
public interface HeaderVisitor {

    /**
     * Receives one header.
     *
     * @param name the header's name
     * @param value the header's value, UTF-8 text unless a foreign program wrote something else; not to be modified
     */
    void visit(String name, byte[] value);
}
