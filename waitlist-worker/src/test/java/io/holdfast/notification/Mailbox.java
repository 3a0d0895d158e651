package io.holdfast.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What has arrived, newest first.
@ApplicationScoped
class Mailbox {

    record Received(String subject, String text) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String url;

    Mailbox(@ConfigProperty(name = "test.mailbox.url") String url) {
        this.url = url;
    }

    List<Received> of(String address) {
        return in(url, address);
    }

    List<Received> in(String mailbox, String address) {
        try {
            var response = http.send(
                    HttpRequest.newBuilder(URI.create(mailbox + "/api/mails?to=" + address))
                            .build(),
                    BodyHandlers.ofString());
            var received = new ArrayList<Received>();
            json.readTree(response.body())
                    .get("mails")
                    .forEach(mail -> received.add(new Received(
                            mail.get("subject").asText(),
                            mail.get("text").asText().replace("\r\n", "\n"))));
            return received;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
