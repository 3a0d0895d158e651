package io.holdfast.notification;

import io.holdfast.contracts.personal.Contact;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/// Hands letters to the mail server.
@ApplicationScoped
class Post {

    private final ReactiveMailer mailer;
    private final NotificationConfig config;

    Post(ReactiveMailer mailer, NotificationConfig config) {
        this.mailer = mailer;
        this.config = config;
    }

    /// Returns when the server has taken it. The message's id goes with it, so that a mail program shows it once even
    /// if it comes twice.
    ///
    /// @throws RuntimeException if the server did not take it in time
    void deliver(UUID id, Contact contact, Letter letter) {
        var mail = Mail.withText(contact.email(), letter.subject(), letter.text())
                .addHeader("Message-ID", "<%s@holdfast>".formatted(id))
                .addHeader("Auto-Submitted", "auto-generated");
        mailer.send(mail).await().atMost(config.patience());
    }
}
