package io.holdfast.ticketing.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.event.SessionEvent.SessionEnded;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SessionId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@HouseTest
@TestSecurity(
        user = "otto",
        roles = {"operations", "organiser"})
class SessionTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    Sessions sessions;

    @Inject
    DataSource database;

    @ConfigProperty(name = "holdfast.account.key")
    String accountKey;

    @Test
    void a_member_sees_where_they_are_signed_in() {
        // Given
        var ann = house.member().customer();
        var phone = signedIn(ann, "Chrome · Android");
        signedIn(ann, "Safari · macOS");
        signedIn(house.member().customer(), "Firefox · Linux");

        // When
        var answer = at(ann, phone).get("/api/me/sessions");

        // Then
        answer.then()
                .statusCode(200)
                .body("sessions.device", containsInAnyOrder("Chrome · Android", "Safari · macOS"))
                .body("sessions.findAll { it.current }.device", contains("Chrome · Android"));
    }

    @Test
    void an_ended_session_counts_no_more_though_its_cookie_lasts() {
        // Given
        var ann = house.member().customer();
        var phone = signedIn(ann, "Chrome · Android");
        var desk = signedIn(ann, "Safari · macOS");

        // When
        at(ann, desk).delete("/api/me/sessions/" + phone).then().statusCode(204);

        // Then
        at(ann, phone).get("/api/me/points").then().statusCode(401);
        at(ann, phone).get("/api/me").then().body("signedIn", equalTo(false));
        at(ann, desk)
                .get("/api/me/sessions")
                .then()
                .statusCode(200)
                .body("sessions.device", contains("Safari · macOS"));
    }

    @Test
    void ending_a_session_again_changes_nothing() {
        var ann = house.member().customer();
        var phone = signedIn(ann, "Chrome · Android");
        var desk = signedIn(ann, "Safari · macOS");

        at(ann, desk).delete("/api/me/sessions/" + phone).then().statusCode(204);
        at(ann, desk).delete("/api/me/sessions/" + phone).then().statusCode(204);
    }

    @Test
    void a_session_of_somebody_else_is_not_there_to_end() {
        // Given
        var ann = house.member().customer();
        var bob = house.member().customer();
        var anns = signedIn(ann, "Chrome · Android");
        var bobs = signedIn(bob, "Safari · macOS");

        // When
        var answer = at(bob, bobs).delete("/api/me/sessions/" + anns);

        // Then
        answer.then().statusCode(404);
        at(ann, anns).get("/api/me/points").then().statusCode(200);
    }

    @Test
    void signing_out_everywhere_ends_all_of_them_and_takes_the_cookie() {
        // Given
        var ann = house.member().customer();
        var phone = signedIn(ann, "Chrome · Android");
        var desk = signedIn(ann, "Safari · macOS");

        // When
        var answer = at(ann, desk).delete("/api/me/sessions");

        // Then
        answer.then().statusCode(204).cookie(SignedAccount.COOKIE, equalTo(""));
        List.of(phone, desk)
                .forEach(one -> at(ann, one).get("/api/me/points").then().statusCode(401));
    }

    @Test
    void who_was_signed_out_holds_seats_as_a_stranger_and_not_as_the_member() {
        // Given
        var on = house.openSale();
        var ann = house.member();
        var phone = signedIn(ann.customer(), "Chrome · Android");
        sessions.end(phone, ann.customer());

        // When
        var hold = at(ann.customer(), phone)
                .contentType(ContentType.JSON)
                .cookie("hf_browser", "AAAAAAAAAAAAAAAAAAAAAA")
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("seats", List.of("A-1")))
                .post("/api/performances/{p}/holds", on.performance());

        // Then
        hold.then().statusCode(201);
        assertThat(house.texts("select subject as text from hold where id = '" + hold.path("id") + "'"))
                .allMatch(subject -> subject.startsWith("b:"));
    }

    @Test
    void a_session_ended_by_another_process_is_known_here_within_moments() {
        // Given
        var ann = house.member().customer();
        var phone = signedIn(ann, "Chrome · Android");

        // When
        Sql.of("update login_session set ended_at = now() where id = :id")
                .with("id", phone)
                .run(database);

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> at(ann, phone).get("/api/me/points").then().statusCode(401));
    }

    @Test
    void what_was_ended_is_followed_by_another_session_only_with_a_younger_proof() {
        // Given
        var ann = house.member().customer();
        var provider = UUID.randomUUID().toString();
        var before = Instant.now().minusSeconds(60);
        var session = begun(ann, provider, before).orElseThrow();
        sessions.end(session, ann);

        // When
        var silently = begun(ann, provider, before);
        var withPassword = begun(ann, provider, Instant.now().plusSeconds(5));

        // Then
        assertThat(silently).isEmpty();
        assertThat(withPassword).isPresent();
        at(ann, withPassword.orElseThrow()).get("/api/me/points").then().statusCode(200);
    }

    @Test
    void signing_in_again_does_not_bring_back_a_stolen_cookie() {
        // Given
        var ann = house.member().customer();
        var provider = UUID.randomUUID().toString();
        var stolen = begun(ann, provider, Instant.now().minusSeconds(60)).orElseThrow();
        sessions.end(stolen, ann);

        // When
        var again = begun(ann, provider, Instant.now().plusSeconds(5)).orElseThrow();

        // Then
        at(ann, stolen).get("/api/me/points").then().statusCode(401);
        at(ann, again).get("/api/me/sessions").then().statusCode(200).body("sessions.id", contains(again.toString()));
    }

    @Test
    void who_signs_in_again_and_again_at_one_browser_has_one_session_there() {
        // Given
        var ann = house.member().customer();
        var provider = UUID.randomUUID().toString();

        // When
        for (var proof = 1; proof <= 3; proof++) {
            var session =
                    begun(ann, provider, Instant.now().plusSeconds(proof * 60)).orElseThrow();
            assertThat(begun(ann, provider, Instant.now().plusSeconds(proof * 60)))
                    .contains(session);
            sessions.end(session, ann);
        }
        var last = begun(ann, provider, Instant.now().plusSeconds(600)).orElseThrow();

        // Then
        assertThat(sessions.of(ann)).extracting(Sessions.Session::id).containsExactly(last);
    }

    @Test
    void the_other_services_are_told_which_sessions_are_over_and_not_whose() {
        // Given
        var ann = house.member().customer();
        var provider = UUID.randomUUID().toString();
        var one = begun(ann, provider, Instant.now()).orElseThrow();
        var all = List.of(signedIn(ann, "Chrome · Android"), signedIn(ann, "Safari · macOS"));

        // When
        sessions.endOfProvider(Sessions.providerSession("test", provider));
        sessions.endAll(ann);
        sessions.endAll(ann);

        // Then
        await().untilAsserted(() -> assertThat(broker.endedSessions())
                .extracting(SessionEnded::session)
                .containsOnlyOnce(one)
                .containsOnlyOnceElementsOf(all));
        assertThat(broker.endedSessions())
                .filteredOn(ended -> all.contains(ended.session()))
                .allSatisfy(
                        ended -> assertThat(ended.until()).isEqualTo(ended.at().plus(Duration.ofMinutes(16))));
    }

    @Test
    void after_signing_out_everywhere_no_browser_gets_in_with_an_old_proof() {
        // Given
        var ann = house.member().customer();
        var before = Instant.now().minusSeconds(60);
        sessions.endAll(ann);

        // When
        var elsewhere = begun(ann, UUID.randomUUID().toString(), before);

        // Then
        assertThat(elsewhere).isEmpty();
        assertThat(begun(ann, UUID.randomUUID().toString(), Instant.now().plusSeconds(5)))
                .isPresent();
    }

    @Test
    void who_signs_in_while_signing_out_everywhere_is_signed_out() {
        var before = Instant.now().minusSeconds(60);
        for (var round = 0; round < 25; round++) {
            // Given
            var ann = house.member().customer();

            // When
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var i = 0; i < 4; i++) {
                    threads.submit(() -> begun(ann, UUID.randomUUID().toString(), before));
                }
                threads.submit(() -> sessions.endAll(ann));
            }

            // Then
            assertThat(sessions.of(ann)).isEmpty();
        }
    }

    @Test
    void the_identity_provider_ends_what_began_there() {
        // Given
        var ann = house.member().customer();
        var provider = UUID.randomUUID().toString();
        var session = begun(ann, provider, Instant.now()).orElseThrow();

        // When
        sessions.endOfProvider(Sessions.providerSession("test", provider));

        // Then
        at(ann, session).get("/api/me/points").then().statusCode(401);
    }

    @Test
    void a_stranger_has_no_sessions_to_look_at() {
        given().get("/api/me/sessions").then().statusCode(401);
        given().delete("/api/me/sessions").then().statusCode(401);
    }

    private SessionId signedIn(CustomerId customer, String device) {
        return sessions.begin(
                        customer,
                        Sessions.providerSession("test", UUID.randomUUID().toString()),
                        Instant.now(),
                        device)
                .orElseThrow();
    }

    private Optional<SessionId> begun(CustomerId customer, String provider, Instant provenAt) {
        return sessions.begin(customer, Sessions.providerSession("test", provider), provenAt, "Chrome · Android");
    }

    private RequestSpecification at(CustomerId customer, SessionId session) {
        return given().cookie(
                        SignedAccount.COOKIE,
                        new SignedAccount(accountKey)
                                .sign(customer, session, Instant.now().plusSeconds(600)));
    }
}
