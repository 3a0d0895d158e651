package io.holdfast.endtoend.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.endtoend.bench.room.RedisLine;
import io.holdfast.endtoend.rush.Answer;
import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.PortPlan;
import io.holdfast.launcher.house.PortPlan.Slot;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Usually a house of its own, as `./holdfast up` starts it, with lines to its parts that can be cut. Its data goes
/// with it.
final class Stage implements AutoCloseable {

    /// What stands between the services and a part. Kafka has none: a broker tells its clients its own address.
    enum Line {
        POSTGRES(Slot.POSTGRES),
        REDIS(Slot.REDIS),
        PAYMENT_GATEWAY(Slot.SIMULATOR);

        private final Slot slot;

        Line(Slot slot) {
            this.slot = slot;
        }
    }

    /// As usual, but impatient: what takes minutes elsewhere takes seconds here.
    private static final Map<Service, Map<String, String>> IMPATIENT = Map.of(
            Service.TICKETING_API,
            Map.of(
                    "holdfast.waitlist.shortest-delay", "1s",
                    "holdfast.waitlist.longest-delay", "2s",
                    "holdfast.waitlist.first-word", "10s",
                    "holdfast.channel.patience", "3s",
                    "holdfast.channel.pause", "1s",
                    "holdfast.channel.longest-pause", "2s",
                    "holdfast.verification.every", "10s",
                    "holdfast.verification.tick", "5s"),
            Service.WAITLIST_WORKER,
            Map.of(
                    "holdfast.waitlist.offer-lasts", "8s",
                    "holdfast.waitlist.offer-lasts-at-least", "8s",
                    "holdfast.waitlist.gathering-lasts", "0s",
                    "holdfast.waitlist.quiet-from", "00:00",
                    "holdfast.waitlist.quiet-until", "00:00"),
            Service.REFUND_WORKER,
            Map.of(
                    "holdfast.refund.lease", "6s",
                    "holdfast.refund.first-pause", "200ms",
                    "holdfast.refund.longest-pause", "2s",
                    "holdfast.refund.tries", "500",
                    "holdfast.simulator.patience", "2s"));

    private static final Duration HOLD = Duration.ofSeconds(10);

    private final House house;
    private final Map<Line, FaultyLine> lines;
    private final HttpClient http = Caller.client();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Service, List<String>> jvmOptions = new ConcurrentHashMap<>();

    private final boolean isOurs;

    private Stage(House house, Map<Line, FaultyLine> lines, boolean isOurs) {
        this.house = house;
        this.lines = lines;
        this.isOurs = isOurs;
    }

    /// A house that is there already and stays, as patient as it is; nothing stands between its parts.
    static Stage in(House house) {
        return new Stage(house, Map.of(), false);
    }

    /// @param logs where those of its processes go
    /// @param data where what it knows stays, for a quicker start the next time; null: it goes with the house
    static Stage open(Path repository, Path logs, @Nullable Path data) throws IOException {
        var setup = House.Setup.forTests(repository, logs);
        if (data != null) {
            setup = setup.keptIn(data);
        }
        var lines = new EnumMap<Line, FaultyLine>(Line.class);
        PortPlan seen = setup.ports();
        for (var line : Line.values()) {
            var faulty = FaultyLine.to(setup.ports().of(line.slot));
            lines.put(line, faulty);
            seen = seen.with(line.slot, faulty.port());
        }
        return new Stage(House.start(setup.through(seen).told(IMPATIENT)), lines, true);
    }

    House house() {
        return house;
    }

    Set<Line> lines() {
        return lines.keySet();
    }

    FaultyLine line(Line line) {
        return java.util.Objects.requireNonNull(lines.get(line));
    }

    Connection database() throws SQLException {
        return house.postgres().admin("holdfast");
    }

    void flushRedis() throws IOException {
        try (var redis = new RedisLine(house.ports().of(Slot.REDIS))) {
            redis.call("FLUSHALL");
        }
    }

    /// With the options it was given last.
    void restart(Service service) {
        house.restart(service, jvmOptions.getOrDefault(service, List.of()));
    }

    /// From its next start on.
    void options(Service service, List<String> options) {
        jvmOptions.put(service, options);
    }

    // The payment gateway

    JsonNode askGateway(String path) throws InterruptedException {
        return done(atGateway().get(house.simulator().url() + path, credentials()))
                .json();
    }

    void gatewayFaults(String faults) throws InterruptedException {
        done(atGateway().send("PUT", house.simulator().url() + "/v1/faults", faults, credentials()));
    }

    private Caller atGateway() {
        return new Caller(http, house.url());
    }

    private Map<String, String> credentials() {
        return Map.of(
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString((house.simulatorSecret() + ":").getBytes(StandardCharsets.UTF_8)));
    }

    // Putting something on

