package io.holdfast.notification;

import static io.holdfast.notification.People.booked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.WholeWorker;
import io.holdfast.contracts.event.ContactEvent;
import io.holdfast.contracts.event.ContactEvent.ContactForgotten;
import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.NotificationEvent;
import io.holdfast.contracts.event.NotificationEvent.MessageRequested;
import io.holdfast.contracts.event.RefundEvent;
import io.holdfast.contracts.event.RefundEvent.RefundAccountNeeded;
import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.LateCaptureRejected;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.SalesEvent.SeatChangeProposed;
import io.holdfast.contracts.event.SalesEvent.SeatChanged;
import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.TurnEvent.TurnCame;
import io.holdfast.contracts.event.TurnEvent.TurnNear;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatChangeId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.notification.People.Person;
import io.holdfast.simulators.sms.SmsFault;
import io.holdfast.sql.Sql;
import io.holdfast.waitlist.House;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every topic the notification room hears, heard again from its beginning, in any order and twice.
@WholeWorker
@TestSecurity(user = "kim", roles = "operations")
class ReplayTest {

    private static final List<String> TOPICS = List.of(
            SalesEvent.TOPIC,
            RefundEvent.TOPIC,
            TurnEvent.TOPIC,
            ContactEvent.TOPIC,
            NotificationEvent.URGENT,
            NotificationEvent.BULK);

    /// One case each in the room's switch.
    private static final Set<Class<? extends Event>> ACTED_ON = Set.of(
            TicketsIssued.class,
            OrderCancelled.class,
            LateCaptureRejected.class,
            PerformanceCancelled.class,
            ShowPublished.class,
            SaleScheduled.class,
            RefundSettled.class,
            RefundDelayed.class,
            RefundAccountNeeded.class,
            SeatChangeProposed.class,
            SeatChanged.class,
            TurnNear.class,
            TurnCame.class,
            ContactSaved.class,
            ContactForgotten.class,
            MessageRequested.class);

    /// So many messages are there for ann.
    private static final int ALL = 15;

    /// What is known, but for when it was heard.
    private static final List<String> KNOWN = List.of(
            "select row(customer_id, sealed, saved_at, email_refused_at)::text as line from contact",
            "select row(f.*)::text as line from forgotten f",
            "select row(k.*)::text as line from known_order k",
            "select row(r.*)::text as line from refund_delay r",
            "select row(r.*)::text as line from reason_called_off r",
            "select row(p.*)::text as line from published_show p",
            """
            select row(about, due_at, until, said_at, done_at is null)::text as line
              from fan_out
             where kind = 'SALE_REMINDER'
            """);

    private static final List<String> TOLD = List.of(
            "select row(m.*, customer_id)::text as line from message m join notification on message = name",
            "select row(n.*)::text as line from notification n",
            "select row(f.*)::text as line from fan_out f");

    private final SaleId sale = SaleId.next();
    private final ShowId show = ShowId.next();
    private final OrderId order = OrderId.next();
    private final OrderId calledOff = OrderId.next();
    private final RefundId late = RefundId.next();
    private final String category = "musical-" + UUID.randomUUID().toString().substring(0, 8);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Inject
    House house;

    @Inject
    People people;

    @Inject
    Listening listening;

    @Inject
    Outside outside;

    @Inject
    Mailbox mailbox;

    @Inject
    DataSource database;

    @ConfigProperty(name = "holdfast.contacts.key")
    String contactsKey;

    private PerformanceId performance = PerformanceId.next();
    private Person ann = new Person(CustomerId.next(), "", "");
    private Person bob = ann;
    private Person cho = ann;

    /// Ann hears of everything there is; bob and cho are forgotten.
    @BeforeEach
    void everything_has_been_told_once() {
        outside.sms().fault(SmsFault.none());
        performance = house.performance(sale, now.plus(5, ChronoUnit.HOURS));
        ann = people.known("ann", "en");
        bob = people.known("bob", "en");
        house.facts().tellNothing(ContactEvent.TOPIC, bob.id().toString());
        cho = people.known("cho", "en");
        house.facts().tell(new ContactForgotten(cho.id(), Instant.now().plusSeconds(1)));
        house.browser(ann.id())
                .contentType(ContentType.JSON)
                .body("{\"categories\":[\"%s\"],\"regions\":[]}".formatted(category))
                .put("/api/notifications/interests")
                .then()
                .statusCode(200);
        facts().forEach(house.facts()::tell);
        await().until(() -> isThere("known_order where order_id = :id", order.value()));
        people.announce("INCIDENT", "TICKET_HOLDERS", performance);
        people.announce("ANNOUNCEMENT", "TICKET_HOLDERS", performance);
        await().until(() -> mails() == ALL);
        await().until(() -> !isThere("contact where customer_id = :id", bob.id().value()));
        await().until(() -> !isThere("contact where customer_id = :id", cho.id().value()));
        await().during(Duration.ofSeconds(1)).until(() -> mails() == ALL && isQuiet());
    }

