package io.holdfast.endtoend.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody at the far end says everything again.
class FaultyLineTest {

    private ServerSocket echo;
    private FaultyLine line;

    @BeforeEach
    void listen() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        line = FaultyLine.to(echo.getLocalPort());
        Thread.ofVirtual().start(() -> {
            while (!echo.isClosed()) {
                try {
                    var socket = echo.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            socket.getInputStream().transferTo(socket.getOutputStream());
                        } catch (IOException _) {
                            // Cut, as it is meant to be.
                        }
                    });
                } catch (IOException _) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        line.close();
        echo.close();
    }

    @Test
    void what_is_said_arrives() throws IOException {
        try (var socket = connect()) {
            assertThat(said(socket, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void a_cut_ends_what_is_connected_and_lets_others_connect() throws IOException {
        try (var before = connect()) {
            said(before, "hello");

            // When
            line.cut();

            // Then
            assertThatThrownBy(() -> said(before, "hello")).isInstanceOf(IOException.class);
            try (var after = connect()) {
                assertThat(said(after, "again")).isEqualTo("again");
            }
        }
    }

    @Test
    void nobody_gets_through_a_torn_line_until_it_is_mended() throws IOException {
        // When
        line.tear();

        // Then
        assertThatThrownBy(() -> {
                    try (var socket = connect()) {
                        said(socket, "hello");
                    }
                })
                .isInstanceOf(IOException.class);
        line.mend();
        try (var socket = connect()) {
            assertThat(said(socket, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void a_slow_line_delivers_late() throws IOException {
        try (var socket = connect()) {
            said(socket, "hello");

            // When
            line.slow(Duration.ofMillis(150));
            var since = System.nanoTime();
            said(socket, "hello");

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), line.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String said(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        var heard = socket.getInputStream().readNBytes(words.length());
        if (heard.length < words.length()) {
            throw new IOException("it was cut");
        }
        return new String(heard, java.nio.charset.StandardCharsets.US_ASCII);
    }
}
