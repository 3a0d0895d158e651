package io.holdfast.room.guard;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SessionEvent.SessionEnded;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SessionId;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Through HTTP, in a sale for members only.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class EndedSignInsTest {

    private final CustomerId ann = CustomerId.next();
    private final SessionId phone = new SessionId(UUID.randomUUID());
    private final SessionId desk = new SessionId(UUID.randomUUID());

    @Test
    void who_was_signed_out_joins_as_a_member_no_more_though_the_cookie_lasts() {
        // Given
        var sale = forMembers();
        joins(sale, phone).statusCode(201);

        // When
        SalesTopic.tell(ended(phone));

        // Then
        await().untilAsserted(() ->
                joins(sale, phone).statusCode(401).body("type", equalTo("urn:holdfast:problem:login-required")));
        joinsSayingMore(sale, phone).statusCode(401);
        // Where she is signed in still, she has the place she had.
        joins(sale, desk).statusCode(200);
    }

    @Test
    void what_cannot_be_read_and_what_is_over_by_itself_signs_nobody_out() {
        // Given
        var sale = forMembers();
        SalesTopic.sendSession(desk.toString(), "nonsense");
        SalesTopic.tell(new SessionEnded(
                desk, Instant.now().minusSeconds(1), Instant.now().minusSeconds(961)));

        // When
        SalesTopic.tell(ended(phone));

        // Then
        await().untilAsserted(() -> joins(sale, phone).statusCode(401));
        joins(sale, desk).statusCode(lessThan(300));
    }

    private static SessionEnded ended(SessionId session) {
        return new SessionEnded(session, Instant.now().plusSeconds(960), Instant.now());
    }

    private static SaleId forMembers() {
        return SalesTopic.open(
                new AdmissionSettings(100, 100, 10, Duration.ofSeconds(60), Duration.ofMinutes(10), true, null));
    }

    /// Answered at once.
    private ValidatableResponse joins(SaleId sale, SessionId session) {
        return given().noContentType()
                .cookie(SignedAccount.COOKIE, account(session))
                .cookie(Browser.COOKIE, Browser.newSecret())
                .post("/api/sales/" + sale + "/places")
                .then();
    }

    /// Answered the long way.
    private ValidatableResponse joinsSayingMore(SaleId sale, SessionId session) {
        return given().contentType("application/json")
                .body(Map.of())
                .cookie(SignedAccount.COOKIE, account(session))
                .cookie(Browser.COOKIE, Browser.newSecret())
                .post("/api/sales/" + sale + "/places")
                .then();
    }

    private String account(SessionId session) {
        return new SignedAccount(SalesTopic.config("holdfast.account.key"))
                .sign(ann, session, Instant.now().plusSeconds(900));
    }
}
