package io.holdfast.notification;

import static io.holdfast.notification.People.booked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.WholeWorker;
import io.holdfast.contracts.event.RefundEvent.RefundAccountNeeded;
import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SalesEvent.LateCaptureRejected;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.notification.People.Person;
import io.holdfast.simulators.sms.SmsFault;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.Facts.Fact;
import io.holdfast.waitlist.House;
import io.quarkus.test.security.TestSecurity;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WholeWorker
class ManyTest {

    /// The figure is 50,000; so many make the same point in a test.
    private static final int MANY = Integer.getInteger("holdfast.test.many", 2_000);

    @Inject
    House house;

    @Inject
    People people;

    @Inject
    Outside outside;

    @Inject
    Mailbox mailbox;

    @Inject
    DataSource database;

    @AfterEach
    void providersWorkAgain() {
        outside.sms().fault(SmsFault.none());
    }

    @Test
    @TestSecurity(user = "kim", roles = "operations")
    void those_who_have_tickets_are_told_of_an_incident_of_tonight_at_night_too_and_once() {
        // Given
        var tonight = house.performance(SaleId.next(), Instant.now().plus(5, ChronoUnit.HOURS));
        var ann = people.known("ann", "ko");
        var bob = people.known("bob", "en");
        people.prefers(ann, "{\"timeZone\":\"%s\"}".formatted(People.whereItIs(2)));
        house.facts().tell(booked(ann, tonight, OrderId.next()));
        house.facts().tell(booked(ann, tonight, OrderId.next()));
        await().until(() -> mailbox.of(ann.email()).size() == 2);

        // When
        people.announce("INCIDENT", "TICKET_HOLDERS", tonight).body("urgent", equalTo(true));

        // Then
        await().until(() -> mailbox.of(ann.email()).size() == 3);
        assertThat(mailbox.of(ann.email()).getFirst().subject()).isEqualTo("[장애 안내] 입장 지연");
        await().during(Duration.ofMillis(500))
                .until(() -> mailbox.of(ann.email()).size() == 3);
        assertThat(mailbox.of(bob.email())).isEmpty();
    }

    @Test
    @TestSecurity(user = "kim", roles = "operations")
    void what_can_wait_waits_for_the_morning_where_the_customer_is() {
        // Given
        var ann = people.known("ann", "ko");
        people.prefers(ann, "{\"timeZone\":\"%s\"}".formatted(People.whereItIs(2)));
        var later = house.performance();
        house.facts().tell(booked(ann, later, OrderId.next()));
        await().until(() -> mailbox.of(ann.email()).size() == 1);

        // When
        people.announce("MAINTENANCE", "TICKET_HOLDERS", later).body("urgent", equalTo(false));

        // Then
        await().until(() -> Sql.of("""
                        select coalesce(max(next_attempt_at), now()) > now() + interval '4 hours' as waits
                          from notification
                         where customer_id = :ann
                           and kind = 'MAINTENANCE'
                           and state = 'DUE'
                        """).with("ann", ann.id()).one(database, row -> row.flag("waits")));
        assertThat(mailbox.of(ann.email())).hasSize(1);
    }

    @Test
    void announcing_is_for_operations() {
        RestAssured.given()
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/staff/notifications/announcements")
                .then()
                .statusCode(401);
        RestAssured.get("/api/staff/notifications").then().statusCode(401);
    }

    @Test
    @TestSecurity(user = "kim", roles = "operations")
    void every_kind_can_be_looked_at_in_both_languages_and_on_every_channel() {
        for (var kind : Kind.values()) {
            for (var locale : List.of("ko", "en")) {
                for (var channel : List.of("email", "sms", "push")) {
                    var preview = RestAssured.get("/api/staff/notifications/templates/%s/preview?locale=%s&channel=%s"
                                    .formatted(kind.path(), locale, channel))
                            .then()
                            .statusCode(200)
                            .extract()
                            .jsonPath();
                    assertThat(preview.getString("text"))
                            .as("%s %s %s", kind, locale, channel)
                            .isNotBlank();
                    assertThat(preview.getString("html")).doesNotContain("<");
                    if (channel.equals("sms")) {
                        assertThat(SmsText.bytes(preview.getString("text")))
                                .isLessThanOrEqualTo(
                                        preview.getString("subject").isEmpty() ? 90 : 2_000);
                    }
                }
            }
        }
    }

    @Test
    @TestSecurity(user = "kim", roles = "operations")
    void operations_see_what_became_of_messages_and_no_address() {
        // Given
        var ann = people.known("ann", "ko");
        house.facts().tell(booked(ann, house.performance(), OrderId.next()));
        await().until(() -> mailbox.of(ann.email()).size() == 1);

        // When
        var seen = RestAssured.get("/api/staff/notifications?state=SENT&kind=booking-confirmed")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        // Then
        assertThat(seen).contains(ann.id().toString(), "BOOKING_CONFIRMED").doesNotContain(ann.email(), ann.phone());
    }

