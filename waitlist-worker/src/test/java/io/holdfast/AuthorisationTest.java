package io.holdfast;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.simulators.push.PracticeBrowser;
import io.holdfast.stack.test.EverybodyAsks;
import io.holdfast.stack.test.Letters;
import io.holdfast.stack.test.Request;
import io.holdfast.stack.test.SignedIn;
import io.holdfast.stack.test.Tables;
import io.holdfast.waitlist.House;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Of a performance of Olga's for which Ann waits.
@WholeWorker
class AuthorisationTest extends EverybodyAsks {

    @Inject
    House house;

    @Inject
    DataSource database;

    @ConfigProperty(name = "holdfast.push.services")
    String push;

    private final SaleId sale = SaleId.next();
    private CustomerId ann;
    private PerformanceId performance;
    private @Nullable EntryId entry;
    private String device;
    private String letter;

    AuthorisationTest() {
        super("waitlist-worker");
    }

    @Override
    protected Request properly(String operation) {
        if (entry == null) {
            var now = Instant.now();
            house.sale(sale, now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)));
            performance = house.performance();
            ann = CustomerId.next();
            entry = house.joins(ann, performance);
            device = house.browser(ann)
                    .contentType(ContentType.JSON)
                    .body(browser())
                    .post("/api/notifications/push-subscriptions")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            letter = Letters.open(database);
        }
        var request = withBody(Request.of(operation), operation)
                .in("performance", performance.toString())
                .in("entry", entry.toString())
                .in("sale", sale.toString())
                .in("device", device)
                .in("kind", "booking-confirmed")
                .in("service", "waitlist-worker")
                .in("letter", letter);
        if (operation.contains(" /api/staff/")) {
            return request.header(SignedIn.HEADER, OPAL);
        }
        return operation.contains(" /api/organiser/")
                ? request.header(SignedIn.HEADER, OLGA)
                : request.header("Cookie", house.cookie(ann));
    }

    private Request withBody(Request request, String operation) {
        return switch (operation) {
            case "POST /api/performances/{performance}/waitlist" ->
                request.header("Idempotency-Key", UUID.randomUUID().toString())
                        .json("{\"grades\": [\"R\"], \"seats\": 1}");
            case "PUT /api/waitlist/{entry}/automatic-payment" -> request.json("{\"automaticPayment\": \"points\"}");
            case "PUT /api/notifications/preferences" -> request.json("{\"timeZone\": \"Asia/Seoul\"}");
            case "PUT /api/notifications/interests" -> request.json("{\"categories\": [\"musical\"], \"regions\": []}");
            case "POST /api/notifications/push-subscriptions" -> request.json(browser());
            case "POST /api/staff/notifications/announcements" ->
                request.header("Idempotency-Key", UUID.randomUUID().toString()).json("""
                        {"kind": "MAINTENANCE", "audience": "MEMBERS",
                         "titleKo": "점검", "textKo": "곧 돌아옵니다.", "titleEn": "Maintenance", "textEn": "Back soon."}
                        """);
            case "POST /api/staff/dead-letters/{service}/{letter}/discard" ->
                request.json("{\"reason\": \"The show was a rehearsal.\"}");
            default -> request;
        };
    }

    private String browser() {
        return new PracticeBrowser(push + "/push/" + UUID.randomUUID()).subscription();
    }

    @Override
    protected Map<String, String> content() {
        return Tables.content(database);
    }

    @Override
    protected void movesOn() {
        entry = null;
    }
}
