package io.holdfast.notification;

import static io.holdfast.notification.People.booked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.ContactEvent;
import io.holdfast.contracts.event.WaitlistEvent;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.notification.People.Person;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who is meant by an announcement, and that each of them is told once.
@QuarkusTest
@TestSecurity(user = "kim", roles = "operations")
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class AudienceTest {

    private static final String DIES = """
        create sequence deaths;
        create function dies_in_the_middle() returns trigger language plpgsql as $$
        begin
            perform nextval('deaths');
            raise exception 'the worker dies here';
        end $$;
        create trigger dies_in_the_middle before update on fan_out
           for each row execute function dies_in_the_middle();
        """;

    private static final String LIVES = """
        drop trigger if exists dies_in_the_middle on fan_out;
        drop function if exists dies_in_the_middle;
        drop sequence if exists deaths;
        """;

    @Inject
    House house;

    @Inject
    People people;

    @Inject
    Mailbox mailbox;

    @Inject
    DataSource database;

    @AfterEach
    void the_worker_lives() {
        run(LIVES);
    }

    @Test
    void those_who_wait_for_a_performance_are_told_of_it_and_those_who_left_or_wait_for_another_are_not() {
        // Given
        var performance = house.performance();
        var ann = people.known("ann", "en");
        var bob = people.known("bob", "en");
        var cleo = people.known("cleo", "en");
        house.joins(ann.id(), performance);
        house.joins(bob.id(), house.performance());
        house.browser(cleo.id())
                .delete("/api/waitlist/" + house.joins(cleo.id(), performance))
                .then()
                .statusCode(204);

        // When
        people.announce("MAINTENANCE", "WAITLIST", performance);

        // Then
        await().until(() -> announced(ann) == 1);
        await().during(Duration.ofMillis(500)).until(() -> announced(ann) == 1);
        assertThat(announced(bob)).isZero();
        assertThat(announced(cleo)).isZero();
    }

    @Test
    void every_member_is_told_what_concerns_all() {
        // Given
        var ann = people.known("ann", "en");
        var bob = people.known("bob", "ko");

        // When
        people.announce("MAINTENANCE", "MEMBERS", null);

        // Then
        await().until(() -> announced(ann) == 1 && announced(bob) == 1);
        await().during(Duration.ofMillis(500)).until(() -> announced(ann) == 1 && announced(bob) == 1);
    }

    @Test
    void a_worker_that_dies_between_telling_some_and_writing_down_how_far_it_came_tells_nobody_twice() {
        // Given
        var performance = house.performance();
        var fans = Stream.generate(() -> people.known("ann", "en")).limit(7).toList();
        fans.forEach(fan -> house.facts().tell(booked(fan, performance, OrderId.next())));
        await().until(() ->
                fans.stream().allMatch(fan -> mailbox.of(fan.email()).size() == 1));
        run(DIES);
        people.announce("MAINTENANCE", "TICKET_HOLDERS", performance);
        await().until(() -> deaths() >= 2);
        assertThat(fans).allMatch(fan -> announced(fan) == 0);

        // When
        run(LIVES);

        // Then
        await().until(() -> fans.stream().allMatch(fan -> announced(fan) == 1));
        await().during(Duration.ofMillis(500)).until(() -> fans.stream().allMatch(fan -> announced(fan) == 1));
    }

    @Test
    void no_topic_says_who_somebody_is_or_how_they_are_reached() {
        // Given
        var performance = house.performance();
        var ann = people.known("Canary-Ann", "en");
        house.joins(ann.id(), performance);
        house.facts().tell(booked(ann, performance, OrderId.next()));

        // When
        people.announce("MAINTENANCE", "WAITLIST", performance);

        // Then
        await().until(() -> announced(ann) == 1);
        assertThat(everythingTold())
                .contains(ann.id().toString())
                .doesNotContain(ann.email(), ann.phone(), "Canary-Ann");
    }

    private String everythingTold() {
        var told = new StringBuilder();
        for (var topic : List.of(WaitlistEvent.TOPIC, ContactEvent.TOPIC, "notification.urgent", "notification.bulk")) {
            for (var record : house.facts().everythingOn(topic)) {
                told.append(record.key()).append(' ');
                if (record.value() != null) {
                    told.append(new String(record.value(), StandardCharsets.UTF_8));
                }
                told.append('\n');
            }
        }
        return told.toString();
    }

    private long announced(Person person) {
        return mailbox.of(person.email()).stream()
                .filter(mail ->
                        mail.text().contains("A little later.") || mail.text().contains("조금 늦습니다."))
                .count();
    }

    private long deaths() {
        return Sql.of("select case when is_called then last_value else 0 end as n from deaths")
                .one(database, row -> row.large("n"));
    }

    private void run(String script) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(script);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
