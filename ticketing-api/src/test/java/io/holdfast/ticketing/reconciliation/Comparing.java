package io.holdfast.ticketing.reconciliation;

import static org.awaitility.Awaitility.await;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// Comparing books as somebody of operations does, and what the ledger says afterwards.
@ApplicationScoped
class Comparing {

    private final DataSource database;

    Comparing(DataSource database) {
        this.database = database;
    }

    /// Everything begun since then, to its end.
    JsonPath since(Instant began, boolean repair) {
        String id = RestAssured.given()
                .contentType("application/json")
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("from", began.toString(), "repair", repair))
                .post("/api/staff/reconciliations")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> RestAssured.given()
                                .get("/api/staff/reconciliations/{id}", id)
                                .then()
                                .statusCode(200)
                                .extract()
                                .jsonPath(),
                        now -> now.getString("endedAt") != null);
    }

    /// What was found about one order.
    static List<Map<String, Object>> of(JsonPath found, String order) {
        return found.<Map<String, Object>>getList("findings").stream()
                .filter(finding -> order.equals(finding.get("order")))
                .toList();
    }

    /// What was found about one payment, by its gateway's name of it.
    static List<Map<String, Object>> about(JsonPath found, String payment) {
        return found.<Map<String, Object>>getList("findings").stream()
                .filter(finding -> payment.equals(finding.get("payment")))
                .toList();
    }

    /// The payments that nobody here remembers, by their gateways' names.
    static List<String> unknown(JsonPath found) {
        return found.getList("findings.findAll { it.kind == 'UNKNOWN_HERE' }.payment");
    }

    long booked(String order, String account) {
        return Sql.of("select coalesce(sum(amount), 0) as amount from ledger_entry"
                        + " where order_id = cast(:order as uuid) and account = :account")
                .with("order", order)
                .with("account", account)
                .one(database, row -> row.large("amount"));
    }
}
