package io.holdfast.simulators.mail;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.holdfast.simulators.http.LocalServer;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/// A running mail provider simulator on 127.0.0.1: SMTP for the sender, a mailbox page for the reader.
public final class MailSink implements AutoCloseable {

    private static final Logger LOG = System.getLogger(MailSink.class.getName());
    private static final String ONE_MAILBOX = "everybody@localhost";
    private static final int TIDIED_EVERY = 100;

    private final Mailbox mailbox = new Mailbox();
    private final GreenMail smtp;
    private final GreenMailUser user;
    private final LocalServer pages;
    private int sinceTidied;

    private MailSink(int smtpPort, int pagePort) {
        var setup = new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(10_000);
        smtp = new GreenMail(setup);
        smtp.start();
        user = smtp.setUser(ONE_MAILBOX, "unused");
        smtp.getUserManager().setMessageDeliveryHandler(this::receive);
        pages = LocalServer.on(pagePort, new MailboxPage(mailbox)::answer);
        pages.start();
    }

    /// @param smtpPort 0 = any free one
    /// @param pagePort 0 = any free one
    public static MailSink start(int smtpPort, int pagePort) {
        return new MailSink(smtpPort, pagePort);
    }

    public int smtpPort() {
        return smtp.getSmtp().getPort();
    }

    /// The mailbox page's address, without a slash at the end.
    public URI url() {
        return pages.url();
    }

    /// Called by GreenMail once for each recipient; the first call takes the mail for all of them.
    private GreenMailUser receive(MovingMessage moving, MailAddress recipient)
            throws MessagingException, UserException {
        var recipients =
                moving.getToAddresses().stream().map(MailAddress::getEmail).toList();
        if (recipients.getFirst().equals(recipient.getEmail())) {
            var message = moving.getMessage();
            var subject = message.getSubject() == null ? "" : message.getSubject();
            var text = plainText(message);
            var from =
                    moving.getReturnPath() == null ? "" : moving.getReturnPath().getEmail();
            mailbox.add(number -> new Mail(number, from, List.copyOf(recipients), subject, text, Instant.now()));
            forgetGreenMailsOwn();
        }
        return user;
    }

    /// GreenMail keeps every mail for ever; ours are kept in the mailbox.
    private synchronized void forgetGreenMailsOwn() {
        if (++sinceTidied < TIDIED_EVERY) {
            return;
        }
        sinceTidied = 0;
        try {
            smtp.purgeEmailFromAllMailboxes();
        } catch (FolderException e) {
            LOG.log(Level.WARNING, "old mails are still in memory", e);
        }
    }

    private static String plainText(Part part) throws MessagingException {
        try {
            if (part.isMimeType("text/plain")) {
                return String.valueOf(part.getContent());
            }
            if (part.getContent() instanceof Multipart parts) {
                for (var i = 0; i < parts.getCount(); i++) {
                    BodyPart inner = parts.getBodyPart(i);
                    var text = plainText(inner);
                    if (!text.isEmpty()) {
                        return text;
                    }
                }
            }
            return "";
        } catch (IOException e) {
            throw new MessagingException("this mail cannot be read", e);
        }
    }

    @Override
    public void close() {
        pages.close();
        smtp.stop();
    }
}
