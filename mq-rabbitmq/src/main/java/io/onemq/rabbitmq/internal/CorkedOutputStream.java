package io.onemq.rabbitmq.internal;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Lets a batch reach the network in few large writes: the native client flushes after every single command, and while
 * the stream is corked such a flush waits for the end of the batch. Thread-safe.
 */
final class CorkedOutputStream extends OutputStream {
    private static final int CAPACITY = 64 * 1024;

    private final OutputStream out;
    private final byte[] buffer = new byte[CAPACITY];
    private int used;
    private int corks;

    CorkedOutputStream(OutputStream out) {
        this.out = out;
    }

    synchronized void cork() {
        corks++;
    }

    /**
     * Ends a batch. It drains even if another thread has corked the stream meanwhile: a flush is only ever skipped for
     * a cork that is still to be pulled, so nothing stays behind.
     */
    synchronized void uncork() throws IOException {
        corks--;
        drain();
    }

    @Override
    public synchronized void write(int b) throws IOException {
        if (used == CAPACITY) {
            drain();
        }
        buffer[used++] = (byte) b;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > CAPACITY - used) {
            drain();
        }
        if (length >= CAPACITY) {
            out.write(bytes, offset, length);
            return;
        }
        System.arraycopy(bytes, offset, buffer, used, length);
        used += length;
    }

    @Override
    public synchronized void flush() throws IOException {
        if (corks == 0) {
            drain();
        }
    }

    private void drain() throws IOException {
        int length = used;
        used = 0;
        if (length > 0) {
            out.write(buffer, 0, length);
        }
        out.flush();
    }
}