    @Test
    void a_new_show_is_announced_to_those_it_interests_and_marked_as_advertising() {
        // Given
        var ann = people.known("ann", "ko");
        var bob = people.known("bob", "ko");
        var category = "musical-" + UUID.randomUUID().toString().substring(0, 8);
        interested(ann, "{\"categories\":[\"%s\"],\"regions\":[]}".formatted(category));
        interested(bob, "{\"categories\":[\"%s\"],\"regions\":[\"busan\"]}".formatted(category));
        var show = ShowId.next();

        // When
        var published = house.facts().tell(published(show, SaleId.next(), category));
        house.facts().repeat(published);
        house.facts().tell(published.event());

        // Then
        await().until(() -> !mailbox.of(ann.email()).isEmpty());
        var mail = mailbox.of(ann.email()).getFirst();
        assertThat(mail.subject()).isEqualTo("(광고) 여름의 뮤지컬 예매 예정");
        assertThat(mail.text())
                .contains("https://tickets.example/shows/" + show, "https://tickets.example/notifications/stop/");
        await().during(Duration.ofMillis(500))
                .until(() -> mailbox.of(ann.email()).size() == 1);
        assertThat(mailbox.of(bob.email())).isEmpty();
    }

    @Test
    void a_sale_is_reminded_of_an_hour_before_and_again_when_it_moves() {
        // Given
        var ann = people.known("ann", "en");
        var sale = SaleId.next();
        house.performance(sale, Instant.now().plus(30, ChronoUnit.DAYS));
        house.facts().tell(scheduled(sale, Instant.now().plus(5, ChronoUnit.DAYS)));
        await().until(() -> due(sale).isPresent());
        house.browser(ann.id())
                .put("/api/notifications/reminders/" + sale)
                .then()
                .statusCode(204);
        assertThat(mailbox.of(ann.email())).isEmpty();

        // When
        house.facts().tell(scheduled(sale, Instant.now().plus(40, ChronoUnit.MINUTES)));
        await().until(() -> mailbox.of(ann.email()).size() == 1);
        house.facts().tell(scheduled(sale, Instant.now().plus(50, ChronoUnit.MINUTES)));

        // Then
        await().until(() -> mailbox.of(ann.email()).size() == 2);
        assertThat(mailbox.of(ann.email()))
                .allSatisfy(mail -> assertThat(mail.subject()).startsWith("[On sale soon] 봄의 콘서트"));
    }

    @Test
    void a_performance_called_off_is_told_with_its_reason_and_a_lost_race_with_other_dates() {
        // Given
        var performance = house.performance();
        var ann = people.known("ann", "ko");
        var order = OrderId.next();

        // When
        house.facts()
                .tell(new OrderCancelled(
                        performance,
                        order,
                        CancellationId.next(),
                        ann.id(),
                        OrderCancelled.BY_ORGANISER,
                        Money.won(0),
                        repayment(140_000),
                        Instant.now()));
        house.facts().tell(new PerformanceCancelled(performance, "출연자 건강 사정", Instant.now()));
        house.facts()
                .tell(new LateCaptureRejected(performance, OrderId.next(), ann.id(), repayment(90_000), Instant.now()));

        // Then
        await().until(() -> mailbox.of(ann.email()).size() == 2);
        assertThat(mailbox.of(ann.email()))
                .anySatisfy(mail -> assertThat(mail.text()).contains("사유: 출연자 건강 사정", "140,000원"))
                .anySatisfy(mail -> assertThat(mail.subject()).startsWith("[사과 말씀] 봄의 콘서트"));
    }

    @Test
    void a_refund_that_is_late_is_told_to_whose_order_it_is_whichever_is_heard_first() {
        // Given
        var performance = house.performance();
        var ann = people.known("ann", "en");
        var order = OrderId.next();
        var expected = Instant.now().plus(1, ChronoUnit.DAYS);

        // When
        house.facts().tell(new RefundDelayed(RefundId.next(), order, expected, Instant.now()));
        house.facts().tell(booked(ann, performance, order));

        // Then
        await().until(() -> mailbox.of(ann.email()).size() == 2);
        assertThat(mailbox.of(ann.email()))
                .anySatisfy(mail -> assertThat(mail.subject()).isEqualTo("[Refund delayed] 봄의 콘서트"));
    }

