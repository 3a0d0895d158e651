package io.holdfast.notification;

import static io.holdfast.notification.People.booked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(NoMailServerResource.class)
class MailRefusedTest {

    @Inject
    House house;

    @Inject
    People people;

    @ConfigProperty(name = "quarkus.mailer.port")
    int port;

    /// One for all tests: the worker keeps its connections.
    private static ChoosyMailServer server;

    @BeforeEach
    void serve() {
        if (server == null) {
            server = new ChoosyMailServer(port);
        }
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    @Test
    void a_mailbox_that_does_not_exist_is_asked_for_once_and_not_again() {
        // Given
        var performance = house.performance();
        var ann = people.known("gone", "en");
        house.facts().tell(booked(ann, performance, OrderId.next()));
        await().until(() -> state(ann).equals("DEAD"));

        // When
        house.facts().tell(booked(ann, performance, OrderId.next()));

        // Then
        await().until(() -> house.browser(ann.id())
                        .get("/api/notifications")
                        .jsonPath()
                        .getList("notifications.findAll { it.why == 'UNDELIVERABLE' }")
                        .size()
                == 2);
        assertThat(server.asked(ann.email())).isEqualTo(1);
        house.browser(ann.id()).get("/api/notifications").then().body("emailRefused", equalTo(true));
    }

    @Test
    void a_mailbox_that_is_full_is_tried_again() {
        // Given
        var performance = house.performance();
        var ann = people.known("full", "en");

        // When
        house.facts().tell(booked(ann, performance, OrderId.next()));

        // Then
        await().until(() -> state(ann).equals("SENT"));
        assertThat(server.asked(ann.email())).isEqualTo(2);
    }

    @Test
    void a_mail_that_can_wait_says_to_mail_programs_how_to_stop_it() {
        // Given
        var ann = people.known("ann", "en");
        house.browser(ann.id())
                .contentType(ContentType.JSON)
                .body("{\"categories\":[\"ballet\"]}")
                .put("/api/notifications/interests")
                .then()
                .statusCode(200);

        // When
        house.facts()
                .tell(new ShowPublished(
                        ShowId.next(),
                        SaleId.next(),
                        "Swans",
                        "Hall",
                        "ballet",
                        "seoul",
                        Instant.now().plusSeconds(900_000),
                        "Asia/Seoul",
                        Instant.now()));

        // Then
        await().until(() -> server.mails().stream().anyMatch(mail -> mail.contains(ann.email())));
        assertThat(server.mails()).anySatisfy(mail -> assertThat(mail)
                .contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
                .containsPattern("List-Unsubscribe: ?\\s*<http[^>]*/notifications/stop/[\\w-]+>"));
    }

    private String state(People.Person person) {
        var states = house.browser(person.id())
                .get("/api/notifications")
                .jsonPath()
                .getList("notifications.state", String.class);
        return states.isEmpty() ? "" : states.getFirst();
    }
}
