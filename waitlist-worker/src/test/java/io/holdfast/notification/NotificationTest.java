package io.holdfast.notification;

import static io.holdfast.waitlist.House.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.event.NotificationEvent.CodeIssued;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.FromOpenSale;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.SeatChangeProposed;
import io.holdfast.contracts.event.SalesEvent.SeatChanged;
import io.holdfast.contracts.event.SalesEvent.TicketTransferred;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.TurnEvent.TurnCame;
import io.holdfast.contracts.event.TurnEvent.TurnNear;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.LookUpId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatChangeId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.id.TransferId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.contracts.personal.SecretSeal;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class NotificationTest {

    /// 19:00 in Seoul, on a Thursday.
    private static final Instant SHOWTIME = Instant.parse("2099-12-24T10:00:00Z");

    private final CustomerId ann = CustomerId.next();
    private final String address = "ann." + UUID.randomUUID() + "@example.org";

    @Inject
    House house;

    @Inject
    Mailbox mailbox;

    @Inject
    DataSource database;

    @ConfigProperty(name = "holdfast.contacts.key")
    String contactsKey;

    @Test
    void a_booking_is_confirmed_in_the_customers_language_and_the_venues_time() {
        // Given
        var performance = house.performance(SaleId.next(), SHOWTIME);
        house.facts().tell(saved(address, "ko"));

        // When
        var booked = booked(performance);
        house.facts().tell(booked);

        // Then
        var mail = onlyMail();
        assertThat(mail.subject()).isEqualTo("[예매 완료] 봄의 콘서트 (H-7)");
        assertThat(mail.text())
                .contains("2099년 12월 24일 (목) 19:00", "한강홀", "1F A 1, 1F A 2", "280,000원")
                .contains("https://tickets.example/orders/" + booked.order());
    }

    @Test
    void a_guests_code_is_sent_to_how_they_are_reached_and_is_in_no_row() {
        // Given
        house.facts().tell(saved(address, "ko"));
        var lookUp = LookUpId.next();

        // When
        house.facts().tell(issued(lookUp, "402917"));

        // Then
        var mail = onlyMail();
        assertThat(mail.subject()).isEqualTo("[예매 확인 인증번호] 402917");
        assertThat(mail.text()).contains("402917", "https://tickets.example/guest");
        assertThat(Sql.of("select cast(facts as text) as facts from notification where customer_id = :ann")
                        .with("ann", ann)
                        .list(database, row -> row.text("facts")))
                .isNotEmpty()
                .noneMatch(facts -> facts.contains("402917"));
    }

    @Test
    void where_nobody_was_found_nobody_is_told() {
        // Given
        var lookUp = LookUpId.next();
        house.facts().tell(saved(address, "ko"));
        house.facts().tell(issued(lookUp, CodeIssued.NOBODY));

        // When
        house.facts().tell(issued(LookUpId.next(), "402917"));

        // Then
        assertThat(onlyMail().subject()).contains("402917");
        assertThat(Sql.of("select exists (select from message where name = :name)")
                        .with("name", "guest-code:" + lookUp)
                        .list(database, row -> row.flag("exists")))
                .containsExactly(false);
    }

    private CodeIssued issued(LookUpId lookUp, String code) {
        return new CodeIssued(
                lookUp,
                ann,
                new SecretSeal(contactsKey, CodeIssued.PURPOSE).seal(lookUp.value(), code),
                Instant.now().plus(Duration.ofMinutes(10)),
                Instant.now());
    }

    @Test
    void both_are_told_that_a_ticket_is_somebody_elses_now() {
        // Given
        var performance = house.performance(SaleId.next(), SHOWTIME);
        var bob = CustomerId.next();
        var bobs = "bob." + UUID.randomUUID() + "@example.org";
        house.facts().tell(saved(address, "ko"));
        house.facts().tell(saved(bob, bobs, "en"));
        var ticket = TicketId.next();

        // When
        house.facts()
                .tell(new TicketTransferred(
                        performance, TransferId.next(), OrderId.next(), ticket, "1F A 7", ann, bob, Instant.now()));

        // Then
        assertThat(onlyMail().subject()).isEqualTo("[티켓 양도 완료] 봄의 콘서트");
        await().until(() -> !mailbox.of(bobs).isEmpty());
        assertThat(mailbox.of(bobs)).singleElement().satisfies(mail -> {
            assertThat(mail.subject()).isEqualTo("[Your ticket] 봄의 콘서트");
            assertThat(mail.text()).contains("1F A 7", "https://tickets.example/tickets/" + ticket);
        });
    }

    @Test
    void a_refund_that_is_done_is_told_in_english_to_who_reads_english() {
        // Given
        var performance = house.performance(SaleId.next(), SHOWTIME);
        house.facts().tell(saved(address, "en"));
        var settled = new RefundSettled(
                RefundId.next(),
                OrderId.next(),
                PaymentId.next(),
                performance,
                ann,
                Money.won(98_000),
                "cancel_1",
                Instant.now());

        // When
        house.facts().tell(settled);

        // Then
        var mail = onlyMail();
        assertThat(mail.subject()).isEqualTo("[Refunded] 봄의 콘서트");
        assertThat(mail.text()).contains("KRW 98,000", "Thursday 24 December 2099, 19:00");
    }

    @Test
    void an_offer_is_told_with_its_end_and_where_to_answer() {
        // Given
        var performance = house.performance();
        house.facts().tell(saved(address, "ko"));
        house.joins(ann, performance);

        // When
        house.released(performance, seat("A", 1, "R"));

        // Then
        var mail = onlyMail();
        var offer = house.offered(performance).getFirst();
        assertThat(mail.subject()).startsWith("[좌석 배정] 봄의 콘서트 - ");
        assertThat(mail.text()).contains("1F A 1", "140,000원", "https://tickets.example/offers/" + offer.offer());
    }

    @Test
    void whoever_is_to_get_another_seat_is_asked_in_time() {
        // Given
        var performance = house.performance(SaleId.next(), SHOWTIME);
        house.facts().tell(saved(address, "en"));
        var ticket = TicketId.next();

        // When
        house.facts()
                .tell(new SeatChangeProposed(
                        performance,
                        SeatChangeId.next(),
                        OrderId.next(),
                        ann,
                        ticket,
                        "1F A 1",
                        "1F A 20",
                        Instant.parse("2099-11-20T01:00:00Z"),
                        Instant.now()));

        // Then
        var mail = onlyMail();
        assertThat(mail.subject())
                .isEqualTo("[Another seat?] 봄의 콘서트 - please answer by Friday 20 November 2099, 10:00");
        assertThat(mail.text()).contains("1F A 1 → 1F A 20", "https://tickets.example/tickets/" + ticket);
    }

    @Test
    void whoever_has_agreed_to_another_seat_is_told_which_it_is() {
        // Given
        var performance = house.performance(SaleId.next(), SHOWTIME);
        house.facts().tell(saved(address, "ko"));

        // When
        house.facts()
                .tell(new SeatChanged(
                        performance,
                        SeatChangeId.next(),
                        OrderId.next(),
                        ann,
                        new IssuedTicket(TicketId.next(), new SeatId("1F-A-20"), "1F A 20", "R", Money.won(140_000)),
                        new SeatId("1F-A-1"),
                        Instant.now()));

        // Then
        var mail = onlyMail();
        assertThat(mail.subject()).isEqualTo("[좌석 변경 완료] 봄의 콘서트");
        assertThat(mail.text()).contains("1F A 20");
    }

    @Test
    void who_waits_in_a_queue_is_told_that_the_turn_is_near() {
        // Given
        var sale = SaleId.next();
        house.performance(sale, SHOWTIME);
        house.facts().tell(saved(address, "ko"));

        // When
        house.facts().tell(new TurnNear(sale, ann, 1_204, Instant.now()));

        // Then
        var mail = onlyMail();
        assertThat(mail.subject()).isEqualTo("[대기열] 봄의 콘서트 - 차례가 가까워졌습니다");
        assertThat(mail.text()).contains("한강홀", "1,204명", "https://tickets.example/wait/" + sale);
    }

    @Test
    void who_is_called_is_told_until_when_to_come_in_and_once() {
        // Given
        var sale = SaleId.next();
        house.performance(sale, SHOWTIME);
        house.facts().tell(saved(address, "en"));

        // When
        var came = house.facts().tell(new TurnCame(sale, ann, Instant.parse("2099-11-20T01:00:00Z"), Instant.now()));
        house.facts().repeat(came);

        // Then
        var mail = onlyMail();
        assertThat(mail.subject()).isEqualTo("[Queue] 봄의 콘서트 - it is your turn");
        assertThat(mail.text()).contains("Friday 20 November 2099, 10:00", "https://tickets.example/wait/" + sale);
        await().during(Duration.ofMillis(500)).until(() -> mailbox.of(address).size() == 1);
    }

    @Test
    void nobody_is_told_of_a_turn_that_is_over() {
        // Given
        var sale = SaleId.next();
        house.performance(sale, SHOWTIME);
        house.facts().tell(saved(address, "ko"));

        // When
        house.facts().tell(new TurnCame(sale, ann, Instant.now().minusSeconds(1), Instant.now()));

        // Then
        await().until(() -> state("turn-came:%").equals("DEAD"));
        assertThat(mailbox.of(address)).isEmpty();
    }

    @Test
    void a_message_waits_for_the_contact() {
        // Given
        var performance = house.performance();
        house.facts().tell(booked(performance));
        await().until(() -> state("booking:%").equals("DUE") && leases() > 0);

        // When
        house.facts().tell(saved(address, "en"));

        // Then
        assertThat(onlyMail().subject()).isEqualTo("[Booked] 봄의 콘서트 (H-7)");
    }

    @Test
    void the_same_fact_told_again_is_one_mail() {
        // Given
        var performance = house.performance();
        house.facts().tell(saved(address, "ko"));
        var booked = house.facts().tell(booked(performance));
        onlyMail();

        // When
        house.facts().repeat(booked);
        house.facts().tell(booked.event());

        // Then
        await().during(Duration.ofMillis(500)).until(() -> mailbox.of(address).size() == 1);
    }

    @Test
    void who_left_no_address_gets_no_mail_and_that_is_on_record() {
        // Given
        var performance = house.performance();
        house.facts().tell(saved("", "ko"));

        // When
        house.facts().tell(booked(performance));

        // Then
        await().until(() -> state("booking:%").equals("DEAD"));
        var death = Sql.of("select death from notification where customer_id = :ann")
                .with("ann", ann)
                .one(database, row -> row.text("death"));
        assertThat(death).isEqualTo("NO_ADDRESS");
    }

    @Test
    void no_name_phone_or_address_is_stored_in_the_clear() {
        // Given
        var performance = house.performance();
        house.facts().tell(saved(address, "ko"));

        // When
        house.facts().tell(booked(performance));

        // Then
        onlyMail();
        var stored = Sql.of("""
                        select sealed as line from contact
                         union all
                        select row(n.*)::text from notification n
                        """).list(database, row -> row.text("line"));
        assertThat(stored).noneMatch(line -> line.contains("@example.org") || line.contains("01012345678"));
    }

    private ContactSaved saved(String email, String language) {
        return saved(ann, email, language);
    }

    private ContactSaved saved(CustomerId customer, String email, String language) {
        return new ContactSaved(
                customer,
                new Seal(contactsKey).seal(customer, new Contact("Ann", "01012345678", email, language)),
                Instant.now());
    }

    private TicketsIssued booked(PerformanceId performance) {
        return new TicketsIssued(
                performance,
                OrderId.next(),
                "H-7",
                ann,
                List.of(
                        new IssuedTicket(TicketId.next(), new SeatId("A-1"), "1F A 1", "R", Money.won(140_000)),
                        new IssuedTicket(TicketId.next(), new SeatId("A-2"), "1F A 2", "R", Money.won(140_000))),
                Money.won(280_000),
                new FromOpenSale(),
                Instant.now());
    }

    private Mailbox.Received onlyMail() {
        await().until(() -> !mailbox.of(address).isEmpty());
        assertThat(mailbox.of(address)).hasSize(1);
        return mailbox.of(address).getFirst();
    }

    private String state(String message) {
        return Sql.of("select state from notification where customer_id = :ann and message like :message")
                .with("ann", ann)
                .with("message", message)
                .first(database, row -> row.text("state"))
                .orElse("");
    }

    private int leases() {
        return Sql.of("select leases from notification where customer_id = :ann")
                .with("ann", ann)
                .one(database, row -> row.number("leases"));
    }
}
