package io.onemq.rabbitmq.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import org.jspecify.annotations.Nullable;

/**
 * A plain or TLS socket whose output can be corked. It passes on the calls that the native client makes; the output
 * stream that the client gets keeps the batch of a publisher or of a settlement together.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // each call goes to a socket that has its own locks
final class CorkedSocket extends Socket {
    private final Socket target;
    private @Nullable CorkedOutputStream output;

    CorkedSocket(Socket target) throws SocketException {
        super((SocketImpl) null);
        this.target = target;
    }

    /** Holds flushes back until {@link #uncork}. */
    void cork() throws IOException {
        output().cork();
    }

    /** Sends what was written since {@link #cork}. */
    void uncork() throws IOException {
        output().uncork();
    }

    private synchronized CorkedOutputStream output() throws IOException {
        CorkedOutputStream known = output;
        if (known == null) {
            known = new CorkedOutputStream(target.getOutputStream());
            output = known;
        }
        return known;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return output();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return target.getInputStream();
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        target.connect(endpoint, timeout);
    }

    @Override
    public void close() throws IOException {
        target.close();
    }

    @Override
    public boolean isClosed() {
        return target.isClosed();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        target.setTcpNoDelay(on);
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        target.setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return target.getSoTimeout();
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        target.setSoLinger(on, seconds);
    }

    @Override
    public InetAddress getInetAddress() {
        return target.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return target.getLocalAddress();
    }

    @Override
    public int getPort() {
        return target.getPort();
    }

    @Override
    public int getLocalPort() {
        return target.getLocalPort();
    }
}
