package io.holdfast.notification;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A mail server that knows some mailboxes and not others, over SMTP: `gone.…` never was, `full.…` is full the first
/// time it is asked for.
final class ChoosyMailServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    ChoosyMailServer(int port) {
        try {
            socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    var client = socket.accept();
                    clients.add(client);
                    Thread.ofVirtual().start(() -> talk(client));
                } catch (IOException _) {
                    // Closed.
                }
            }
        });
    }

    /// How often the address was given as the recipient.
    int asked(String address) {
        return asked.getOrDefault(address, 0);
    }

    /// As they came, head and all.
    List<String> mails() {
        return mails;
    }

    private void talk(Socket client) {
        try (client;
                var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                var out = client.getOutputStream()) {
            say(out, "220 choosy ESMTP");
            String line;
            while ((line = in.readLine()) != null) {
                var command = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(java.util.Locale.ROOT);
                switch (command) {
                    case "RCPT" -> say(out, recipient(line.replaceAll(".*<(.*)>.*", "$1")));
                    case "DATA" -> {
                        say(out, "354 go on");
                        var mail = new StringBuilder();
                        while ((line = in.readLine()) != null && !line.equals(".")) {
                            mail.append(line).append('\n');
                        }
                        mails.add(mail.toString());
                        say(out, "250 taken");
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 choosy");
                }
            }
        } catch (IOException _) {
            // The other side has gone.
        }
    }

    private String recipient(String address) {
        var times = asked.merge(address, 1, Integer::sum);
        if (address.startsWith("gone.")) {
            return "550 5.1.1 no such mailbox " + address;
        }
        return address.startsWith("full.") && times == 1 ? "452 4.2.2 full" : "250 ok";
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (var client : clients) {
            client.close();
        }
    }
}
