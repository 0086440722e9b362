package io.onemq.mqtt;

import io.onemq.MqClient;
import io.onemq.testkit.contract.AdapterHarness;
import io.onemq.testkit.contract.BrokerControl;
import io.onemq.testkit.contract.PayloadLimit;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Mosquitto, started by the tests of this module: how an adapter from outside brings its broker. */
final class MqttHarness implements AdapterHarness {
    private static final class Shared {
        private static final MosquittoProcess BROKER = MosquittoProcess.launch();
    }

    @Override
    public String adapter() {
        return "mqtt";
    }

    @Override
    public String runtime() {
        return "process";
    }

    @Override
    public String url() {
        return Shared.BROKER.url();
    }

    @Override
    public Map<String, String> options() {
        return Map.of("mqtt.keep-alive", "2s");
    }

    @Override
    public PayloadLimit payloadLimit() {
        return new PayloadLimit(256 * 1024, 256 * 1024 + 1, Map.of("mqtt.max-message-size", "256KiB"));
    }

    @Override
    public Optional<String> wrongCredentialsUrl() {
        return Optional.of(url().replace("mqtt://", "mqtt://nobody:not-the-secret@"));
    }

    @Override
    public Optional<BrokerControl> control() {
        return Optional.of(Shared.BROKER);
    }

    /** Connects under the names of the client's members, which makes the broker end their connections. */
    @Override
    public boolean takeLeases(MqClient client, String clientName) {
        Pattern connected =
                Pattern.compile("New client connected from .* as (" + Pattern.quote(clientName) + "/c-\\S+) .*");
        try (Stream<String> lines = Files.lines(Shared.BROKER.log())) {
            List<String> members = lines.map(connected::matcher)
                    .filter(Matcher::find)
                    .map(line -> line.group(1))
                    .distinct()
                    .toList();
            members.forEach(MqttHarness::takeOver);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private static void takeOver(String clientId) {
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        byte[] head = {0x10, (byte) (13 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, (byte) id.length};
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Shared.BROKER.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(head);
            out.write(id);
            out.flush();
            int answer = socket.getInputStream().read();
            if (answer != 0x20) {
                throw new IllegalStateException("Mosquitto answered " + answer + " to a CONNECT");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A session belongs to one member, and moves when members come and go. */
    @Override
    public boolean leasesMove() {
        return true;
    }

    @Override
    public boolean partitionsAreShared() {
        return false;
    }

    @Override
    public boolean groupsShareMessages() {
        return false;
    }
}
