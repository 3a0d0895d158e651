package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.ContactEvent.ContactForgotten;
import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.Facts.Fact;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class ContactsTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final CustomerId ann = CustomerId.next();

    @Inject
    House house;

    @Inject
    Contacts contacts;

    @Inject
    DataSource database;

    @ConfigProperty(name = "holdfast.contacts.key")
    String contactsKey;

    @Test
    void a_contact_that_comes_back_late_does_not_replace_a_newer_one() {
        // Given
        heard(house.facts().tell(saved("new@example.org", NOON.plusSeconds(60))));

        // When
        heard(house.facts().tell(saved("old@example.org", NOON)));

        // Then
        assertThat(email()).isEqualTo("new@example.org");
    }

    /// Each digit is a minute past noon; some are heard twice.
    @ParameterizedTest
    @ValueSource(strings = {"123", "132", "213", "231", "312", "321", "3131", "33221", "1323112"})
    void in_whichever_order_contacts_are_heard_the_last_one_stays(String order) {
        order.chars().map(Character::getNumericValue).forEach(minute -> hear(minute + "@example.org", minute));

        assertThat(email()).isEqualTo("3@example.org");
    }

    @Test
    void a_contact_from_before_contacts_had_a_time_is_heard() {
        heard(house.facts().tell(saved("untimed@example.org", null)));

        assertThat(email()).isEqualTo("untimed@example.org");
    }

    @Test
    void a_contact_from_before_contacts_had_a_time_replaces_none_that_has_one() {
        // Given
        contacts.save(ann, sealed("first@example.org"), null);
        contacts.save(ann, sealed("second@example.org"), null);
        hear("timed@example.org", 1);

        // When
        contacts.save(ann, sealed("first@example.org"), null);

        // Then
        assertThat(email()).isEqualTo("timed@example.org");
    }

    @Test
    void who_is_forgotten_stays_forgotten_when_an_older_contact_comes_back() {
        // Given
        hear("ann@example.org", 1);
        contacts.forget(ann, NOON.plusSeconds(120));

        // When
        hear("ann@example.org", 1);
        contacts.save(ann, sealed("untimed@example.org"), null);

        // Then
        assertThat(kept()).isEmpty();
    }

    @Test
    void who_comes_back_after_being_forgotten_is_known_again() {
        // Given
        hear("ann@example.org", 1);
        contacts.forget(ann, NOON.plusSeconds(120));
        hear("again@example.org", 3);

        // When
        contacts.forget(ann, NOON.plusSeconds(120));

        // Then
        assertThat(email()).isEqualTo("again@example.org");
    }

    @Test
    void with_the_contact_goes_what_is_kept_for_its_sake_and_the_wait_for_seats() {
        // Given
        var performance = house.performance();
        hear("ann@example.org", 1);
        says("preferences", "{\"concerns\":{\"news\":[]},\"timeZone\":\"Asia/Seoul\"}");
        says("interests", "{\"categories\":[\"musical\"],\"regions\":[]}");
        var entry = house.joins(ann, performance);

        // When
        heard(house.facts().tell(new ContactForgotten(ann, Instant.now())));

        // Then
        assertThat(kept()).isEmpty();
        for (var table : List.of("preference", "customer_zone", "interest")) {
            long left = Sql.of("select count(*) as n from " + table + " where customer_id = :customer")
                    .with("customer", ann)
                    .one(database, row -> row.large("n"));
            assertThat(left).as(table).isZero();
        }
        await().untilAsserted(() -> assertThat(house.state(ann, entry)).isEqualTo("ENDED"));
    }

    private void says(String what, String body) {
        house.browser(ann)
                .contentType("application/json")
                .body(body)
                .put("/api/notifications/" + what)
                .then()
                .statusCode(200);
    }

    private void hear(String email, int minute) {
        contacts.save(ann, sealed(email), NOON.plusSeconds(60L * minute));
    }

    private ContactSaved saved(String email, @Nullable Instant at) {
        return new ContactSaved(ann, sealed(email), at);
    }

    private String sealed(String email) {
        return new Seal(contactsKey).seal(ann, new Contact("Ann", "01012345678", email, "en"));
    }

    private void heard(Fact fact) {
        await().until(() -> !Sql.of("select event_id from inbox where event_id = :id")
                .with("id", fact.id())
                .list(database, row -> row.uuid("event_id"))
                .equals(List.of()));
    }

    private String email() {
        return kept().orElseThrow().email();
    }

    private Optional<Contact> kept() {
        return Sql.of("select sealed from contact where customer_id = :customer")
                .with("customer", ann)
                .first(database, row -> row.text("sealed"))
                .map(content -> contacts.open(ann, content));
    }
}
