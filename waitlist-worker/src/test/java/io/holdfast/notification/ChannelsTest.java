package io.holdfast.notification;

import static io.holdfast.notification.People.booked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.WholeWorker;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.notification.People.Person;
import io.holdfast.simulators.push.PracticeBrowser;
import io.holdfast.simulators.sms.SmsFault;
import io.holdfast.sql.Sql;
import io.holdfast.waitlist.House;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WholeWorker
class ChannelsTest {

    @Inject
    House house;

    @Inject
    People people;

    @Inject
    Outside outside;

    @Inject
    Mailbox mailbox;

    @Inject
    StopLinks stopLinks;

    @Inject
    DataSource database;

    private PerformanceId performance;
    private Person ann;

    @BeforeEach
    void annAndAPerformance() {
        performance = house.performance();
        ann = people.known("ann", "ko");
    }

    @AfterEach
    void providersWorkAgain() {
        outside.sms().fault(SmsFault.none());
    }

    @Test
    void who_wants_text_messages_gets_one_that_fits_and_no_mail() {
        // Given
        people.prefers(ann, "{\"concerns\":{\"booking\":[\"sms\"]}}");

        // When
        house.facts().tell(booked(ann, performance, OrderId.next()));

        // Then
        await().until(() -> !outside.sms().to(ann.phone()).isEmpty());
        assertThat(outside.sms().to(ann.phone())).singleElement().satisfies(text -> {
            assertThat(text.type()).isEqualTo("SMS");
            assertThat(text.contentType()).isEqualTo("COMM");
            assertThat(text.content()).isEqualTo("[예매 완료] 봄의 콘서트 1F A 1 (H-7)");
        });
        assertThat(mailbox.of(ann.email())).isEmpty();
    }

