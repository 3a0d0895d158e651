package io.holdfast.ticketing.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.stack.test.Request;
import io.holdfast.stack.test.SignedIn;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.api.OpenApi.Operation;
import io.holdfast.ticketing.payment.RealGateways;
import io.restassured.RestAssured;
import io.restassured.builder.RequestSpecBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/// A house with a little going on, and how each thing is asked for properly in it.
///
/// What is not told here is made up from the API document: ids by the name of their schema, and values that
/// keep to what the document says of them.
final class World {

    static final String NOBODYS = "01890000-0000-7000-8000-000000000000";
    static final String OLGA = "olga organiser";
    static final String OTTO = "otto organiser";
    static final String OPAL = "opal operations";

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Within what one person may have in a sale.
    private static final int LAST = 26;

    private final BoxOffice house;
    private final RealGateways gateways;
    private final Broker broker;
    private final OpenApi document;
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, Supplier<Request>> properly = new HashMap<>();
    private final Buyer ann;
    private OnSale open;
    private OnSale queued;
    private int seat;
    private int made;

    World(BoxOffice house, RealGateways gateways, Broker broker, OpenApi document) {
        this.house = house;
        this.gateways = gateways;
        this.broker = broker;
        this.document = document;
        this.ann = house.member();
        prepared(() -> {
            fill();
            return true;
        });
    }

    /// Does what takes an organiser's sign-in by the way.
    <T> T prepared(Supplier<T> work) {
        RestAssured.requestSpecification =
                new RequestSpecBuilder().addHeader(SignedIn.HEADER, OLGA).build();
        try {
            return work.get();
        } finally {
            RestAssured.requestSpecification = null;
        }
    }

    private void fill() {
        newSale();
        queued = house.queuedSale();
        ann.admittedTo(queued);
        var started = started();
        ids.put("HoldId", held());
        ids.put("OrderId", ordered(held()));
        ids.put("PaymentId", started.id());
        var paid = bought();
        ids.put("TicketId", ann.sees(paid).then().extract().path("tickets[0].id"));
        ids.put("CustomerId", ann.customer().toString());
        ids.put("OfferId", offered());
        ids.put("SeatId", next());
        ids.put("SeatChangeId", proposed());
        // Otto sells something else.
        house.texts("select cast(organisation_of('otto') as text) as text");
        ids.put("IncidentId", incident());
        howThingsAreDone();
    }

