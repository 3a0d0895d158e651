package io.holdfast.ticketing.refundrule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.refundrule.RefundRule.Step;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class RefundRulesTest {

    private static final String NOTHING_KEPT = "{\"untilDaysBefore\": 0, \"percent\": 0}";
    private static final String HALF_KEPT = "{\"untilDaysBefore\": 0, \"percent\": 50}";

    @Inject
    BoxOffice house;

    @Inject
    RefundRules rules;

    @Inject
    DataSource database;

    @Test
    void both_presets_are_there() {
        var steps = rules.at("steps-7-3-1", Instant.now());
        var standard = rules.at(RefundRules.STANDARD, Instant.now());

        assertThat(steps.steps()).containsExactly(new Step(7, 0), new Step(3, 30), new Step(1, 50), new Step(0, 100));
        assertThat(standard.freeForAfterBooking()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void a_version_takes_over_at_its_effective_date() {
        // Given
        // As fine as the database's moments.
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        var name = newName();
        publish(name, 1, now.minusSeconds(60), HALF_KEPT);

        // When
        publish(name, 2, now.plusSeconds(60), NOTHING_KEPT);

        // Then
        Awaitility.await().untilAsserted(() -> {
            assertThat(rules.at(name, now.plusSeconds(59)).version()).isEqualTo(1);
            assertThat(rules.at(name, now.plusSeconds(60)).version()).isEqualTo(2);
            assertThat(rules.find(name, now.minusSeconds(61))).isEmpty();
        });
    }

    @Test
    void an_order_keeps_the_version_it_was_made_with() {
        // Given
        var name = newName();
        publish(name, 1, Instant.now().minusSeconds(60), NOTHING_KEPT);
        Awaitility.await().until(() -> rules.find(name, Instant.now()).isPresent());
        var on = onSale(name);
        var ann = house.guest();
        var before = ann.buys(on, "A-1");

        // When
        publish(name, 2, Instant.now(), HALF_KEPT);
        Awaitility.await().until(() -> rules.at(name, Instant.now()).version() == 2);
        var after = ann.buys(on, "A-2");

        // Then
        quote(ann, before).then().statusCode(200).body("percent", equalTo(0));
        quote(ann, after).then().statusCode(200).body("percent", equalTo(50));
    }

    @Test
    void an_order_from_before_there_were_versions_was_promised_the_first() {
        // Given
        var ann = house.guest();
        var order = ann.buys(house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(5)), "A-1");

        // When
        Sql.of("update orders set refund_terms = null where id = :order")
                .with("order", UUID.fromString(order))
                .run(database);

        // Then
        quote(ann, order).then().statusCode(200).body("step", equalTo("T-3")).body("percent", equalTo(30));
    }

    @Test
    void an_organiser_is_told_where_a_rule_is_harsher_than_the_standard() {
        var added = add("steps-7-3-1");

        added.then()
                .statusCode(201)
                .body("refundRuleHarsherThanStandard.steps.untilDaysBefore", contains(3, 1, 0))
                .body("refundRuleHarsherThanStandard.steps.percent", contains(30, 50, 100))
                .body("refundRuleHarsherThanStandard.steps.standard", contains(20, 30, 90))
                .body("refundRuleHarsherThanStandard.lessFreeTime", equalTo(true));
    }

    @Test
    void nobody_is_warned_of_the_standard() {
        var added = add(RefundRules.STANDARD);

        added.then().statusCode(201).body("refundRuleHarsherThanStandard", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"untilDaysBefore\": 0, \"percent\": 101}",
                "{\"untilDaysBefore\": 0, \"percent\": -1}",
                "{\"untilDaysBefore\": 1, \"percent\": 50}",
                "{\"untilDaysBefore\": 3, \"percent\": 0}, {\"untilDaysBefore\": 3, \"percent\": 10}, "
                        + "{\"untilDaysBefore\": 0, \"percent\": 50}",
                "{\"untilDaysBefore\": 0, \"percent\": 50}, {\"untilDaysBefore\": 3, \"percent\": 60}",
                "{\"untilDaysBefore\": 3, \"percent\": 60}, {\"untilDaysBefore\": 0, \"percent\": 50}",
                "{\"untilDaysBefore\": 0}",
                ""
            })
    void terms_that_cannot_be_told_are_not_kept(String steps) {
        assertThatThrownBy(() -> publish(newName(), 1, Instant.now(), steps))
                .hasStackTraceContaining("terms_can_be_told");
    }

    @ParameterizedTest
    @ValueSource(strings = {"update refund_rule set valid_from = now()", "delete from refund_rule"})
    void a_published_version_never_changes(String change) {
        assertThatThrownBy(() -> Sql.of(change).run(database)).hasStackTraceContaining("never changes");
    }

    /// Lists of up to four steps, most of them faulty in one way or another.
    @Test
    void java_and_postgresql_refuse_the_same_lists() {
        var random = new Random(7);
        var accepted = 0;
        for (var n = 0; n < 400; n++) {
            var steps = Stream.generate(() -> new Step(random.nextInt(6) - 1, (random.nextInt(8) - 1) * 20))
                    .limit(random.nextInt(5))
                    .sorted(
                            random.nextBoolean()
                                    ? Comparator.comparing(Step::untilDaysBefore)
                                            .reversed()
                                    : Comparator.comparing(Step::percent))
                    .toList();

            var sound = RefundRule.faults(steps).isEmpty();

            var kept = Sql.of("select is_refund_terms(cast(:terms as jsonb)) as kept")
                    .with(
                            "terms",
                            terms(steps.stream()
                                    .map(step -> "{\"untilDaysBefore\": %d, \"percent\": %d}"
                                            .formatted(step.untilDaysBefore(), step.percent()))
                                    .collect(Collectors.joining(","))))
                    .one(database, row -> row.flag("kept"));
            assertThat(kept).as(steps.toString()).isEqualTo(sound);
            accepted += sound ? 1 : 0;
        }
        assertThat(accepted).isBetween(5, 395);
    }

    private static String terms(String steps) {
        return "{\"steps\": [" + steps + "], \"freeForAfterBooking\": 0, \"freeDaysBefore\": 0}";
    }

    private static String newName() {
        return "rule-" + UUID.randomUUID();
    }

    private void publish(String name, int version, Instant validFrom, String steps) {
        Sql.of("""
                insert into refund_rule (name, version, valid_from, terms)
                values (:name, :version, :validFrom, cast(:terms as jsonb))
                """)
                .with("name", name)
                .with("version", version)
                .with("validFrom", validFrom)
                .with("terms", terms(steps))
                .run(database);
    }

    private static BoxOffice.OnSale onSale(String rule) {
        var added = add(rule).then().statusCode(201).extract().jsonPath();
        return new BoxOffice.OnSale(added.getString("id"), added.getString("sale"), added.getString("performances[0]"));
    }

    private static Response add(String rule) {
        Map<String, Object> show = BoxOffice.show(
                BoxOffice.hall(BoxOffice.plan(2)), Duration.ofDays(30), BoxOffice.sale(Duration.ofMinutes(-1)));
        show.put("refundRule", rule);
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(show)
                .post("/api/organiser/shows");
    }

    private static Response quote(BoxOffice.Buyer ann, String order) {
        return ann.asks().get("/api/orders/{o}/cancellation-quote", order);
    }
}