    @Test
    void nobody_hears_anything_twice_and_nothing_that_is_known_changes() {
        // Given
        var known = lines(KNOWN);
        var told = lines(TOLD);
        var records = records();
        var texts = outside.sms().to(ann.phone());
        people.prefers(ann, "{\"concerns\":{\"booking\":[\"email\",\"sms\"],\"service\":[\"email\",\"sms\"]}}");

        // When
        house.forgetWhatWasHeard();
        hearAgain(records, 7);

        // Then
        assertThat(lines(KNOWN)).isEqualTo(known);
        assertThat(lines(TOLD)).isEqualTo(told);
        assertThat(types(records)).containsAll(ACTED_ON);
        assertThat(records.stream().map(ReplayTest::topic).distinct()).hasSameElementsAs(TOPICS);
        await().during(Duration.ofSeconds(1)).until(() -> mails() == ALL);
        assertThat(outside.sms().to(ann.phone())).isEqualTo(texts);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_room_that_has_lost_all_it_knew_knows_the_same_again_in_whichever_order_it_hears(long order) {
        // Given
        var known = lines(KNOWN);
        var records = records();
        for (var table :
                List.of("contact", "forgotten", "known_order", "refund_delay", "reason_called_off", "published_show")) {
            Sql.of("delete from %s t where row(t.*)::text like any (:ours)".formatted(table))
                    .with("ours", ours())
                    .run(database);
        }
        Sql.of("delete from fan_out where kind = 'SALE_REMINDER' and about = :sale")
                .with("sale", sale)
                .run(database);

        // When
        house.forgetWhatWasHeard();
        hearAgain(records, order);

        // Then
        await().untilAsserted(() -> assertThat(lines(KNOWN)).isEqualTo(known));
        await().during(Duration.ofSeconds(1)).until(() -> mails() == ALL);
    }

    /// Where the same thing is said twice, the one said last is told first.
    private List<Event> facts() {
        return List.of(
                booked(ann, performance, order),
                booked(ann, performance, calledOff),
                cancelled(order, "T-3"),
                cancelled(calledOff, OrderCancelled.BY_ORGANISER),
                new PerformanceCancelled(performance, "snow", now),
                new PerformanceCancelled(performance, "rain", now.minusSeconds(60)),
                new LateCaptureRejected(performance, OrderId.next(), ann.id(), repayment(), now),
                published("As it is", now),
                published("As it was", now.minusSeconds(60)),
                scheduled(now.plus(40, ChronoUnit.MINUTES), now),
                scheduled(now.plus(30, ChronoUnit.DAYS), now.minusSeconds(60)),
                new RefundSettled(
                        RefundId.next(), order, PaymentId.next(), performance, ann.id(), Money.won(1_000), "re_1", now),
                delayed(now.plus(2, ChronoUnit.DAYS), now),
                delayed(now.plus(1, ChronoUnit.DAYS), now.minusSeconds(60)),
                new RefundAccountNeeded(
                        RefundId.next(), order, PaymentId.next(), performance, ann.id(), Money.won(1_000), now),
                new SeatChangeProposed(
                        performance,
                        SeatChangeId.next(),
                        order,
                        ann.id(),
                        TicketId.next(),
                        "1F A 1",
                        "1F A 2",
                        now.plus(1, ChronoUnit.DAYS),
                        now),
                new SeatChanged(
                        performance,
                        SeatChangeId.next(),
                        order,
                        ann.id(),
                        new IssuedTicket(TicketId.next(), new SeatId("A-2"), "1F A 2", "R", Money.won(140_000)),
                        new SeatId("A-1"),
                        now),
                new TurnNear(sale, ann.id(), 10, now),
                new TurnCame(sale, ann.id(), now.plus(10, ChronoUnit.MINUTES), now),
                new ContactSaved(
                        ann.id(),
                        new Seal(contactsKey)
                                .seal(ann.id(), new Contact("ann", ann.phone(), "old." + ann.email(), "en")),
                        now.minusSeconds(60)));
    }

    private OrderCancelled cancelled(OrderId which, String step) {
        return new OrderCancelled(
                performance, which, CancellationId.next(), ann.id(), step, Money.won(0), repayment(), now);
    }

    private static Repayment repayment() {
        return new Repayment(RefundId.next(), PaymentId.next(), "simulator-card", "pay_1", Money.won(90_000));
    }

    private ShowPublished published(String title, Instant at) {
        return new ShowPublished(
                show, sale, title, "Hall", category, "seoul", now.plus(20, ChronoUnit.DAYS), "Asia/Seoul", at);
    }

    private SaleScheduled scheduled(Instant opensAt, Instant at) {
        return new SaleScheduled(
                sale,
                "Sale",
                List.of(performance),
                opensAt.minusSeconds(600),
                opensAt,
                opensAt.plus(10, ChronoUnit.DAYS),
                new AdmissionSettings(10, 10, 100, Duration.ofMinutes(1), Duration.ofMinutes(10)),
                true,
                null,
                null,
                at);
    }

    private RefundDelayed delayed(Instant expectedAt, Instant at) {
        return new RefundDelayed(late, order, expectedAt, at);
    }

    /// Everything that concerns those in this test, topic by topic.
    private List<ConsumerRecord<String, byte[]>> records() {
        return TOPICS.stream()
                .flatMap(topic -> house.facts().everythingOn(topic).stream())
                .filter(record -> {
                    var content = record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8);
                    return ids().anyMatch(id -> content.contains(id) || id.equals(record.key()));
                })
                .toList();
    }

