package io.onemq.testkit.runtime;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * Asks a broker, in its own protocol, whether it serves clients. An open port is not enough: brokers listen before they
 * are ready, and the proxy in front of a container's port always does.
 */
abstract class Probe {

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int LONGEST_ANSWER = 1 << 20;

    /**
     * Returns what the broker answered.
     *
     * @throws IOException if it does not serve clients yet
     */
    final String ask(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(question());
            out.flush();
            return answer(new DataInputStream(socket.getInputStream()));
        }
    }

    /** Returns the version, from an answer or, if the protocol does not tell it, from the log; empty if unknown. */
    abstract String version(String answer, Supplier<List<String>> log);

    abstract byte[] question();

    abstract String answer(DataInputStream in) throws IOException;

    /** Reads that many bytes, one character each. */
    static String read(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > LONGEST_ANSWER) {
            throw new IOException("Not an answer of this protocol");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
