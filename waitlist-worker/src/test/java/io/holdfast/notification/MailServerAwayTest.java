package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.simulators.mail.MailSink;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(NoMailServerResource.class)
class MailServerAwayTest {

    private static final String ADDRESS = "ann.away@example.org";

    private final CustomerId ann = CustomerId.next();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getMessage() + " " + line.getThrown() + " "
                    + (line.getParameters() == null ? "" : List.of(line.getParameters())));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Inject
    House house;

    @Inject
    Mailbox mailbox;

    @Inject
    DataSource database;

    @ConfigProperty(name = "holdfast.contacts.key")
    String contactsKey;

    @ConfigProperty(name = "quarkus.mailer.port")
    int port;

    @BeforeEach
    void listenToTheLog() {
        Logger.getLogger("").addHandler(log);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(log);
    }

    @Test
    void a_message_waits_for_the_mail_server_and_no_log_line_gives_its_address_away() {
        // Given
        house.facts()
                .tell(new ContactSaved(
                        ann,
                        new Seal(contactsKey).seal(ann, new Contact("Ann Away", "01099998888", ADDRESS, "en")),
                        Instant.now()));
        house.facts()
                .tell(new RefundSettled(
                        RefundId.next(),
                        OrderId.next(),
                        PaymentId.next(),
                        house.performance(),
                        ann,
                        Money.won(5_000),
                        "cancel_1",
                        Instant.now()));
        await().until(() -> failures() >= 2);

        // When
        try (var sink = MailSink.start(port, 0)) {
            await().until(() -> !mailbox.in(sink.url().toString(), ADDRESS).isEmpty());
        }

        // Then
        assertThat(logged).anyMatch(line -> line.contains("was not taken"));
        assertThat(logged)
                .noneMatch(line -> line.contains(ADDRESS) || line.contains("01099998888") || line.contains("Ann Away"));
    }

    private int failures() {
        return Sql.of("select coalesce(max(failures), 0) as failures from notification where customer_id = :ann")
                .with("ann", ann)
                .one(database, row -> row.number("failures"));
    }
}
