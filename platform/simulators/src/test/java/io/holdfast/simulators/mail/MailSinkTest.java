package io.holdfast.simulators.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailSinkTest {

    private final MailSink sink = MailSink.start(0, 0);

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void mails_are_listed_newest_first_and_found_by_recipient() throws Exception {
        // Given
        send("ann@example.org", "첫 번째", "안녕 <b>");
        send("bob@example.org", "second", "hello");

        // When
        var anns = mails("/api/mails?to=Ann@example.org");
        var all = mails("/api/mails");

        // Then
        assertThat(all).extracting(mail -> mail.get("subject").asText()).containsExactly("second", "첫 번째");
        assertThat(anns).hasSize(1);
        assertThat(anns.get(0).get("text").asText()).isEqualToIgnoringNewLines("안녕 <b>");
    }

    @Test
    void the_page_shows_them_as_text() throws Exception {
        // Given
        send("ann@example.org", "<script>alert(1)</script>", "안녕");

        // When
        var page = get("/");

        // Then
        assertThat(page).contains("&lt;script&gt;", "ann@example.org", "안녕").doesNotContain("<script>");
    }

    @Test
    void the_oldest_are_forgotten_after_a_thousand() {
        // Given
        var mailbox = new Mailbox();

        // When
        for (var i = 0; i < Mailbox.KEPT + 5; i++) {
            mailbox.add(number -> new Mail(number, "", java.util.List.of(), "", "", java.time.Instant.EPOCH));
        }

        // Then
        assertThat(mailbox.all()).hasSize(Mailbox.KEPT);
        assertThat(mailbox.all().getLast().number()).isEqualTo(6);
    }

    private void send(String to, String subject, String text) throws MessagingException {
        var settings = new Properties();
        settings.put("mail.smtp.host", "127.0.0.1");
        settings.put("mail.smtp.port", String.valueOf(sink.smtpPort()));
        var message = new MimeMessage(Session.getInstance(settings));
        message.setFrom(new InternetAddress("tickets@holdfast.test"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        message.setText(text, "UTF-8");
        Transport.send(message);
    }

    private JsonNode mails(String path) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(path)).get("mails");
    }

    private String get(String path) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(sink.url() + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
