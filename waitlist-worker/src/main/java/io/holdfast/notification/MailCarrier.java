package io.holdfast.notification;

import io.holdfast.notification.NotificationState.Death;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.vertx.ext.mail.SMTPException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/// Hands letters to the mail server (RFC 5321).
///
/// A reply of 4xx is for now and one of 5xx for good, except where it is about us and not about the letter. Whether the
/// mailbox exists is told by the reply to the recipient only; what bounces later comes as a mail to the sender.
@ApplicationScoped
class MailCarrier implements Carrier {

    static final String PROVIDER = "smtp";

    /// We are not known, not let in, or not to use the server so.
    private static final Set<Integer> ABOUT_US = Set.of(421, 500, 502, 503, 504, 530, 534, 535, 538);

    /// There is no such mailbox, or none that is called so.
    private static final Set<Integer> ABOUT_THE_ADDRESS = Set.of(550, 551, 553, 556);

    private final ReactiveMailer mailer;
    private final NotificationConfig config;
    private final Contacts contacts;
    private final StopLinks stopLinks;

    MailCarrier(ReactiveMailer mailer, NotificationConfig config, Contacts contacts, StopLinks stopLinks) {
        this.mailer = mailer;
        this.config = config;
        this.contacts = contacts;
        this.stopLinks = stopLinks;
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public boolean exists() {
        return true;
    }

    /// The message's id goes with it, so that a mail program shows it once even if it comes twice. What can be stopped
    /// says how, to people and to mail programs (RFC 2369, RFC 8058).
    @Override
    public Carried carry(Delivery delivery) {
        var address = delivery.contact().email();
        var customer = delivery.message().customer();
        if (address.isBlank()) {
            return new Carried.Refused(Death.NO_ADDRESS);
        }
        if (delivery.isEmailRefused()) {
            return new Carried.Refused(Death.UNDELIVERABLE);
        }
        var letter = delivery.letter();
        var concern = delivery.message().concern();
        var text = letter.text();
        var mail = new Mail().setTo(java.util.List.of(address));
        if (!concern.cannotWait()) {
            var link = stopLinks.link(customer, concern);
            text += "\n--\n" + letter.wording().stop() + ": " + link + "\n";
            mail.addHeader("List-Unsubscribe", "<" + link + ">")
                    .addHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        mail.setSubject((delivery.message().advert() ? Letter.ADVERTISING : "") + letter.subject())
                .setText(text)
                .addHeader("Message-ID", "<%s@holdfast>".formatted(delivery.id()))
                .addHeader("Auto-Submitted", "auto-generated");
        try {
            mailer.send(mail).await().atMost(config.patience());
            return new Carried.Taken();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SMTPException reply) {
                    return said(reply, delivery);
                }
            }
            return new Carried.Failed(e.getClass().getName());
        }
    }

    private Carried said(SMTPException reply, Delivery delivery) {
        var code = reply.getReplyCode();
        if (ABOUT_US.contains(code)) {
            return new Carried.Failed("SMTP " + code);
        }
        if (!reply.isPermanent()) {
            return new Carried.Later("SMTP " + code);
        }
        if (ABOUT_THE_ADDRESS.contains(code)) {
            contacts.emailRefused(delivery.message().customer());
        }
        return new Carried.Refused(Death.UNDELIVERABLE);
    }
}