    private void howThingsAreDone() {
        properly("POST", "/api/performances/{performance}/holds", () -> withBody(Map.of("seats", List.of(next()))));
        properly("POST", "/api/orders", () -> withBody(order(held())));
        properly("POST", "/api/orders/{order}/payments", () -> withBody(payment())
                .in("order", ordered(held())));
        properly("POST", "/api/me/payment-methods", () -> withBody(savingACard(made++ % 2 == 0 ? "toss" : "stripe")));
        properly("POST", "/api/me/payment-methods/{page}/completion", () -> {
            var page = ann.asks()
                    .header(IdempotentRequests.HEADER, BoxOffice.newKey())
                    .body(savingACard("toss"))
                    .post("/api/me/payment-methods")
                    .then()
                    .statusCode(201)
                    .extract()
                    .jsonPath();
            return withBody(Map.of(
                            "proof",
                            gateways.leavesCardAtToss(page.getString("customerKey"))
                                    .get("authKey")))
                    .in("page", page.getString("id"));
        });
        properly(
                "POST",
                "/api/me/points/top-ups",
                () -> withBody(Map.of("channel", "simulator-card", "amount", won(10_000 + ++made))));
        properly("POST", "/api/organiser/orders/{order}/payment-links", () -> withBody(
                        Map.of("channel", "simulator-card", "minutes", 30, "reason", "On the phone."))
                .in("order", ordered(held())));
        properly("PUT", "/api/organiser/performances/{performance}/plan", () -> {
            var on = house.openSale();
            return withBody(Map.of("plan", BoxOffice.plan(3), "reason", "The last row goes " + ++made))
                    .in("performance", on.performance());
        });
        properly("POST", "/api/payments/{payment}/confirmation", () -> {
            var paying = ann.atTheGateway(ordered(held()), 110_000, "approve");
            return withBody(Map.of("paymentKey", paying.key(), "amount", won(110_000)))
                    .in("payment", paying.id());
        });
        properly("POST", "/api/orders/{order}/cancellations", () -> {
            var order = bought();
            return withBody(Map.of("quote", quoted(ann, order))).in("order", order);
        });
        properly("POST", "/api/staff/orders/{order}/cancellations", () -> {
            var order = bought();
            house.givesBackUnseen(order, 1_000);
            return withBody(Map.of("reason", "It went back by hand.")).in("order", order);
        });
        properly("POST", "/api/offers/{offer}/acceptance", () -> blank().in("offer", offered()));
        properly(
                "POST",
                "/api/organiser/halls",
                () -> withBody(Map.of("name", "Hall " + ++made, "plan", BoxOffice.plan(2))));
        properly("POST", "/api/organiser/shows", () -> {
            var hall = RestAssured.given()
                    .contentType("application/json")
                    .header(IdempotentRequests.HEADER, BoxOffice.newKey())
                    .body(Map.of("name", "Small hall", "plan", BoxOffice.plan(2)))
                    .post("/api/organiser/halls");
            return withBody(
                    BoxOffice.show(hall.path("id"), Duration.ofDays(30), BoxOffice.sale(Duration.ofMinutes(-1))));
        });
        properly(
                "POST",
                "/api/organiser/sales/{sale}/performances",
                () -> withBody(Map.of(
                        "startsAt",
                        Instant.now().plus(Duration.ofDays(3)).toString(),
                        "closesAt",
                        Instant.now().plus(Duration.ofDays(40)).toString(),
                        "notice",
                        "One more evening.")));
        properly(
                "POST",
                "/api/staff/customers/{customer}/points",
                () -> withBody(Map.of("amount", won(++made), "reason", "For the rain.")));
        properly("POST", "/api/organiser/performances/{performance}/blocked-seats", () -> staffDo(next()));
        properly("POST", "/api/organiser/performances/{performance}/unblocked-seats", () -> staffDo(next()));
        properly("POST", "/api/organiser/tickets/{ticket}/seat-changes", () -> {
            var ticket = boughtTicket();
            return withBody(Map.of("seat", next(), "reason", "A broken chair.")).in("ticket", ticket);
        });
        properly("POST", "/api/organiser/seat-changes/{change}/withdrawal", () -> blank().in("change", proposed()));
        properly("POST", "/api/me/seat-changes/{change}/answer", () -> {
            var change = proposed();
            String terms = ann.asks()
                    .get("/api/me/seat-changes/{c}", change)
                    .then()
                    .extract()
                    .path("terms");
            return withBody(Map.of("agree", false, "terms", terms)).in("change", change);
        });
        properly(
                "POST",
                "/api/organiser/coupons",
                () -> withBody(Map.of(
                        "name",
                        "A small thank-you",
                        "show",
                        open.show(),
                        "amount",
                        won(1_000),
                        "until",
                        Instant.now().plus(Duration.ofDays(30)).toString(),
                        "codes",
                        2 + ++made)));
        properly(
                "POST",
                "/api/staff/reconciliations",
                () -> withBody(Map.of("from", Instant.now().minusSeconds(++made).toString())));
        properly("POST", "/api/organiser/performances/{performance}/cancellation", () -> withBody(
                        Map.of("reason", "The singer is ill " + ++made))
                .in("performance", open.performance()));
        properly("POST", "/api/organiser/performances/{performance}/cancellation/confirmation", () -> {
            var on = house.openSale();
            String proposal = RestAssured.given()
                    .contentType("application/json")
                    .header(IdempotentRequests.HEADER, BoxOffice.newKey())
                    .body(Map.of("reason", "The singer is ill."))
                    .post("/api/organiser/performances/{p}/cancellation", on.performance())
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("proposal");
            // It was somebody else's.
            house.run("update calling_off set proposed_by = 'oskar' where id = '%s'".formatted(proposal));
            return withBody(Map.of("proposal", proposal)).in("performance", on.performance());
        });
        properly(
                "POST",
                "/api/staff/refund-rules",
                () -> withBody(Map.of(
                        "name",
                        "a-rule-" + ++made,
                        "steps",
                        List.of(Map.of("untilDaysBefore", 0, "percent", 50)),
                        "freeForAfterBooking",
                        0,
                        "freeDaysBefore",
                        0,
                        "reason",
                        "A milder one.")));
        properly("POST", "/api/staff/incidents", () -> withBody(opening()));
        properly("POST", "/api/staff/incidents/{incident}/updates", () -> withBody(
                        Map.of("text", inBoth("News " + ++made), "nextUpdateAt", soon()))
                .in("incident", incident()));
        properly("POST", "/api/staff/incidents/{incident}/closure", () -> withBody(
                        Map.of("text", inBoth("It is over " + ++made)))
                .in("incident", incident()));
        properly("POST", "/api/webhooks/{gateway}", () -> blank().in("gateway", "simulator")
                .body("application/json", """
                        {"eventId":"evt-1","type":"PAYMENT_STATUS_CHANGED","paymentKey":"pay_none","status":"DONE"}""")
                .signed(body -> "Sim-Signature: " + house.webhookSignature(Instant.now(), body)));
        properly("POST", "/api/guest/look-ups", () -> withBody(Map.of("phone", "0107777" + (1_000 + ++made))));
        properly("POST", "/api/tickets/{ticket}/transfers", () -> blank().in("ticket", boughtTicket()));
        properly("POST", "/api/transfers/{token}/acceptance", () -> {
            var bob = house.guest();
            var order = bob.buys(open, next());
            String url = bob.asks()
                    .post("/api/tickets/{t}/transfers", bob.sees(order).<String>path("tickets[0].id"))
                    .path("url");
            return withBody(Map.of("name", "Ann", "phone", "010-1234-5678", "email", "ann@example.org"))
                    .in("token", url.substring(url.lastIndexOf('/') + 1));
        });
        properly("DELETE", "/api/tickets/{ticket}/transfers/{transfer}", () -> {
            var ticket = boughtTicket();
            String transfer = ann.asks()
                    .post("/api/tickets/{t}/transfers", ticket)
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            return blank().in("ticket", ticket).in("transfer", transfer);
        });
        properly("GET", "/api/tickets/{ticket}/qr.svg", () -> {
            // Printed is what is shown already, from the day before.
            var tomorrow = house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofHours(20));
            String ticket = ann.sees(ann.buys(tomorrow, "A-1")).then().extract().path("tickets[0].id");
            ann.asks().put("/api/tickets/{t}/print", ticket).then().statusCode(200);
            return blank().in("ticket", ticket);
        });
        properly("PUT", "/api/orders/{order}/refunds/{refund}/account", () -> {
            var order = bought();
            cancel(ann, order);
            house.run("update cancellation set account_needed_at = now() where order_id = '%s'".formatted(order));
            String refund = ann.sees(order).then().extract().path("cancellations[0].refund.id");
            return withBody(Map.of("bank", "88", "number", "110-123-456789", "holder", "Ann"))
                    .in("order", order)
                    .in("refund", refund);
        });
        properly(
                "POST",
                "/api/gate/scans",
                () -> withBody(Map.of(
                        "scans",
                        List.of(Map.of(
                                "id", java.util.UUID.randomUUID(),
                                "code", "nonsense",
                                "at", Instant.now().toString())))));
        properly("POST", "/api/me/organisation-applications", () -> {
            // One application at a time, and a few a day.
            house.run("""
                    update organisation set state = 'WITHDRAWN', at = now() - interval '2 days'
                     where state = 'APPLIED' and applicant_id = '%s'""".formatted(ann.customer()));
            house.run("update organisation_member set until = now() where until is null and customer_id = '%s'"
                    .formatted(ann.customer()));
            return withBody(application());
        });
        properly("PUT", "/api/staff/organisations/{organisation}/state", () -> {
            String organisation = house.member()
                    .asks()
                    .header(IdempotentRequests.HEADER, BoxOffice.newKey())
                    .body(application())
                    .post("/api/me/organisation-applications")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            return withBody(Map.of("state", "APPROVED", "reason", "All is well."))
                    .in("organisation", organisation);
        });
        properly("DELETE", "/api/me/shopping/{sale}", () -> blank().in("sale", queued.sale()));
    }

    /// Operations do this, and nobody else.
    private String incident() {
        var as = RestAssured.requestSpecification;
        // Whatever stands there when another is built becomes a part of it.
        RestAssured.requestSpecification = null;
        RestAssured.requestSpecification =
                new RequestSpecBuilder().addHeader(SignedIn.HEADER, OPAL).build();
        try {
            return RestAssured.given()
                    .contentType("application/json")
                    .header(IdempotentRequests.HEADER, BoxOffice.newKey())
                    .body(opening())
                    .post("/api/staff/incidents")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
        } finally {
            RestAssured.requestSpecification = as;
        }
    }

    private Map<String, Object> opening() {
        return Map.of(
                "severity",
                "OUTAGE",
                "components",
                List.of("PAYMENT"),
                "title",
                inBoth("Payment does not work " + ++made),
                "cause",
                inBoth("We are looking for it."),
                "nextUpdateAt",
                soon());
    }

    private static Map<String, String> inBoth(String words) {
        return Map.of("ko", words, "en", words);
    }

    private static String soon() {
        return Instant.now().plus(Duration.ofMinutes(30)).toString();
    }

    private void properly(String method, String path, Supplier<Request> how) {
        properly.put(method + " " + path, how);
    }

    /// Whether somebody has said how this is done, so that it may be expected to be.
    boolean knows(Operation operation) {
        return properly.containsKey(operation.name());
    }

    /// The operation, asked for properly by somebody who may.
    Request properly(Operation operation) {
        var told = knows(operation) ? properly.get(operation.name()).get() : blank();
        var request = new Request(
                operation.method(),
                operation.path(),
                told.in(),
                told.query(),
                told.headers(),
                told.mediaType(),
                told.body(),
                told.sign());
        for (var parameter : operation.parameters()) {
            switch (parameter.in()) {
                case "path" -> {
                    if (!request.in().containsKey(parameter.name())) {
                        request = request.in(parameter.name(), value(parameter.type(), parameter.schema()));
                    }
                }
                case "header" -> {
                    if (parameter.name().equals(IdempotentRequests.HEADER)) {
                        request = request.header(parameter.name(), BoxOffice.newKey());
                    }
                }
                default -> {}
            }
        }
        if (operation.takes("Holdfast-Pass")) {
            request = request.header("Holdfast-Pass", ann.pass());
        }
        if (operation.body() != null && request.body() == null) {
            request =
                    request.body(operation.mediaType(), sample(operation.body()).toString());
        }
        return operation.roles().isEmpty() && !operation.path().startsWith("/api/staff")
                ? request.header("Cookie", ann.cookies())
                : request.header(SignedIn.HEADER, whoMay(operation));
    }

    private static String whoMay(Operation operation) {
        return operation.roles().contains("organiser") ? OLGA : "opal " + String.join(" ", operation.roles());
    }

    /// The same of a sale with a waiting room.
    Request queued(Request request) {
        return request.in("performance", queued.performance()).in("sale", queued.sale());
    }

    OnSale queued() {
        return queued;
    }

    BoxOffice house() {
        return house;
    }

    /// A value that keeps to the schema: something of this house where there is such a thing.
    JsonNode sample(JsonNode schema) {
        var plain = document.resolved(schema);
        var type = OpenApi.nameOf(schema);
        return switch (plain.path("type").asText()) {
            case "object" -> {
                var object = JSON.createObjectNode();
                plain.path("properties")
                        .properties()
                        .forEach(member -> object.set(member.getKey(), sample(member.getValue())));
                yield object;
            }
            case "array" -> JSON.createArrayNode().add(sample(plain.path("items")));
            case "boolean" -> JSON.getNodeFactory().booleanNode(true);
            case "integer" ->
                JSON.getNodeFactory().numberNode(plain.path("minimum").asInt(1));
            case "number" ->
                JSON.getNodeFactory().numberNode(plain.path("minimum").asDouble(1));
            case "string" -> JSON.getNodeFactory().textNode(value(type, plain));
            default -> JSON.createObjectNode();
        };
    }

    private String value(String type, JsonNode schema) {
        if (type.equals("PerformanceId")) {
            return open.performance();
        }
        if (type.equals("SaleId")) {
            return open.sale();
        }
        if (ids.containsKey(type)) {
            return ids.get(type);
        }
        if (schema.has("enum")) {
            return schema.path("enum").path(0).asText();
        }
        return switch (schema.path("format").asText()) {
            case "uuid" -> NOBODYS;
            case "date-time" -> Instant.now().plus(Duration.ofDays(1)).toString();
            case "duration" -> "PT1H";
            case "date" -> "2030-01-01";
            default -> text(schema);
        };
    }

    private static String text(JsonNode schema) {
        var pattern = schema.path("pattern").asText("");
        var candidates = List.of(
                "abcdefghij",
                "MOBILE",
                "KRW",
                "ko",
                "010-1234-5678",
                "ann@example.org",
                "#aabbcc",
                "A",
                "1",
                "a-1",
                "88",
                "123456",
                "A".repeat(43),
                "A".repeat(86));
        var fits = candidates.stream()
                .filter(text -> pattern.isEmpty() || text.matches(pattern) || pattern.equals("\\S"))
                .findFirst()
                .orElse("abcdefghij");
        var most = schema.path("maxLength").asInt(fits.length());
        return fits.length() > most ? fits.substring(0, most) : fits;
    }

    private static Request blank() {
        return Request.of("", "");
    }

    private static Request withBody(Object body) {
        return blank().body("application/json", JSON.valueToTree(body).toString());
    }

    /// To another sale, when something has been done to this one.
    void movesOn() {
        prepared(() -> {
            newSale();
            return true;
        });
    }

    private void newSale() {
        var sale = BoxOffice.sale(Duration.ofMinutes(-1));
        sale.put("maxSeats", 20);
        open = house.openSale(sale, Duration.ofDays(30));
        ids.put("ShowId", open.show());
        seat = 10;
    }

    /// A seat nobody has, of grade S.
    private String next() {
        if (seat == LAST) {
            newSale();
        }
        var place = seat++;
        return "%c-%d".formatted('A' + place / 10, place % 10 + 1);
    }

    /// Which sale it is in is known once there is a seat.
    private String held() {
        var place = next();
        return ann.held(open, place);
    }

    private String bought() {
        var place = next();
        return ann.buys(open, place);
    }

    private String ordered(String hold) {
        return ann.ordered(hold);
    }

    private static Request staffDo(String seat) {
        return withBody(Map.of("seats", List.of(seat), "reason", "A camera stands here."));
    }

    /// With room for another seat in the same sale.
    private String boughtTicket() {
        if (seat + 1 >= LAST) {
            newSale();
        }
        return ann.sees(bought()).then().extract().path("tickets[0].id");
    }

    private String proposed() {
        var ticket = boughtTicket();
        var place = next();
        return RestAssured.given()
                .contentType("application/json")
                .header(IdempotentRequests.HEADER, BoxOffice.newKey())
                .body(Map.of("seat", place, "reason", "A broken chair."))
                .post("/api/organiser/tickets/{t}/seat-changes", ticket)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private BoxOffice.Paying started() {
        var order = ordered(held());
        var started = ann.startsPaying(order, 110_000).then().statusCode(201).extract();
        String id = started.path("id");
        return new BoxOffice.Paying(id, "", 110_000);
    }

    private String offered() {
        var bob = house.guest();
        var place = next();
        var on = open;
        var order = bob.buys(on, place);
        cancel(bob, order);
        broker.awaitSales(
                SeatsReleased.class,
                event -> event.performance().toString().equals(on.performance())
                        && event.seats().stream()
                                .anyMatch(back -> back.seat().value().equals(place)));
        var offer = OfferId.next();
        broker.tell(new SeatsOffered(
                PerformanceId.fromString(on.performance()),
                offer,
                EntryId.next(),
                ann.customer(),
                List.of(new SeatId(place)),
                Instant.now().plus(Duration.ofMinutes(30))));
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> ann.asks().get("/api/offers/{o}", offer.toString()).statusCode() == 200);
        return offer.toString();
    }

    private static void cancel(Buyer buyer, String order) {
        buyer.asks()
                .header(IdempotentRequests.HEADER, BoxOffice.newKey())
                .body(Map.of("quote", quoted(buyer, order)))
                .post("/api/orders/{o}/cancellations", order)
                .then()
                .statusCode(201);
    }

    private static String quoted(Buyer buyer, String order) {
        return buyer.asks()
                .get("/api/orders/{o}/cancellation-quote", order)
                .then()
                .extract()
                .path("quote");
    }

    private static Map<String, Object> savingACard(String gateway) {
        return Map.of("gateway", gateway, "consentVersion", "card-2026-11");
    }

    private static Map<String, Object> payment() {
        return Map.of("channel", "simulator-card", "amount", won(110_000));
    }

    private static Map<String, Object> order(String hold) {
        return Map.of(
                "hold",
                hold,
                "recipient",
                Map.of("name", "Ann", "phone", "010-1234-5678", "email", "ann@example.org"),
                "delivery",
                "MOBILE");
    }

    private Map<String, Object> application() {
        return Map.of(
                "name",
                "Ann's Stage",
                "country",
                "DE",
                "registrationNumber",
                "HRB " + (10_000 + ++made),
                "representative",
                Map.of("name", "Ann", "phone", "010-1234-5678", "email", "ann@example.org"));
    }

    private static Map<String, Object> won(long amount) {
        return BoxOffice.won(amount);
    }

    static ObjectNode read(String body) {
        try {
            return (ObjectNode) JSON.readTree(body);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(body, e);
        }
    }

    static String problem(String body) {
        try {
            return JSON.readTree(body)
                    .path("type")
                    .asText()
                    .replace("urn:holdfast:problem:", "")
                    .toUpperCase(Locale.ROOT)
                    .replace('-', '_');
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return "";
        }
    }
}
