package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.SalesEvent.GradePrice;
import io.holdfast.contracts.event.SalesEvent.PerformanceScheduled;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.waitlist.House;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@RoomApart
@TestProfile(RoomApart.NotificationOnly.class)
class NotificationOnlyTest {

    @Inject
    House house;

    @Inject
    People people;

    @Inject
    Mailbox mailbox;

    @Inject
    DataSource database;

    @Test
    void a_worker_that_is_the_notification_room_only_tells_people_and_keeps_no_line() {
        // Given
        var ann = people.known("ann", "en");
        var performance = PerformanceId.next();
        Sql.of("""
                insert into performance (id, show_id, sale_id, title, venue, starts_at, time_zone, grades)
                values (:id, uuidv7(), uuidv7(), 'Spring', 'Hall', now() + interval '9 days', 'Asia/Seoul', '{R}')
                """).with("id", performance).run(database);
        var unheard = PerformanceId.next();
        house.facts()
                .tell(new PerformanceScheduled(
                        unheard,
                        ShowId.next(),
                        SaleId.next(),
                        "Autumn",
                        "Hall",
                        Instant.now().plusSeconds(900_000),
                        "Asia/Seoul",
                        List.of(new GradePrice("R", Money.won(100_000)))));

        // When
        house.facts().tell(People.booked(ann, performance, OrderId.next()));

        // Then
        await().until(() -> mailbox.of(ann.email()).size() == 1);
        int lines = Sql.of("select count(*) as lines from performance where id = :id")
                .with("id", unheard)
                .one(database, row -> row.number("lines"));
        assertThat(lines).isZero();
        house.browser(ann.id()).get("/api/waitlist").then().statusCode(404);
        house.browser(ann.id())
                .get("/api/notifications?before=" + UUID.randomUUID())
                .then()
                .statusCode(200);
    }
}
