package io.holdfast.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.launcher.house.House;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/// The organiser, who works with a program and a token.
class Olga {

    private final Person program;
    private final House house;
    private final String bearer;

    Olga(House house) {
        this(house, "olga");
    }

    /// @param name of somebody else who organises
    Olga(House house, String name) {
        this.house = house;
        this.program = Person.named(name, house);
        this.bearer = bearer(house, name);
    }

    /// @param sale whose waiting room stands before it, if it has one
    record OnSale(String show, String performance, String sale) {}

    /// A show that is on sale now, three weeks ahead, so that cancelling costs nothing.
    OnSale putsOnSale(JsonNode plan) {
        return putsOnSale(plan, sale(Instant.now(), false));
    }

    OnSale putsOnSale(JsonNode plan, ObjectNode sale) {
        return putsOnSale(plan, sale, Instant.now().plus(Duration.ofDays(21)));
    }

    OnSale putsOnSale(JsonNode plan, ObjectNode sale, Instant startsAt) {
        return putsOnSale(plan, sale, startsAt, Person.object());
    }

    /// @param told what else is told of the show, or something else than usual
    OnSale putsOnSale(JsonNode plan, ObjectNode sale, Instant startsAt, ObjectNode told) {
        var hall = addsHall(plan).json(201);
        var show = Person.object()
                .put("title", "An evening")
                .put("category", "concert")
                .put("description", "Played once.")
                .put("venue", "Small hall")
                .put("timeZone", "Asia/Seoul")
                .put("hall", hall.path("id").asText())
                .put("refundRule", "steps-7-3-1");
        var grades = show.putArray("grades");
        for (var category : plan.path("categories")) {
            grades.addObject()
                    .put("grade", category.path("name").asText())
                    .putObject("price")
                    .put("amount", 100_000)
                    .put("currency", "KRW");
        }
        show.putArray("performances").addObject().put("startsAt", startsAt.toString());
        show.set("sale", sale);
        show.setAll(told);
        var added = post("/api/organiser/shows", show).json(201);
        return new OnSale(
                added.path("id").asText(),
                added.path("performances").path(0).asText(),
                added.path("sale").asText());
    }

    static ObjectNode sale(Instant opensAt, boolean waitingRoom) {
        return Person.object()
                .put("opensAt", opensAt.toString())
                .put("lobbyOpensAt", Instant.now().minusSeconds(1).toString())
                .put("closesAt", Instant.now().plus(Duration.ofDays(1)).toString())
                .put("waitingRoom", waitingRoom)
                .put("ratePerSecond", 20)
                .put("burst", 20)
                .put("activeCap", 100)
                .put("calledSeconds", 60)
                .put("activeSeconds", 300)
                .put("holdSeconds", 120)
                .put("maxSeats", 4);
    }

    /// In pretix' format; all seats of one grade, R.
    static ObjectNode plan(int rows, int seatsInRow) {
        var plan = Person.object().put("name", "Small hall");
        plan.putObject("size").put("width", 60 + seatsInRow * 30).put("height", 60 + rows * 30);
        plan.putArray("categories").addObject().put("name", "R").put("color", "#c2410c");
        var zone = plan.putArray("zones").addObject().put("name", "Stalls");
        zone.putObject("position").put("x", 30).put("y", 30);
        zone.putArray("areas");
        var list = zone.putArray("rows");
        for (var row = 0; row < rows; row++) {
            var letter = row < 26 ? String.valueOf((char) ('A' + row)) : "Z" + (row - 25);
            var seats = list.addObject().put("row_number", letter).putArray("seats");
            for (var number = 1; number <= seatsInRow; number++) {
                seats.addObject()
                        .put("seat_guid", letter + "-" + number)
                        .put("seat_number", String.valueOf(number))
                        .put("category", "R")
                        .putObject("position")
                        .put("x", number * 24)
                        .put("y", row * 28);
            }
        }
        return plan;
    }

    Reply addsHall(JsonNode plan) {
        return post(
                "/api/organiser/halls",
                Person.object().put("name", "Small hall").set("plan", plan));
    }

    JsonNode numbers(OnSale show) {
        return asks("/api/organiser/performances/" + show.performance() + "/numbers");
    }

    JsonNode asks(String path) {
        return program.send(program.request(path).header("Authorization", bearer))
                .json(200);
    }

    Reply post(String path, JsonNode body) {
        return sends("POST", path, body);
    }

    Reply put(String path, JsonNode body) {
        return sends("PUT", path, body);
    }

    private Reply sends(String method, String path, JsonNode body) {
        return program.send(program.request(path)
                .header("Authorization", bearer)
                .header("Idempotency-Key", Person.key())
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.toString())));
    }

    /// The token of somebody who signs in from the command line.
    static String bearer(House house, String name) {
        var token = Person.named(name, house)
                .postForm(
                        URI.create(house.realm() + "/protocol/openid-connect/token"),
                        Map.of(
                                "grant_type", "password",
                                "client_id", "holdfast-cli",
                                "scope", "openid",
                                "username", name,
                                "password", name + "-demo"))
                .json(200)
                .path("access_token")
                .asText();
        return "Bearer " + token;
    }

    /// The payment gateway's word on an order.
    JsonNode asksGateway(String order) {
        return program.send(atGateway("/v1/payments?orderId=" + order))
                .json(200)
                .path("payments");
    }

    /// By hand, without telling the house.
    void givesBackAtTheGateway(String order, long amount) {
        givesPaymentBack(asksGateway(order).path(0).path("paymentKey").asText(), amount);
    }

    /// @param payment by the gateway's name of it
    void givesPaymentBack(String payment, long amount) {
        program.send(atGateway("/v1/payments/" + payment + "/cancel")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Person.object()
                                .put("amount", amount)
                                .put("reason", "by hand")
                                .toString())))
                .json(200);
    }

    private HttpRequest.Builder atGateway(String path) {
        var credentials =
                Base64.getEncoder().encodeToString((house.simulatorSecret() + ":").getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(house.simulator().url() + path))
                .header("Authorization", "Basic " + credentials);
    }
}