    /// All of them twice, in an order of their own.
    private void hearAgain(List<ConsumerRecord<String, byte[]>> records, long order) {
        var twice = new ArrayList<>(records);
        twice.addAll(records);
        Collections.shuffle(twice, new Random(order));
        twice.forEach(this::hear);
    }

    /// As Kafka hands it over, but in the order asked for, across topics too.
    private void hear(ConsumerRecord<String, byte[]> record) {
        switch (topic(record)) {
            case SalesEvent.TOPIC -> listening.onSale(record);
            case RefundEvent.TOPIC -> listening.onRefund(record);
            case TurnEvent.TOPIC -> listening.onTurn(record);
            case ContactEvent.TOPIC -> listening.onContact(record);
            case NotificationEvent.URGENT -> listening.onUrgent(record);
            case NotificationEvent.BULK -> {
                var partition = new TopicPartition(record.topic(), record.partition());
                listening.onBulk(new ConsumerRecords<>(Map.of(partition, List.of(record)), Map.of()));
            }
            default -> throw new AssertionError(record.topic());
        }
    }

    /// Without the prefix tests have.
    private static String topic(ConsumerRecord<String, byte[]> record) {
        return TOPICS.stream()
                .filter(name -> record.topic().endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static Set<Class<? extends Event>> types(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .flatMap(record -> Stream.ofNullable(record.headers().lastHeader("ce_type")))
                .flatMap(type ->
                        Stream.ofNullable(EventCodec.TYPES.get(new String(type.value(), StandardCharsets.UTF_8))))
                .collect(Collectors.toSet());
    }

    private Stream<String> ids() {
        return Stream.of(ann.id(), bob.id(), cho.id(), performance, sale, show, order, calledOff, late)
                .map(Object::toString);
    }

    private List<String> ours() {
        return ids().map("%%%s%%"::formatted).toList();
    }

    private List<String> lines(List<String> queries) {
        return queries.stream()
                .flatMap(query -> Sql.of(
                        "select line from (%s) as all_lines where line like any (:ours) order by line".formatted(query))
                        .with("ours", ours())
                        .list(database, row -> row.text("line"))
                        .stream())
                .toList();
    }

    private int mails() {
        return mailbox.of(ann.email()).size();
    }

    private boolean isQuiet() {
        return !isThere(
                "notification where customer_id = :id and state <> 'SENT'",
                ann.id().value());
    }

    private boolean isThere(String what, UUID id) {
        return Sql.of("select exists (select from %s) as so".formatted(what))
                .with("id", id)
                .one(database, row -> row.flag("so"));
    }
}
