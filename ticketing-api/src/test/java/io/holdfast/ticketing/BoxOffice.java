package io.holdfast.ticketing;

import static io.restassured.RestAssured.given;

import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.pass.PassSigner;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.seat.SeatWatch;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What tests need of a house: shows on sale, and buyers who do what buyers do, over HTTP.
@ApplicationScoped
public class BoxOffice {

    @ConfigProperty(name = "holdfast.pass.private-key")
    String passKey;

    @ConfigProperty(name = "holdfast.account.key")
    String accountKey;

    @ConfigProperty(name = "holdfast.simulator.url")
    String simulator;

    @ConfigProperty(name = "holdfast.simulator.secret")
    String simulatorSecret;

    private final DataSource database;
    private final SeatWatch watch;

    BoxOffice(DataSource database, SeatWatch watch) {
        this.database = database;
        this.watch = watch;
    }

    public record OnSale(String show, String sale, String performance) {}

    /// A hall of one section with rows A, B, … of ten seats; rows A is grade R at 140,000, the rest S at 110,000.
    public static Map<String, Object> plan(int rows) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (var r = 0; r < rows; r++) {
            var row = String.valueOf((char) ('A' + r));
            List<Map<String, Object>> seats = new ArrayList<>();
            for (var n = 1; n <= 10; n++) {
                seats.add(new LinkedHashMap<>(Map.of(
                        "seat_number",
                        String.valueOf(n),
                        "seat_guid",
                        row + "-" + n,
                        "category",
                        r == 0 ? "R" : "S",
                        "position",
                        Map.of("x", n * 20, "y", 0))));
            }
            all.add(new LinkedHashMap<>(
                    Map.of("row_number", row, "position", Map.of("x", 0, "y", r * 20), "seats", seats)));
        }
        return new LinkedHashMap<>(Map.of(
                "name", "Small hall",
                "categories", List.of(Map.of("name", "R", "color", "#aa3355"), Map.of("name", "S", "color", "#3355aa")),
                "zones",
                        List.of(new LinkedHashMap<>(Map.of(
                                "name", "1F", "position", Map.of("x", 0, "y", 0), "rows", all, "areas", List.of()))),
                "size", Map.of("width", 400, "height", 400)));
    }

    public static Map<String, Object> sale(Duration opensIn) {
        var opens = Instant.now().plus(opensIn);
        Map<String, Object> sale = new LinkedHashMap<>();
        sale.put("lobbyOpensAt", opens.minusSeconds(600).toString());
        sale.put("opensAt", opens.toString());
        sale.put("closesAt", Instant.now().plus(Duration.ofDays(20)).toString());
        sale.put("waitingRoom", false);
        sale.put("ratePerSecond", 10);
        sale.put("burst", 10);
        sale.put("activeCap", 100);
        sale.put("calledSeconds", 60);
        sale.put("activeSeconds", 600);
        sale.put("holdSeconds", 300);
        sale.put("maxSeats", 4);
        return sale;
    }

    public static Map<String, Object> show(String hall, Duration startsIn, Map<String, Object> sale) {
        Map<String, Object> show = new LinkedHashMap<>();
        show.put("title", "The Winter's Tale");
        show.put("category", "musical");
        show.put("description", "A sad tale's best for winter.");
        show.put("venue", "Small hall");
        show.put("timeZone", "Asia/Seoul");
        show.put("hall", hall);
        show.put(
                "grades",
                List.of(Map.of("grade", "R", "price", won(140_000)), Map.of("grade", "S", "price", won(110_000))));
        show.put("refundRule", "steps-7-3-1");
        show.put(
                "performances",
                List.of(Map.of("startsAt", Instant.now().plus(startsIn).toString())));
        show.put("sale", sale);
        return show;
    }

    public static Map<String, Object> won(long amount) {
        return Map.of("amount", Math.toIntExact(amount), "currency", "KRW");
    }

    /// A show in ten-seat rows that can be bought at once, without a waiting room.
    public OnSale openSale() {
        return openSale(sale(Duration.ofMinutes(-1)), Duration.ofDays(30));
    }

    /// A show whose sale has a waiting room, already open.
    public OnSale queuedSale() {
        var sale = sale(Duration.ofMinutes(-1));
        sale.put("waitingRoom", true);
        return openSale(sale, Duration.ofDays(30));
    }

    /// Keeps a seating plan.
    public static String hall(Map<String, Object> plan) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", newKey())
                .body(Map.of("name", "Small hall", "plan", plan))
                .post("/api/organiser/halls")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    public OnSale openSale(Map<String, Object> sale, Duration startsIn) {
        return openSale(plan(4), sale, startsIn);
    }

    public OnSale openSale(Map<String, Object> plan, Map<String, Object> sale, Duration startsIn) {
        var hall = hall(plan);
        var added = given().contentType(ContentType.JSON)
                .header("Idempotency-Key", newKey())
                .body(show(hall, startsIn, sale))
                .post("/api/organiser/shows")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new OnSale(added.getString("id"), added.getString("sale"), added.getString("performances[0]"));
    }

    public Map<String, Object> numbers(OnSale on) {
        return given().get("/api/organiser/performances/{p}/numbers", on.performance())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("$");
    }

    public static String newKey() {
        return "key-" + UUID.randomUUID();
    }

    /// Whoever the test says is signed in: organisers and operations.
    public RequestSpecification staff() {
        return given().contentType(ContentType.JSON);
    }

    /// Somebody without an account.
    public Buyer guest() {
        return new Buyer(Browser.newSecret(), null);
    }

    /// Somebody who has signed in.
    public Buyer member() {
        var id = CustomerId.next();
        Sql.of("insert into customer (id, kind, issuer, login) values (:id, 'MEMBER', 'test', :login)")
                .with("id", id)
                .with("login", id.toString() + "-login")
                .run(database);
        return new Buyer(Browser.newSecret(), id);
    }

    /// As after a restore from a backup that is older than they are.
    public void forgetsPayments(String order) {
        run("delete from payment where order_id = '%s'".formatted(order));
    }

    /// As if the gateway had given some of an order's money back without us, and the books had been compared.
    public void givesBackUnseen(String order, long amount) {
        run("""
                with transaction as materialized (select gen_random_uuid() as id)
                insert into ledger_entry (transaction_id, account, amount, currency, order_id, reason)
                select transaction.id, line.account, line.amount, 'KRW', '%s', 'CORRECTION'
                  from transaction
                 cross join (values ('gateway:' || 'simulator-card', -%2$d), ('differences', %2$d))
                       as line (account, amount)
                """.formatted(order, amount));
    }

    public void run(String statement) {
        Sql.of(statement).run(database);
    }

    public List<String> texts(String question) {
        return Sql.of(question).list(database, row -> row.text("text"));
    }

    /// Lets the time of a hold pass.
    public void lapse(String hold) {
        var seconds = "interval '1 second'";
        Sql.of("update hold set until = now() - " + seconds + " where id = cast(:hold as uuid)")
                .with("hold", hold)
                .run(database);
        Sql.of("update seat set until = now() - " + seconds + " where hold_id = cast(:hold as uuid)")
                .with("hold", hold)
                .run(database);
        Sql.of("select performance_id, seats from hold where id = cast(:hold as uuid)")
                .with("hold", hold)
                .one(database, row -> {
                    watch.changed(
                            new PerformanceId(row.uuid("performance_id")),
                            row.texts("seats").stream().map(SeatId::new).toList());
                    return hold;
                });
    }

    /// One person at one browser.
    public final class Buyer {

        private final String browser;
        private final CustomerId customer;
        private String pass;
        private String session;

        private Buyer(String browser, CustomerId customer) {
            this.browser = browser;
            this.customer = customer;
        }

        public CustomerId customer() {
            return customer;
        }

        public Subject subject() {
            return customer == null ? Subject.browser(browser) : Subject.member(customer);
        }

        public Buyer admittedTo(OnSale on) {
            return withPass(on, subject().value(), Instant.now(), Duration.ofMinutes(10));
        }

        public Buyer withPass(OnSale on, String subject, Instant since, Duration length) {
            session = "1.7." + UUID.randomUUID();
            return withPass(PassSigner.withKey(passKey)
                    .sign(new AdmissionPass(
                            SaleId.fromString(on.sale()),
                            subject,
                            session,
                            UUID.randomUUID().toString(),
                            since,
                            since.plus(length))));
        }

        /// The `sid` of the pass given last.
        public String session() {
            return session;
        }

        public Buyer withPass(String token) {
            pass = token;
            return this;
        }

        /// Who this is, as a browser says it.
        public String cookies() {
            var cookies = Browser.COOKIE + "=" + browser;
            return customer == null
                    ? cookies
                    : cookies + "; " + SignedAccount.COOKIE + "="
                            + new SignedAccount(accountKey)
                                    .sign(customer, Instant.now().plusSeconds(600));
        }

        /// The pass given last.
        public String pass() {
            return pass;
        }

        public RequestSpecification asks() {
            var request = given().contentType(ContentType.JSON).cookie(Browser.COOKIE, browser);
            if (customer != null) {
                request.cookie(
                        SignedAccount.COOKIE,
                        new SignedAccount(accountKey)
                                .sign(customer, Instant.now().plusSeconds(600)));
            }
            return pass == null ? request : request.header(AdmissionPass.HEADER, pass);
        }

        public Response holds(OnSale on, String... seats) {
            return holds(newKey(), on, seats);
        }

        public Response holds(String key, OnSale on, String... seats) {
            return asks().header("Idempotency-Key", key)
                    .body(Map.of("seats", List.of(seats)))
                    .post("/api/performances/{p}/holds", on.performance());
        }

        /// Leaves the choice to us.
        public Response holdsBest(OnSale on, Map<String, Object> best) {
            return asks().header("Idempotency-Key", newKey())
                    .body(Map.of("best", best))
                    .post("/api/performances/{p}/holds", on.performance());
        }

        public String held(OnSale on, String... seats) {
            return holds(on, seats).then().statusCode(201).extract().path("id");
        }

        public Response orders(String hold) {
            return orders(newKey(), hold, Map.of());
        }

        public Response orders(String hold, String coupon) {
            return orders(newKey(), hold, Map.of("coupon", coupon));
        }

        public Response orders(String key, String hold, Map<String, Object> more) {
            Map<String, Object> body = new HashMap<>();
            body.put("hold", hold);
            body.put("recipient", Map.of("name", "Ann", "phone", "010-1234-5678", "email", "ann@example.org"));
            body.put("delivery", "MOBILE");
            body.putAll(more);
            return asks().header("Idempotency-Key", key).body(body).post("/api/orders");
        }

        public String ordered(String hold) {
            return orders(hold).then().statusCode(201).extract().path("id");
        }

        public Response startsPaying(String order, long amount) {
            return asks().header("Idempotency-Key", newKey())
                    .body(Map.of("channel", "simulator-card", "amount", won(amount)))
                    .post("/api/orders/{o}/payments", order);
        }

        /// Opens a payment and says yes or no on the gateway's page.
        public Paying atTheGateway(String order, long amount, String outcome) {
            var started =
                    startsPaying(order, amount).then().statusCode(201).extract().jsonPath();
            var page = started.getString("redirect");
            submit(page, outcome);
            return new Paying(started.getString("id"), page.substring(page.lastIndexOf('/') + 1), amount);
        }

        public Response confirms(Paying paying) {
            return confirms(paying, paying.amount());
        }

        public Response confirms(Paying paying, long amount) {
            return asks().header("Idempotency-Key", newKey())
                    .body(Map.of("paymentKey", paying.key(), "amount", won(amount)))
                    .post("/api/payments/{p}/confirmation", paying.id());
        }

        /// From nothing to a paid order.
        public String buys(OnSale on, String... seats) {
            return buys(on, Map.of(), seats);
        }

        /// @param more what the order says that is not as usual
        public String buys(OnSale on, Map<String, Object> more, String... seats) {
            var hold = holds(on, seats)
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(201)
                    .extract()
                    .jsonPath();
            String order = orders(newKey(), hold.getString("id"), more)
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            confirms(atTheGateway(order, hold.getLong("total.amount"), "approve"))
                    .then()
                    .statusCode(200)
                    .body("state", org.hamcrest.Matchers.equalTo("CAPTURED"));
            return order;
        }

        /// Says that no more is wanted.
        public Response leaves(OnSale on) {
            return asks().delete("/api/me/shopping/{sale}", on.sale());
        }

        /// Gives a ticket away.
        ///
        /// @return what stands in the link's address
        public String gives(String ticket) {
            String url = asks().post("/api/tickets/{t}/transfers", ticket)
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("url");
            return url.substring(url.lastIndexOf('/') + 1);
        }

        public Response accepts(String link) {
            return asks().body(Map.of("name", "Bob", "phone", "010-9999-8888", "email", "bob@example.org"))
                    .post("/api/transfers/{token}/acceptance", link);
        }

        public Response sees(String order) {
            return asks().get("/api/orders/{o}", order);
        }
    }

    /// A payment the customer has answered on the gateway's page.
    public record Paying(String id, String key, long amount) {}

    private static void submit(String page, String outcome) {
        send(HttpRequest.newBuilder(URI.create(page))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("outcome=" + outcome)));
    }

    /// Makes the gateway misbehave; `{}` ends it.
    public void gatewayFaults(String faults) {
        send(gateway("/v1/faults").PUT(HttpRequest.BodyPublishers.ofString(faults)));
    }

    public io.restassured.path.json.JsonPath gatewayPayment(String key) {
        return new io.restassured.path.json.JsonPath(
                send(gateway("/v1/payments/" + key).GET()));
    }

    public String webhookSignature(Instant at, String body) {
        try {
            var mac = javax.crypto.Mac.getInstance("HmacSHA256");
            mac.init(new javax.crypto.spec.SecretKeySpec(
                    SimulatedGateway.WEBHOOK_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var signed = (at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8);
            return "t=%d,v1=%s"
                    .formatted(at.getEpochSecond(), java.util.HexFormat.of().formatHex(mac.doFinal(signed)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Confirms at the gateway behind our back.
    public void gatewayConfirms(String key, String order, long amount) {
        send(gateway("/v1/payments/" + key + "/confirm")
                .header("Idempotency-Key", newKey())
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"orderId\":\"%s\",\"amount\":%d}".formatted(order, amount))));
    }

    /// The gateway says by webhook that something has become of a payment.
    public Response gatewayTells(String key, String event) {
        var body = "{\"eventId\":\"%s\",\"type\":\"PAYMENT_STATUS_CHANGED\",\"paymentKey\":\"%s\",\"status\":\"DONE\"}"
                .formatted(event, key);
        return given().contentType("application/json")
                .header("Sim-Signature", webhookSignature(Instant.now(), body))
                .body(body)
                .post("/api/webhooks/simulator");
    }

    /// Gives money back at the gateway behind our back.
    public void gatewayCancels(String key, long amount) {
        send(gateway("/v1/payments/" + key + "/cancel")
                .header("Idempotency-Key", newKey())
                .POST(HttpRequest.BodyPublishers.ofString("{\"amount\":%d,\"reason\":\"by hand\"}".formatted(amount))));
    }

    private HttpRequest.Builder gateway(String path) {
        var basic = Base64.getEncoder().encodeToString((simulatorSecret + ":").getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(simulator + path))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/json");
    }

    private static String send(HttpRequest.Builder request) {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
