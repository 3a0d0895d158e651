package io.holdfast.room.notice;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.TurnEvent.TurnCame;
import io.holdfast.contracts.event.TurnEvent.TurnNear;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.Facts;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class NoticeTest {

    /// The first is called at once; the next would be in a quarter of an hour.
    private static final AdmissionSettings SLOW =
            new AdmissionSettings(0.001, 1, 1, Duration.ofSeconds(60), Duration.ofMinutes(10));

    private final Member ann = new Member();
    private Facts facts;

    @BeforeEach
    void listen() {
        facts = new Facts(SalesTopic.config("kafka.bootstrap.servers"), SalesTopic.config("holdfast.topics.prefix"));
    }

    @AfterEach
    void close() {
        facts.close();
    }

    @Test
    void who_has_asked_is_told_when_the_turn_has_come() {
        // Given
        var sale = SalesTopic.open(SLOW);
        ann.joins(sale);

        // When
        ann.asks().put(notice(sale)).then().statusCode(204);

        // Then
        await().untilAsserted(() -> assertThat(told(ann)).hasSize(1).first().isInstanceOf(TurnCame.class));
    }

    @Test
    void who_has_asked_is_told_that_the_turn_is_near_and_only_once() {
        // Given
        var sale = SalesTopic.open(SLOW);
        new Member().joins(sale);
        ann.joins(sale);
        ann.asks().put(notice(sale)).then().statusCode(204);
        await().until(() -> told(ann).size() == 1);

        // When
        ann.asks().put(notice(sale)).then().statusCode(204);

        // Then
        await().during(Duration.ofSeconds(3)).until(() -> told(ann).size() == 1);
        assertThat(told(ann)).first().isInstanceOf(TurnNear.class);
    }

    @Test
    void who_has_asked_in_the_lobby_is_told_after_the_draw() {
        // Given
        var sale = SalesTopic.scheduled(Duration.ofMinutes(-1), Duration.ofSeconds(4), Duration.ofHours(1), SLOW);
        ann.joins(sale);

        // When
        ann.asks().put(notice(sale)).then().statusCode(204);

        // Then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(told(ann)).hasSize(1).first().isInstanceOf(TurnCame.class));
    }

    @Test
    void who_has_thought_better_of_it_is_told_nothing() {
        // Given
        var sale = SalesTopic.scheduled(Duration.ofMinutes(-1), Duration.ofSeconds(4), Duration.ofHours(1), SLOW);
        ann.joins(sale);
        ann.asks().put(notice(sale)).then().statusCode(204);

        // When
        ann.asks().delete(notice(sale)).then().statusCode(204);

        // Then
        await().atMost(Duration.ofSeconds(30)).until(() -> "CALLED".equals(ann.state(sale)));
        await().during(Duration.ofSeconds(2)).until(() -> told(ann).isEmpty());
    }

    @Test
    void a_guest_leaves_no_address_to_be_told_at() {
        var sale = SalesTopic.open(SLOW);

        var answer = given().cookie(Browser.COOKIE, Browser.newSecret()).put(notice(sale));

        answer.then().statusCode(401).body("type", equalTo("urn:holdfast:problem:login-required"));
    }

    @Test
    void without_a_place_there_is_no_turn_to_be_told_of() {
        var sale = SalesTopic.open(SLOW);

        var answer = ann.asks().put(notice(sale));

        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:place-required"));
    }

    private List<TurnEvent> told(Member member) {
        return facts.told(TurnEvent.TOPIC).stream()
                .map(fact -> (TurnEvent) fact.event())
                .filter(event -> switch (event) {
                    case TurnNear near -> near.customer().equals(member.customer);
                    case TurnCame came -> came.customer().equals(member.customer);
                    default -> false;
                })
                .toList();
    }

    private static String notice(SaleId sale) {
        return "/api/sales/" + sale + "/places/me/notice";
    }

    /// Somebody who has signed in.
    private static final class Member {

        private final CustomerId customer = CustomerId.next();
        private final String browser = Browser.newSecret();
        private String place = "";

        void joins(SaleId sale) {
            place = asks().noContentType()
                    .post("/api/sales/" + sale + "/places")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("place");
        }

        String state(SaleId sale) {
            return asks().get("/api/sales/" + sale + "/places/me").path("state");
        }

        RequestSpecification asks() {
            var account = new SignedAccount(SalesTopic.config("holdfast.account.key"))
                    .sign(customer, Instant.now().plusSeconds(600));
            return given().cookie(Browser.COOKIE, browser)
                    .cookie(SignedAccount.COOKIE, account)
                    .header("Holdfast-Place", place);
        }
    }
}
