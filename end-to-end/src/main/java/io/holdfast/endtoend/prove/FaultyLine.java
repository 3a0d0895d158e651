package io.holdfast.endtoend.prove;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A line to a port of this machine that can be cut and slowed down, as networks do. Cut in the middle of an exchange,
/// the one side may have done what the other never hears of.
final class FaultyLine implements AutoCloseable {

    private static final int CHUNK = 16_384;

    private final ServerSocket door;
    private final int to;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean down;
    private volatile long delay;

    private FaultyLine(ServerSocket door, int to) {
        this.door = door;
        this.to = to;
    }

    /// Nobody need listen there yet.
    static FaultyLine to(int port) throws IOException {
        var line = new FaultyLine(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), port);
        Thread.ofVirtual().name("line to " + port).start(line::connect);
        return line;
    }

    int port() {
        return door.getLocalPort();
    }

    /// Ends every connection at once. New ones are taken.
    void cut() {
        sockets.forEach(FaultyLine::drop);
    }

    /// Nobody gets through until [#mend].
    void tear() {
        down = true;
        cut();
    }

    /// Whatever is sent arrives so much later.
    void slow(Duration by) {
        delay = by.toMillis();
    }

    void mend() {
        down = false;
        delay = 0;
    }

    private void connect() {
        while (!door.isClosed()) {
            try {
                var near = door.accept();
                Thread.ofVirtual().start(() -> carry(near));
            } catch (IOException _) {
                // Closed, or the machine is short of something; the next one may get through.
            }
        }
    }

    private void carry(Socket near) {
        var far = new Socket();
        try {
            sockets.add(near);
            sockets.add(far);
            if (down) {
                throw new IOException("the line is down");
            }
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to), 5_000);
            var back = Thread.ofVirtual().start(() -> pump(far, near));
            pump(near, far);
            back.join();
        } catch (IOException _) {
            // Nobody is there, which whoever connected sees.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            drop(near);
            drop(far);
            sockets.remove(near);
            sockets.remove(far);
        }
    }

    private void pump(Socket from, Socket into) {
        var bytes = new byte[CHUNK];
        try {
            while (true) {
                var count = from.getInputStream().read(bytes);
                if (count < 0) {
                    into.shutdownOutput();
                    return;
                }
                if (delay > 0) {
                    Thread.sleep(delay);
                }
                into.getOutputStream().write(bytes, 0, count);
            }
        } catch (IOException _) {
            drop(from);
            drop(into);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Without a farewell.
    private static void drop(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // It is closed already.
        }
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone in any case.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
