package io.holdfast.ticketing.reconciliation;

import static io.holdfast.ticketing.reconciliation.Comparing.about;
import static io.holdfast.ticketing.reconciliation.Comparing.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.BoxOffice.Paying;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

@HouseTest
@TestSecurity(
        user = "opal",
        roles = {"organiser", "operations"})
class ReconciliationTest {

    @Inject
    BoxOffice house;

    @Inject
    Comparing comparing;

    private final Instant began = Instant.now().minusSeconds(1);

    @Test
    void books_that_agree_are_found_to_agree() {
        // Given
        var ann = house.guest();
        var paid = bought(house.openSale(), ann, "A-1");

        // When
        var found = reconciled(false);

        // Then
        assertThat(of(found, paid.order())).isEmpty();
        assertThat(found.getInt("compared")).isPositive();
        assertThat(found.getString("who")).isEqualTo("opal");
    }

    @Test
    void money_taken_there_and_unknown_here_is_reported_and_changes_nothing_without_repair() {
        // Given
        var ann = house.guest();
        var behindOurBack = takenBehindOurBack(house.openSale(), ann, "A-1");

        // When
        var found = reconciled(false);

        // Then
        assertThat(of(found, behindOurBack.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "CAPTURED_THERE")
                .containsEntry("done", "NOTHING"));
        ann.sees(behindOurBack.order()).then().body("tickets.size()", equalTo(0));
    }

    @Test
    void money_taken_there_and_unknown_here_is_settled_as_if_it_had_just_been_heard_of() {
        // Given
        var ann = house.guest();
        var behindOurBack = takenBehindOurBack(house.openSale(), ann, "A-1");

        // When
        var found = reconciled(true);

        // Then
        assertThat(of(found, behindOurBack.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "CAPTURED_THERE")
                .containsEntry("done", "SETTLED"));
        ann.sees(behindOurBack.order()).then().body("state", equalTo("PAID"));
        assertThat(of(reconciled(true), behindOurBack.order())).isEmpty();
    }

    @Test
    void money_taken_there_before_a_restore_that_nobody_here_remembers_is_found() {
        // Given
        var ann = house.guest();
        var behindOurBack = takenBehindOurBack(house.openSale(), ann, "A-1");
        house.forgetsPayments(behindOurBack.order());

        // When
        var found = reconciled(true);

        // Then
        assertThat(about(found, behindOurBack.paying().key())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "UNKNOWN_HERE")
                .containsEntry("channel", "simulator")
                .containsEntry("there", BoxOffice.won(140_000))
                .containsEntry("done", "NOTHING"));
    }

    @Test
    void money_given_back_there_by_hand_is_corrected_in_the_ledger_once() {
        // Given
        var ann = house.guest();
        var paid = bought(house.openSale(), ann, "A-1");
        house.gatewayCancels(paid.paying().key(), 40_000);

        // When
        var found = reconciled(true);

        // Then
        assertThat(of(found, paid.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "AMOUNTS_DIFFER")
                .containsEntry("there", Map.of("amount", 100_000, "currency", "KRW"))
                .containsEntry("here", Map.of("amount", 140_000, "currency", "KRW"))
                .containsEntry("done", "CORRECTED"));
        assertThat(comparing.booked(paid.order(), "gateway:simulator-card")).isEqualTo(100_000);
        assertThat(comparing.booked(paid.order(), "differences")).isEqualTo(40_000);
        assertThat(of(reconciled(true), paid.order())).isEmpty();
        assertThat(comparing.booked(paid.order(), "differences")).isEqualTo(40_000);
    }

    @Test
    void money_we_believe_in_and_the_gateway_does_not_is_found() {
        // Given
        var ann = house.guest();
        var paid = bought(house.openSale(), ann, "A-1");
        house.run("update payment set provider_payment = 'pay_" + BoxOffice.newKey() + "' where order_id = '"
                + paid.order() + "'");

        // When
        var found = reconciled(false);

        // Then
        assertThat(of(found, paid.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "CAPTURED_HERE"));
        assertThat(comparing.booked(paid.order(), "gateway:simulator-card")).isEqualTo(140_000);
    }

    @Test
    void a_refund_that_is_still_waited_for_is_left_to_whoever_gives_it_back() {
        // Given
        var ann = house.guest();
        var paid = bought(house.openSale(), ann, "A-1");
        String quote = ann.asks()
                .get("/api/orders/{o}/cancellation-quote", paid.order())
                .path("quote");
        ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", quote))
                .post("/api/orders/{o}/cancellations", paid.order())
                .then()
                .statusCode(201);
        house.gatewayCancels(paid.paying().key(), 140_000);

        // When
        var found = reconciled(true);

        // Then
        assertThat(of(found, paid.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "REFUND_NOT_HEARD_OF")
                .containsEntry("done", "NOTHING"));
        assertThat(comparing.booked(paid.order(), "differences")).isZero();
    }

    @Test
    void a_gateway_that_does_not_answer_is_said_not_to_and_corrects_nothing() {
        // Given
        var paid = bought(house.openSale(), house.guest(), "A-1");
        house.gatewayFaults("{\"query\":{\"mode\":\"ERROR_500\"}}");

        // When
        var found = reconciled(true);
        house.gatewayFaults("{}");

        // Then
        assertThat(of(found, paid.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "NO_ANSWER")
                .containsEntry("done", "NOTHING"));
        assertThat(comparing.booked(paid.order(), "gateway:simulator-card")).isEqualTo(140_000);
    }

    @Test
    void what_was_found_stays_as_it_was_found() {
        // Given
        var paid = bought(house.openSale(), house.guest(), "A-1");
        house.gatewayCancels(paid.paying().key(), 1);
        reconciled(false);

        // When
        var tampering = catchThrowable(() -> house.run("update reconciliation_finding set here = 0"));

        // Then
        assertThat(tampering).hasMessageContaining("append-only");
    }

    private record Paid(String order, Paying paying) {}

    private Paid bought(OnSale on, Buyer who, String seat) {
        var order = who.ordered(who.held(on, seat));
        var paying = who.atTheGateway(order, 140_000, "approve");
        who.confirms(paying).then().body("state", equalTo("CAPTURED"));
        return new Paid(order, paying);
    }

    private Paid takenBehindOurBack(OnSale on, Buyer who, String seat) {
        var order = who.ordered(who.held(on, seat));
        var paying = who.atTheGateway(order, 140_000, "approve");
        house.gatewayConfirms(paying.key(), order, 140_000);
        return new Paid(order, paying);
    }

    private JsonPath reconciled(boolean repair) {
        return comparing.since(began, repair);
    }
}
