package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RelayTest {
    private ServerSocket server;
    private Relay relay;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        relay = Relay.listening().to(Relay.HOST, server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        server.close();
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), relay.port());
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    @Test
    void passesOnBothWaysAndTheGoodbye() throws IOException {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            write(client, "question");
            assertThat(read(accepted, 8)).isEqualTo("question");
            write(accepted, "answer");
            assertThat(read(client, 6)).isEqualTo("answer");

            write(client, "bye");
            client.shutdownOutput();
            assertThat(accepted.getInputStream().readAllBytes()).hasSize(3);
            write(accepted, "bye bye");
            accepted.close();
            assertThat(client.getInputStream().readAllBytes()).hasSize(7);
        }
    }

    @Test
    void cutsWhatThereIsAndPassesOnWhatComesLater() throws IOException {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            write(client, "x");
            assertThat(read(accepted, 1)).isEqualTo("x");

            relay.cut();

            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            write(client, "y");
            assertThat(read(accepted, 1)).isEqualTo("y");
        }
    }

    @Test
    void endsTheConnectionsToAServerThatIsDown() throws IOException {
        server.close();
        try (Socket client = connect()) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }
}
