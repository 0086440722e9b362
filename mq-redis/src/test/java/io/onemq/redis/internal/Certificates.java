package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate for a host, made with the tool of the JDK. */
record Certificates(Path keystore, Path truststore) {
    static final String PASSWORD = "changeit";

    static Certificates forHost(String host, Path folder) throws Exception {
        Path keystore = folder.resolve("server.p12");
        Path truststore = folder.resolve("trust.p12");
        Path certificate = folder.resolve("server.pem");
        keytool(
                keystore,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=dns:" + host);
        keytool(keystore, "-exportcert", "-alias", "server", "-file", certificate.toString());
        keytool(truststore, "-importcert", "-noprompt", "-alias", "server", "-file", certificate.toString());
        return new Certificates(keystore, truststore);
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = Stream.concat(
                        Stream.of(
                                tool.toString(),
                                "-storepass",
                                PASSWORD,
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString()),
                        Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    ServerSocketFactory serverSockets() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }
}