    @Test
    void a_push_message_is_read_by_the_browser_it_is_for_and_by_no_other() {
        // Given
        var browser = subscribed(ann);
        var order = OrderId.next();

        // When
        house.facts().tell(booked(ann, performance, order));

        // Then
        await().until(() -> !outside.push().to(browser).isEmpty());
        var pushed = outside.push().to(browser).getFirst();
        assertThat(browser.read(pushed.content()))
                .contains("[예매 완료] 봄의 콘서트 (H-7)", "https://tickets.example/orders/" + order);
        assertThat(pushed.header("Urgency")).isEqualTo("high");
        assertThat(new String(pushed.content(), StandardCharsets.UTF_8)).doesNotContain("tickets.example");
        var other = outside.push().browser("other");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> other.read(pushed.content()))
                .isInstanceOf(IllegalArgumentException.class);
        await().until(() -> mailbox.of(ann.email()).size() == 1);
    }

    @Test
    void a_browser_that_has_gone_is_forgotten_and_a_mail_says_it_instead() {
        // Given
        var browser = subscribed(ann);
        people.prefers(ann, "{\"concerns\":{\"booking\":[\"push\"]}}");
        outside.push().answer(browser, 410, 0, Duration.ZERO);

        // When
        house.facts().tell(booked(ann, performance, OrderId.next()));

        // Then
        await().until(() -> mailbox.of(ann.email()).size() == 1);
        house.browser(ann.id())
                .get("/api/notifications/push-subscriptions")
                .then()
                .body("devices", hasSize(0));
        assertThat(outside.push().asked(browser)).isEqualTo(1);
    }

    @Test
    void a_push_service_that_is_busy_is_asked_again_when_it_said_so() {
        // Given
        var browser = subscribed(ann);
        outside.push().answer(browser, 429, 2, Duration.ZERO);
        house.facts().tell(booked(ann, performance, OrderId.next()));
        await().until(() -> outside.push().asked(browser) == 1);

        // When
        outside.push().answer(browser, 201, 0, Duration.ZERO);

        // Then
        await().during(Duration.ofMillis(1_000))
                .atMost(Duration.ofSeconds(30))
                .until(() -> outside.push().asked(browser) == 1
                        || !outside.push().to(browser).isEmpty());
        await().until(() -> outside.push().to(browser).size() == 1);
        assertThat(failures("PUSH")).isZero();
    }

    @Test
    void a_provider_that_fails_is_left_alone_and_its_messages_wait() {
        // Given
        people.prefers(ann, "{\"concerns\":{\"booking\":[\"sms\"]}}");
        outside.sms().fault(SmsFault.error());
        for (var n = 0; n < 12; n++) {
            house.facts().tell(booked(ann, performance, OrderId.next()));
        }
        await().until(() -> outside.sms().asked() >= 5);

        // When
        outside.sms().fault(SmsFault.none());

        // Then
        await().until(() -> outside.sms().to(ann.phone()).size() == 12);
        assertThat(mailbox.of(ann.email())).isEmpty();
    }

    @Test
    void a_text_message_the_provider_cannot_send_is_told_by_mail() {
        // Given
        people.prefers(ann, "{\"concerns\":{\"booking\":[\"sms\"]}}");
        outside.sms().fault(SmsFault.refused());

        // When
        house.facts().tell(booked(ann, performance, OrderId.next()));

        // Then
        await().until(() -> mailbox.of(ann.email()).size() == 1);
        house.browser(ann.id())
                .get("/api/notifications")
                .then()
                .body("notifications.find { it.channel == 'SMS' }.why", equalTo("UNDELIVERABLE"))
                .body("notifications.find { it.channel == 'EMAIL' }.state", equalTo("SENT"));
    }

    @Test
    void what_cannot_wait_keeps_a_way_to_be_told() {
        house.browser(ann.id())
                .contentType(ContentType.JSON)
                .body("{\"concerns\":{\"news\":[],\"waitlist\":[]}}")
                .put("/api/notifications/preferences")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:holdfast:problem:invalid-request"));
        house.browser(ann.id())
                .get("/api/notifications/preferences")
                .then()
                .body("concerns.news", hasSize(2))
                .body("concerns.waitlist", hasSize(3));
    }

    @Test
    void only_push_services_the_house_knows_are_talked_to() {
        for (var endpoint : List.of(
                "http://127.0.0.1:1/push/x",
                "https://fcm.googleapis.com.evil.example/x",
                outside.push().url() + "@169.254.169.254/x")) {
            house.browser(ann.id())
                    .contentType(ContentType.JSON)
                    .body(new PracticeBrowser(endpoint).subscription())
                    .post("/api/notifications/push-subscriptions")
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void a_device_belongs_to_who_is_signed_in_there_and_to_nobody_else() {
        // Given
        var bob = people.known("bob", "en");
        var browser = outside.push().browser(UUID.randomUUID().toString());
        var first = subscribe(ann, browser);

        // When
        var second = subscribe(bob, browser);

        // Then
        assertThat(second).isEqualTo(first);
        house.browser(ann.id())
                .delete("/api/notifications/push-subscriptions/" + first)
                .then()
                .statusCode(404);
        house.browser(bob.id())
                .delete("/api/notifications/push-subscriptions/" + first)
                .then()
                .statusCode(204);
    }

    @Test
    void a_link_in_a_mail_stops_news_without_an_account_and_looking_at_it_does_not() {
        // Given
        var path = "/notifications/stop/" + stopLinks.token(ann.id(), Concern.NEWS);
        RestAssured.get(path).then().statusCode(200).body(containsString("<button>"));
        assertThat(news()).hasSize(2);

        // When
        RestAssured.given()
                .contentType("application/x-www-form-urlencoded")
                .body("List-Unsubscribe=One-Click")
                .post(path)
                .then()
                .statusCode(200);

        // Then
        assertThat(news()).isEmpty();
        var forged = path.substring(0, path.length() - 2) + "AA";
        RestAssured.post(forged).then().statusCode(404);
    }

    @Test
    void nothing_that_is_personal_is_stored_in_the_clear() {
        // Given
        var browser = subscribed(ann);

        // When
        house.facts().tell(booked(ann, performance, OrderId.next()));

        // Then
        await().until(() -> !outside.push().to(browser).isEmpty());
        var stored = Sql.of("""
                        select row(c.*)::text as line from contact c
                         union all
                        select row(n.*)::text from notification n
                         union all
                        select row(m.*)::text from message m
                         union all
                        select row(d.*)::text from push_device d
                        """).list(database, row -> row.text("line"));
        assertThat(stored)
                .noneMatch(
                        line -> line.contains("@example.org") || line.contains(ann.phone()) || line.contains("/push/"));
    }

    private List<String> news() {
        return house.browser(ann.id())
                .get("/api/notifications/preferences")
                .then()
                .extract()
                .path("concerns.news");
    }

    private PracticeBrowser subscribed(Person person) {
        var browser = outside.push().browser(UUID.randomUUID().toString());
        subscribe(person, browser);
        return browser;
    }

    private String subscribe(Person person, PracticeBrowser browser) {
        return house.browser(person.id())
                .contentType(ContentType.JSON)
                .body(browser.subscription())
                .post("/api/notifications/push-subscriptions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private int failures(String channel) {
        return Sql.of("""
                        select coalesce(max(failures), 0) as failures
                          from notification
                         where customer_id = :ann
                           and channel = :channel
                        """).with("ann", ann.id()).with("channel", channel).one(database, row -> row.number("failures"));
    }
}
