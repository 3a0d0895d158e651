package io.holdfast.endtoend;

import static io.holdfast.endtoend.Person.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.pass.PassSigner;
import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.Service;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever comes in at the gateway: refused by its name, and nothing has changed.
@ExtendWith(InTheHouse.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

    private static final String NOBODYS = "01890000-0000-7000-8000-000000000000";

    private House house;
    private Olga olga;
    private Person ann;
    private Person bob;
    private Olga.OnSale queued;
    private Olga.OnSale open;
    private Olga.OnSale other;
    private Olga.OnSale early;
    private String annsPlace;
    private String annsHold;
    private String lapsedHold;
    private JsonNode annsOrder;
    private String usedKey;

    @BeforeAll
    void a_house_with_a_little_going_on(House running) {
        house = running;
        olga = new Olga(running);
        ann = Person.named("ann", house);
        bob = Person.named("bob", house);
        queued = olga.putsOnSale(Olga.plan(1, 4), Olga.sale(Instant.now().plusSeconds(1), true));
        open = olga.putsOnSale(Olga.plan(2, 20), Olga.sale(Instant.now(), false).put("holdSeconds", 300));
        other = olga.putsOnSale(Olga.plan(1, 30));
        var later = Olga.sale(Instant.now().plus(Duration.ofHours(2)), true)
                .put("lobbyOpensAt", Instant.now().plus(Duration.ofHours(1)).toString());
        early = olga.putsOnSale(Olga.plan(1, 4), later);
        var brief =
                olga.putsOnSale(Olga.plan(1, 4), Olga.sale(Instant.now(), false).put("holdSeconds", 10));
        lapsedHold = ann.holds(brief.performance(), List.of("A-1"))
                .json(201)
                .path("id")
                .asText();
        annsHold = ann.holds(open.performance(), List.of("A-1", "A-2"))
                .json(201)
                .path("id")
                .asText();
        annsOrder = ann.orders(annsHold).json(201);
        for (var sale : List.of(queued.sale(), early.sale())) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> ann.get("/api/sales/" + sale + "/serving").status() == 200);
        }
        annsPlace = ann.joins(queued.sale());
        usedKey = Person.key();
        bob.send(hold(bob, open, "B-20").header("Idempotency-Key", usedKey)).json(201);
        await().atMost(Duration.ofSeconds(30)).until(() -> ann.get("/api/holds/" + lapsedHold)
                .json(200)
                .path("state")
                .asText()
                .equals("LAPSED"));
    }

    Stream<Arguments> what_comes_in() {
        var holds = "/api/performances/" + open.performance() + "/holds";
        var payments = "/api/orders/" + annsOrder.path("id").asText() + "/payments";
        return Stream.of(
                // What cannot be read
                row("malformed JSON", "MALFORMED_REQUEST", who -> who.send(json(who, holds, "{\"seats\": [\"A-5\""))),
                row("no content", "INVALID_REQUEST", who -> who.send(json(who, holds, ""))),
                row("seats that are no list", "INVALID_REQUEST", who -> who.send(json(who, holds, "{\"seats\": 7}"))),
                row(
                        "text instead of JSON",
                        "UNSUPPORTED_MEDIA_TYPE",
                        who -> who.send(who.request(holds)
                                .header("Idempotency-Key", Person.key())
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString("A-5")))),
                row("a method that is not offered", "METHOD_NOT_ALLOWED", who -> who.delete("/api/shows")),
                row(
                        "a request of another site",
                        "CROSS_ORIGIN",
                        who -> who.send(hold(who, open, "A-5")
                                .header("Origin", "http://elsewhere.example")
                                .header("Idempotency-Key", Person.key()))),

                // Ids
                row("an unknown show", "NOT_FOUND", who -> who.get("/api/shows/" + NOBODYS)),
                row("an unknown performance", "NOT_FOUND", who -> who.holds(NOBODYS, List.of("A-5"))),
                row("an id that is none", "NOT_FOUND", who -> who.get("/api/performances/7")),
                row("an unknown hold", "NOT_FOUND", who -> who.get("/api/holds/" + NOBODYS)),
                row("somebody else's hold", "NOT_FOUND", who -> who.delete("/api/holds/" + annsHold)),
                row(
                        "somebody else's order",
                        "NOT_FOUND",
                        who -> who.get("/api/orders/" + annsOrder.path("id").asText())),
                row("an order of somebody else's hold", "NOT_FOUND", who -> who.orders(annsHold)),
                row("an unknown ticket", "NOT_FOUND", who -> who.get("/api/tickets/" + NOBODYS)),
                row("an unknown sale", "NOT_FOUND", who -> who.post("/api/sales/" + NOBODYS + "/places", null)),
                row("a page that is none", "NOT_FOUND", who -> who.get("/api/nothing")),

                // The waiting room
                row("before the lobby opens", "LOBBY_NOT_OPEN", who -> who.triesToJoin(early.sale())),
                row("no place", "PLACE_REQUIRED", who -> who.get("/api/sales/" + queued.sale() + "/places/me")),
                row("a forged place", "PLACE_INVALID", who -> withPlace(who, queued, forged(annsPlace))),
                row("a place of another sale", "PLACE_INVALID", who -> withPlace(who, early, annsPlace)),
                row("no pass", "PASS_REQUIRED", who -> who.holds(queued.performance(), List.of("A-1"))),
                row(
                        "a forged pass",
                        "PASS_INVALID",
                        who -> who.holds(queued.performance(), List.of("A-1"), forged(pass(queued, Instant.now())))),
                row(
                        "somebody else's pass",
                        "PASS_INVALID",
                        who -> who.holds(queued.performance(), List.of("A-1"), pass(queued, Instant.now()))),
                row(
                        "a pass of another sale",
                        "PASS_INVALID",
                        who -> who.holds(queued.performance(), List.of("A-1"), pass(early, Instant.now()))),
                row(
                        "a pass that has run out",
                        "PASS_EXPIRED",
                        who -> who.holds(
                                queued.performance(),
                                List.of("A-1"),
                                pass(queued, Instant.now().minusSeconds(400)))),
                row(
                        "nonsense for a pass",
                        "PASS_INVALID",
                        who -> who.holds(queued.performance(), List.of("A-1"), "nonsense")),

                // Seats
                row("no seats", "INVALID_REQUEST", who -> who.holds(open.performance(), List.of())),
                row("a hundred seats", "INVALID_REQUEST", who -> who.holds(open.performance(), seats("A", 100))),
                row(
                        "five seats where four are allowed",
                        "TOO_MANY_SEATS",
                        who -> who.holds(open.performance(), List.of("A-5", "A-6", "A-7", "A-8", "A-9"))),
                row("a seat there is not", "SEAT_UNKNOWN", who -> who.holds(open.performance(), List.of("Q-77"))),
                row(
                        "a seat of another performance",
                        "SEAT_UNKNOWN",
                        who -> who.holds(open.performance(), List.of("A-30"))),
                row(
                        "a seat somebody holds",
                        "SEATS_TAKEN",
                        who -> who.holds(open.performance(), List.of("A-2", "A-3"))),
                row("no Idempotency-Key", "IDEMPOTENCY_KEY_MISSING", who -> who.send(hold(who, open, "A-5"))),
                row(
                        "an Idempotency-Key used for something else",
                        "IDEMPOTENCY_KEY_REUSED",
                        who -> bob.send(hold(bob, open, "B-19").header("Idempotency-Key", usedKey))),

                // Orders and money
                row("a hold that has lapsed", "HOLD_LAPSED", _ -> ann.orders(lapsedHold)),
                row("a recipient without a name", "INVALID_REQUEST", _ -> {
                    var order = ann.orderOf(annsHold);
                    ((ObjectNode) order.path("recipient")).put("name", " ");
                    return ann.post("/api/orders", order);
                }),
                row(
                        "a payment of another amount",
                        "PAYMENT_AMOUNT_MISMATCH",
                        _ -> ann.post(payments, payment("simulator-card", 199_999))),
                row("a payment of half a won", "INVALID_REQUEST", _ -> {
                    var half = payment("simulator-card", 1);
                    ((ObjectNode) half.path("amount")).put("amount", 199_999.5);
                    return ann.post(payments, half);
                }),
                row(
                        "a way of paying there is not",
                        "INVALID_REQUEST",
                        _ -> ann.post(payments, payment("seashells", 200_000))),
                row(
                        "confirming a payment there is not",
                        "NOT_FOUND",
                        who -> who.post(
                                "/api/payments/" + NOBODYS + "/confirmation",
                                payment("", 200_000).put("paymentKey", "pay_none"))),
                row(
                        "cancelling what is not paid",
                        "ORDER_NOT_CANCELLABLE",
                        _ -> ann.get("/api/orders/" + annsOrder.path("id").asText() + "/cancellation-quote")),
                row(
                        "a webhook with a wrong signature",
                        "WEBHOOK_SIGNATURE_INVALID",
                        who -> who.send(json(
                                        who,
                                        "/api/webhooks/simulator",
                                        "{\"eventId\":\"evt_1\",\"type\":\"PAYMENT_STATUS_CHANGED\",\"paymentKey\":\"pay_1\","
                                                + "\"orderId\":\"%s\",\"status\":\"DONE\"}"
                                                        .formatted(annsOrder
                                                                .path("id")
                                                                .asText()))
                                .header(
                                        "Sim-Signature",
                                        "t=%d,v1=%s".formatted(Instant.now().getEpochSecond(), "ab".repeat(32))))),
                row(
                        "a webhook without a signature",
                        "WEBHOOK_SIGNATURE_INVALID",
                        who -> who.send(json(who, "/api/webhooks/simulator", "{}"))),

                // Who asks
                row(
                        "the waitlist without signing in",
                        "LOGIN_REQUIRED",
                        who -> who.post(
                                "/api/performances/" + open.performance() + "/waitlist", object().put("seats", 1))),
                row("an offer without signing in", "LOGIN_REQUIRED", who -> who.get("/api/offers/" + NOBODYS)),
                row(
                        "organising without signing in",
                        "LOGIN_REQUIRED",
                        who -> who.post(
                                "/api/organiser/halls",
                                object().put("name", "x").set("plan", Olga.plan(1, 1)))),
                row(
                        "organising as a customer",
                        "NOT_ALLOWED",
                        who -> who.send(json(
                                        who,
                                        "/api/organiser/halls",
                                        object().put("name", "x")
                                                .set("plan", Olga.plan(1, 1))
                                                .toString())
                                .header("Authorization", Olga.bearer(house, "ann")))),

                // Seating plans
                row("a plan with the same seat twice", "SEATING_PLAN_INVALID", _ -> {
                    var plan = Olga.plan(1, 2);
                    ((ObjectNode) plan.at("/zones/0/rows/0/seats/1")).put("seat_guid", "A-1");
                    return olga.addsHall(plan);
                }),
                row("a plan without categories", "SEATING_PLAN_INVALID", _ -> {
                    var plan = Olga.plan(1, 2);
                    ((ArrayNode) plan.path("categories")).removeAll();
                    return olga.addsHall(plan);
                }),
                row("a plan without seats", "SEATING_PLAN_INVALID", _ -> olga.addsHall(Olga.plan(1, 0))),
                row(
                        "a show in a hall there is not",
                        "NOT_FOUND",
                        _ -> olga.post("/api/organiser/shows", showIn(NOBODYS))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("what_comes_in")
    void is_refused_by_its_name_and_changes_nothing(String what, String problem, Function<Person, Reply> comesIn) {
        // Given
        var before = everything();
        var cem = Person.named("cem", house);

        // When
        var reply = comesIn.apply(cem);

        // Then
        assertThat(reply.problem()).as(what + ": " + reply.body()).isEqualTo(problem);
        assertThat(reply.response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(reply.json().path("status").asInt()).isEqualTo(reply.status());
        assertThat(reply.json().path("detail").asText()).isNotBlank().doesNotContain("Exception", "io.holdfast");
        assertThat(everything()).isEqualTo(before);
    }

    private List<JsonNode> everything() {
        return Stream.of(queued, open, other, early).map(olga::numbers).toList();
    }

    private static Arguments row(String what, String problem, Function<Person, Reply> comesIn) {
        return arguments(what, problem, comesIn);
    }

    private static HttpRequest.Builder json(Person who, String path, String body) {
        return who.request(path)
                .header("Idempotency-Key", Person.key())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder hold(Person who, Olga.OnSale show, String seat) {
        var body = object();
        body.putArray("seats").add(seat);
        return who.request("/api/performances/" + show.performance() + "/holds")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()));
    }

    private static Reply withPlace(Person who, Olga.OnSale show, String place) {
        return who.send(who.request("/api/sales/" + show.sale() + "/places/me").header("Holdfast-Place", place));
    }

    private static ObjectNode payment(String channel, long amount) {
        var payment = object().put("channel", channel);
        payment.putObject("amount").put("amount", amount).put("currency", "KRW");
        return payment;
    }

    private static List<String> seats(String row, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> row + "-" + number)
                .toList();
    }

    private static ObjectNode showIn(String hall) {
        var show = object().put("title", "An evening")
                .put("category", "concert")
                .put("description", "")
                .put("venue", "Small hall")
                .put("timeZone", "Asia/Seoul")
                .put("hall", hall)
                .put("refundRule", "steps-7-3-1");
        show.putArray("grades")
                .addObject()
                .put("grade", "R")
                .putObject("price")
                .put("amount", 1)
                .put("currency", "KRW");
        show.putArray("performances")
                .addObject()
                .put("startsAt", Instant.now().plus(Duration.ofDays(3)).toString());
        show.set("sale", Olga.sale(Instant.now(), false));
        return show;
    }

    /// One character in the middle is another.
    private static String forged(String token) {
        var middle = token.length() / 2;
        var instead = token.charAt(middle) == 'x' ? 'y' : 'x';
        return token.substring(0, middle) + instead + token.substring(middle + 1);
    }

    /// As the waiting room would have signed it for a browser nobody here has.
    private String pass(Olga.OnSale show, Instant since) {
        var key = Objects.requireNonNull(house.environment(Service.WAITING_ROOM).get("HOLDFAST_PASS_PRIVATE_KEY"));
        return PassSigner.withKey(key)
                .sign(new AdmissionPass(
                        SaleId.fromString(show.sale()),
                        Subject.browser(Browser.newSecret()).value(),
                        "1.1",
                        UUID.randomUUID().toString(),
                        since,
                        since.plus(Duration.ofMinutes(5))));
    }
}
