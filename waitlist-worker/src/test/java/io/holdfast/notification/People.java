package io.holdfast.notification;

import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.event.SalesEvent.FromOpenSale;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.sql.Sql;
import io.holdfast.waitlist.House;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Those who are told.
@ApplicationScoped
class People {

    record Person(CustomerId id, String email, String phone) {}

    private final House house;
    private final DataSource database;
    private final String contactsKey;

    People(House house, DataSource database, @ConfigProperty(name = "holdfast.contacts.key") String contactsKey) {
        this.house = house;
        this.database = database;
        this.contactsKey = contactsKey;
    }

    /// Whose contact has been heard, and who is awake.
    Person known(String name, String language) {
        var person = new Person(
                CustomerId.next(),
                name + "." + UUID.randomUUID() + "@example.org",
                "010" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999));
        house.facts()
                .tell(new ContactSaved(
                        person.id(),
                        new Seal(contactsKey)
                                .seal(person.id(), new Contact(name, person.phone(), person.email(), language)),
                        Instant.now()));
        Awaitility.await().until(() -> Sql.of("select exists (select from contact where customer_id = :id)")
                .with("id", person.id())
                .one(database, row -> row.flag("exists")));
        prefers(person, "{\"timeZone\":\"%s\"}".formatted(whereItIs(12)));
        return person;
    }

    void prefers(Person person, String preferences) {
        house.browser(person.id())
                .contentType(ContentType.JSON)
                .body(preferences)
                .put("/api/notifications/preferences")
                .then()
                .statusCode(200);
    }

    /// What staff tell many; whoever tests it is signed in as operations.
    ///
    /// @param performance whose audience is meant; null: it does not matter
    ValidatableResponse announce(String kind, String audience, @Nullable PerformanceId performance) {
        var wanted = new HashMap<String, String>(Map.of(
                "kind", kind,
                "audience", audience,
                "titleKo", "입장 지연",
                "textKo", "조금 늦습니다.",
                "titleEn", "Doors open late",
                "textEn", "A little later."));
        if (performance != null) {
            wanted.put("performance", performance.toString());
        }
        return RestAssured.given()
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType(ContentType.JSON)
                .body(wanted)
                .post("/api/staff/notifications/announcements")
                .then()
                .statusCode(202)
                .body("audience", equalTo(audience));
    }

    /// A zone where it is this hour now.
    static String whereItIs(int hour) {
        var now = Instant.now().atOffset(ZoneOffset.UTC).getHour();
        var offset = Math.floorMod(hour - now + 12, 24) - 12;
        // The sign is the other way round there.
        return "Etc/GMT" + (offset > 0 ? "-" : "+") + Math.abs(offset);
    }

    static TicketsIssued booked(Person person, PerformanceId performance, OrderId order) {
        return new TicketsIssued(
                performance,
                order,
                "H-7",
                person.id(),
                List.of(new IssuedTicket(TicketId.next(), new SeatId("A-1"), "1F A 1", "R", Money.won(140_000))),
                Money.won(140_000),
                new FromOpenSale(),
                Instant.now());
    }
}