    @Test
    void told_again_from_the_beginning_shuffled_and_doubled_nobody_hears_anything_twice() {
        // Given
        var performance = house.performance();
        var ann = people.known("ann", "ko");
        var order = OrderId.next();
        var told = new ArrayList<Fact>();
        Stream.of(
                        booked(ann, performance, order),
                        new RefundDelayed(
                                RefundId.next(), order, Instant.now().plus(1, ChronoUnit.DAYS), Instant.now()),
                        new RefundAccountNeeded(
                                RefundId.next(),
                                order,
                                PaymentId.next(),
                                performance,
                                ann.id(),
                                Money.won(1_000),
                                Instant.now()),
                        new PerformanceCancelled(performance, "눈", Instant.now()))
                .forEach(event -> told.add(house.facts().tell(event)));
        await().until(() -> mailbox.of(ann.email()).size() >= 2);
        await().during(Duration.ofSeconds(1))
                .until(() -> mailbox.of(ann.email()).size() == 3 && texts(ann) == 0);
        var before = rows(ann);

        // When
        people.prefers(ann, "{\"concerns\":{\"booking\":[\"email\",\"sms\"]}}");
        house.forgetWhatWasHeard();
        told.addAll(List.copyOf(told));
        Collections.shuffle(told, new Random(7));
        told.forEach(house.facts()::repeat);

        // Then
        var last = people.known("bob", "ko");
        house.facts().tell(booked(last, performance, OrderId.next()));
        await().until(() -> !mailbox.of(last.email()).isEmpty());
        await().during(Duration.ofSeconds(1))
                .until(() -> mailbox.of(ann.email()).size() == 3 && texts(ann) == 0);
        assertThat(rows(ann)).isEqualTo(before);
    }

    @Test
    @TestSecurity(user = "kim", roles = "operations")
    void many_announcements_and_a_provider_that_takes_eight_seconds_delay_nothing_urgent() {
        // Given
        outside.sms().fault(SmsFault.slow(Duration.ofSeconds(8)));
        var performance = house.performance();
        var ann = people.known("ann", "ko");
        var bob = people.known("bob", "ko");
        people.prefers(bob, "{\"concerns\":{\"booking\":[\"sms\"]}}");
        Sql.of("""
                insert into known_order (order_id, customer_id, performance_id)
                select uuidv7(), uuidv7(), :performance
                  from generate_series(1, :many)
                """).with("performance", performance).with("many", MANY).run(database);
        Sql.of("""
                insert into contact (customer_id, sealed)
                select customer_id, 'does not open'
                  from known_order
                 where performance_id = :performance
                """).with("performance", performance).run(database);
        for (var n = 0; n < 20; n++) {
            house.facts().tell(booked(bob, performance, OrderId.next()));
        }
        people.announce("MAINTENANCE", "TICKET_HOLDERS", performance);
        await().atMost(Duration.ofMinutes(5)).until(() -> waiting() > MANY / 4);

        // When
        var begin = Instant.now();
        house.facts().tell(booked(ann, performance, OrderId.next()));

        // Then
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> mailbox.of(ann.email()).size() == 1);
        var took = Duration.between(begin, Instant.now());
        System.out.printf("urgent among %d: %d ms, %d still waiting%n", MANY, took.toMillis(), waiting());
        assertThat(waiting()).isPositive();
        assertThat(took).isLessThan(Duration.ofSeconds(6));
    }

    private long waiting() {
        return Sql.of("select count(*) as many from notification where urgency = 'BULK' and state <> 'SENT'")
                .one(database, row -> row.large("many"));
    }

    private int texts(Person person) {
        return outside.sms().to(person.phone()).size();
    }

    private List<String> rows(Person person) {
        return Sql.of("""
                        select message || ' ' || channel || ' ' || state as line
                          from notification
                         where customer_id = :person
                         order by 1
                        """).with("person", person.id()).list(database, row -> row.text("line"));
    }

    private java.util.Optional<Instant> due(SaleId sale) {
        return Sql.of("select due_at from fan_out where kind = 'SALE_REMINDER' and about = :sale")
                .with("sale", sale)
                .first(database, row -> row.moment("due_at"));
    }

    private void interested(Person person, String interests) {
        house.browser(person.id())
                .contentType(ContentType.JSON)
                .body(interests)
                .put("/api/notifications/interests")
                .then()
                .statusCode(200);
    }

    private static ShowPublished published(ShowId show, SaleId sale, String category) {
        return new ShowPublished(
                show,
                sale,
                "여름의 뮤지컬",
                "한강홀",
                category,
                "seoul",
                Instant.now().plus(20, ChronoUnit.DAYS),
                "Asia/Seoul",
                Instant.now());
    }

    private static SaleScheduled scheduled(SaleId sale, Instant opensAt) {
        return new SaleScheduled(
                sale,
                "Sale",
                List.of(),
                opensAt.minusSeconds(600),
                opensAt.truncatedTo(ChronoUnit.MILLIS),
                opensAt.plus(10, ChronoUnit.DAYS),
                new AdmissionSettings(10, 10, 100, Duration.ofMinutes(1), Duration.ofMinutes(10)));
    }

    private static Repayment repayment(long amount) {
        return new Repayment(RefundId.next(), PaymentId.next(), "simulator-card", "pay_1", Money.won(amount));
    }
}
