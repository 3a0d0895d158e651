package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.sql.Sql;
import io.holdfast.waitlist.House;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@RoomApart
@TestProfile(RoomApart.WaitlistOnly.class)
class WaitlistOnlyTest {

    @Inject
    House house;

    @Inject
    DataSource database;

    @Test
    void a_worker_that_is_the_waitlist_only_keeps_its_line_and_tells_nobody() {
        // Given
        var ann = CustomerId.next();
        var unheard = CustomerId.next();
        house.facts().tell(new ContactSaved(unheard, "sealed", Instant.now()));
        var performance = house.performance();
        house.joins(ann, performance);

        // When
        house.released(performance, House.seat("A", 1, "R"));

        // Then
        await().until(() -> house.offered(performance).size() == 1);
        await().until(() -> count("select count(*) as n from notification where customer_id = :id", ann) > 0);
        await().during(Duration.ofSeconds(1))
                .until(() ->
                        count("select count(*) as n from notification where customer_id = :id and state <> 'DUE'", ann)
                                == 0);
        assertThat(count("select count(*) as n from contact where customer_id = :id", unheard))
                .isZero();
        house.browser(ann).get("/api/waitlist").then().statusCode(200);
        house.browser(ann).get("/api/notifications/preferences").then().statusCode(404);
        house.browser(ann).get("/api/staff/notifications/templates").then().statusCode(404);
        house.browser(ann).get("/notifications/stop/token").then().statusCode(404);
    }

    private long count(String statement, CustomerId customer) {
        return Sql.of(statement).with("id", customer).one(database, row -> row.large("n"));
    }
}
