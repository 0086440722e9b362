package io.onemq.mqtt.internal;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.spi.BrokerUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens sockets. */
final class Sockets {
    private static final int PORT = 1883;
    private static final int TLS_PORT = 8883;

    private Sockets() {}

    /** Connects to the first host of the URL that answers. */
    static Socket connect(MqttSettings settings) {
        IOException last = new IOException("the URL names no host");
        for (BrokerUrl.Host host : settings.url().hosts()) {
            try {
                return connect(settings, host);
            } catch (SSLHandshakeException e) {
                throw new MqException(
                        ErrorCode.CONNECTION, Outcome.NOT_SENT, false, "TLS with " + host + " failed: " + e, e);
            } catch (IOException e) {
                last = e;
            }
        }
        throw new ConnectionException(Outcome.NOT_SENT, "Cannot reach " + settings.url() + ": " + last, last);
    }

    private static Socket connect(MqttSettings settings, BrokerUrl.Host host) throws IOException {
        Socket socket = new Socket();
        try {
            int port = host.portOr(settings.isTls() ? TLS_PORT : PORT);
            socket.connect(new InetSocketAddress(host.name(), port), settings.connectMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(settings.connectMillis());
            return settings.isTls() ? secure(socket, host.name(), port) : socket;
        } catch (IOException | RuntimeException e) {
            close(socket);
            throw e;
        }
    }

    private static Socket secure(Socket socket, String name, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secured = (SSLSocket) factory.createSocket(socket, name, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Closing a socket failed", e);
        }
    }
}