    /// Two performances of one show, another sale with a queue, two doors, and members.
    Scene scene(Scene.Habits habits, Scene.Size size, int waiters, Duration patience)
            throws InterruptedException, SQLException {
        var olga = olga();
        var performances = new ArrayList<String>();
        var show = putOnSale(olga, size, 2, false);
        show.path("performances").forEach(performance -> performances.add(performance.asText()));
        var queue =
                putOnSale(olga, new Scene.Size(0, 1, 2), 1, true).path("sale").asText();
        var members = Stream.generate(CustomerId::next)
                .limit(size.customers() + waiters)
                .toList();
        introduce(members);
        var doors = new ArrayList<Door>();
        for (var performance : performances) {
            for (var name : List.of("north", "south")) {
                doors.add(door(olga, performance, name));
            }
        }
        return new Scene(habits, size, performances, queue, members, doors, patience);
    }

    private JsonNode putOnSale(Map<String, String> olga, Scene.Size size, int performances, boolean waitingRoom)
            throws InterruptedException {
        var hall = Customer.object().put("name", "Proving ground");
        hall.set("plan", Plan.of(size));
        var now = Instant.now();
        var show = Customer.object()
                .put("title", "Proof")
                .put("category", "concert")
                .put("description", "Played while things break.")
                .put("venue", "Proving ground")
                .put("timeZone", "Asia/Seoul")
                .put("hall", post(olga, "/api/organiser/halls", hall).text("id"))
                .put("refundRule", "steps-7-3-1");
        show.putArray("grades")
                .addObject()
                .put("grade", "R")
                .putObject("price")
                .put("amount", 10_000)
                .put("currency", "KRW");
        var dates = show.putArray("performances");
        for (var n = 0; n < performances; n++) {
            dates.addObject().put("startsAt", now.plus(Duration.ofDays(5 + n)).toString());
        }
        show.putObject("sale")
                .put("opensAt", now.toString())
                .put("lobbyOpensAt", now.minusSeconds(1).toString())
                .put("closesAt", now.plus(Duration.ofDays(1)).toString())
                .put("waitingRoom", waitingRoom)
                .put("ratePerSecond", 2)
                .put("burst", 1)
                .put("activeCap", 50)
                .put("calledSeconds", 60)
                .put("activeSeconds", 60)
                .put("holdSeconds", HOLD.toSeconds())
                .put("maxSeats", 20);
        return post(olga, "/api/organiser/shows", show).json();
    }

    /// Each performance has its own.
    private Door door(Map<String, String> olga, String performance, String name) throws InterruptedException {
        var gate = post(
                        olga,
                        "/api/organiser/performances/" + performance + "/gates",
                        Customer.object().put("name", name))
                .text("id");
        var invitation = post(olga, "/api/organiser/gates/" + gate + "/invitation", Customer.object())
                .text("secret");
        var token = new byte[32];
        new SecureRandom().nextBytes(token);
        var phone = new Caller(http, house.url());
        done(phone.send(
                "POST",
                "/api/gate/enrolment",
                Customer.object()
                        .put("invitation", invitation)
                        .put("token", Base64.getUrlEncoder().withoutPadding().encodeToString(token))
                        .toString(),
                Map.of()));
        return new Door(performance, name, phone);
    }

    private Map<String, String> olga() throws InterruptedException {
        var answer = done(new Caller(http, house.url())
                .form(
                        house.realm() + "/protocol/openid-connect/token",
                        "grant_type=password&client_id=holdfast-cli&scope=openid&username=olga&password=olga-demo"));
        return Map.of("Authorization", "Bearer " + answer.text("access_token"));
    }

    private Answer post(Map<String, String> olga, String path, ObjectNode body) throws InterruptedException {
        var headers = new java.util.HashMap<>(olga);
        headers.put("Idempotency-Key", UUID.randomUUID().toString());
        return done(new Caller(http, house.url()).send("POST", path, body.toString(), headers));
    }

    private static Answer done(Answer answer) {
        if (!answer.good()) {
            throw new IllegalStateException("what had to be prepared was answered with %s: %s"
                    .formatted(answer.brief(), answer.text("detail")));
        }
        return answer;
    }

    // Members

    /// As if they had signed in before: everybody's first sign-in leaves such a row.
    private void introduce(List<CustomerId> members) throws SQLException {
        try (var connection = database();
                var statement = connection.prepareStatement(
                        "insert into ticketing.customer (id, kind, issuer, login) values (?, 'MEMBER', 'prove', ?)")) {
            for (var member : members) {
                statement.setObject(1, member.value());
                statement.setString(2, member.toString());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /// A browser in which a member is signed in.
    Caller browser(CustomerId member, int number) {
        var key = house.environment(Service.TICKETING_API).get("HOLDFAST_ACCOUNT_KEY");
        var account = new SignedAccount(java.util.Objects.requireNonNull(key, "the account key"))
                .sign(member, Instant.now().plus(Duration.ofHours(2)));
        return new Caller(http, house.url())
                .with(SignedAccount.COOKIE, account)
                .with("hf_browser", "prove%017d".formatted(number));
    }

    ObjectMapper json() {
        return json;
    }

    @Override
    public void close() {
        http.close();
        if (isOurs) {
            house.close();
        }
        for (var line : lines.values()) {
            try {
                line.close();
            } catch (IOException _) {
                // It goes with this process.
            }
        }
    }
}
