package io.holdfast.endtoend.bench.holds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.Machine;
import io.holdfast.endtoend.bench.load.Load;
import io.holdfast.endtoend.bench.load.Requests;
import io.holdfast.endtoend.bench.stage.Ground;
import io.holdfast.endtoend.bench.stage.Server;
import io.holdfast.endtoend.bench.stage.Side;
import io.holdfast.endtoend.bench.stage.StaffKey;
import io.holdfast.launcher.house.Service;
import io.holdfast.stack.Kafka;
import io.holdfast.stack.Postgres;
import io.holdfast.stack.Redis;
import io.holdfast.stack.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is measured, and the parts it needs: a PostgreSQL that waits for its disk at every commit, a Redis, a
/// Kafka, and ticketing-api as `./holdfast up` runs it. Nothing is pinned to a core: PostgreSQL works for both sides,
/// and each has the whole machine.
public final class Stage extends Ground {

    private static final String DATABASE = "holdfast";
    private static final String SCHEMA = "ticketing";

    /// PostgreSQL 18 takes a connection for each of pgbench's clients.
    private static final Map<String, String> SETTINGS = Map.of(
            "max_connections", "640",
            "shared_buffers", "256MB",
            "max_wal_size", "4GB",
            "shared_preload_libraries", "pg_stat_statements");

    private final ObjectMapper json = new ObjectMapper();
    private final Postgres postgres;
    private final Redis redis;
    private final Kafka kafka;
    private final Connection database;
    private final StaffKey staff = StaffKey.fresh();
    private final Server api;
    private final AtomicInteger lastKey = new AtomicInteger();
    private @Nullable Seats hall;

    private Stage(BenchOptions options, Machine machine, Path repository) throws IOException {
        super(options, machine, repository);
        try {
            postgres =
                    closing(Postgres.start(Postgres.Setup.temporaryAndDurable().with(SETTINGS)));
            redis = closing(Redis.start(Redis.Setup.temporary()));
            kafka = closing(Kafka.start(Kafka.Setup.temporary()));
            kafka.topics("");
            postgres.database(DATABASE);
            postgres.owner(DATABASE, SCHEMA, "bench");
            database = closing(postgres.admin(DATABASE));
            run("create extension pg_stat_statements");
            run("set search_path = ticketing, public");
            api = startApi();
        } catch (SQLException e) {
            close();
            throw new IOException(e);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    public static Stage open(BenchOptions options, Machine machine, Path repository) throws IOException {
        return new Stage(options, machine, repository);
    }

    private Server startApi() throws IOException {
        var ports = Ports.free(2);
        var told = new TreeMap<>(http(ports.getFirst()));
        told.put("quarkus.management.host", "127.0.0.1");
        told.put("quarkus.management.port", String.valueOf(ports.getLast()));
        told.put("kafka.bootstrap.servers", kafka.bootstrapServers());
        told.put("quarkus.datasource.jdbc.url", postgres.url(DATABASE, SCHEMA));
        told.put("quarkus.datasource.username", SCHEMA);
        told.put("quarkus.datasource.password", "bench");
        // Staff bring tokens signed here; nobody signs in.
        told.putAll(staff.configuration());
        told.put("holdfast.public-url", "http://127.0.0.1:" + ports.getFirst());
        // No payment company is asked here.
        told.put("holdfast.simulator.url", "http://127.0.0.1:" + ports.getLast());
        told.put("holdfast.simulator.secret", "none");
        told.put("holdfast.simulator.webhook-secret", "none");
        for (var secret : List.of("holdfast.account.key", "holdfast.contacts.key", "holdfast.pass.jwks")) {
            told.put(secret, secret(secret));
        }
        var server = start("ticketing-api", Service.TICKETING_API, told, ports.getFirst());
        awaitOk(server, URI.create("http://127.0.0.1:" + ports.getLast() + "/q/health/ready"));
        return server;
    }

    Server startRoom() throws IOException {
        var starting = startRoom(kafka.bootstrapServers());
        awaitOk(starting.server(), starting.ready());
        return starting.server();
    }

    /// Cookies of members who have so many points each.
    List<String> membersWithPoints(int count, long points) {
        var members = Stream.generate(CustomerId::next).limit(count).toList();
        var ids = members.stream().map(CustomerId::toString).collect(Collectors.joining("','", "('", "')"));
        run("""
            insert into customer (id, kind, issuer, login)
            select cast(id as uuid), 'MEMBER', 'bench', id from unnest(array[%s]) as id
            """.formatted(ids.substring(1, ids.length() - 1)));
        run("insert into wallet (customer_id, currency, balance) select id, 'KRW', %d from customer where id in %s"
                .formatted(points, ids));
        run("""
            insert into point_entry (customer_id, currency, amount, reason, reference)
            select id, 'KRW', %d, 'TOP_UP', gen_random_uuid() from customer where id in %s
            """.formatted(points, ids));
        return cookies(members);
    }

    @Override
    protected String redisUrl() {
        return redis.url();
    }

    public Server api() {
        return api;
    }

    Postgres postgres() {
        return postgres;
    }

    /// What PostgreSQL has computed, all its processes together, those that have ended too.
    Duration postgresCpu() {
        var server = ProcessHandle.of(postgres.process().pid());
        return server.stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /// Puts a hall of so many rows and a show with so many performances on sale.
    Seats openSale(int rows, int performances) throws IOException {
        return openSale(rows, performances, false);
    }

    /// The same behind a waiting room that lets everybody in.
    Seats openSaleBehind(Server room, int rows, int performances) throws IOException {
        var seats = openSale(rows, performances, true);
        await("the waiting room to hear of the sale", () -> {
            try {
                return send(HttpRequest.newBuilder(room.at("/api/sales/" + seats.sale() + "/serving")))
                                .statusCode()
                        == 200;
            } catch (IOException _) {
                return false;
            }
        });
        return seats;
    }

    private Seats openSale(int rows, int performances, boolean waitingRoom) throws IOException {
        var added = openSale("Hamlet", json.valueToTree(Seats.plan(rows)), performances, waitingRoom);
        var ids = new ArrayList<String>();
        added.path("performances").forEach(id -> ids.add(id.asText()));
        return new Seats(added.path("sale").asText(), ids, rows);
    }

    /// Puts one performance in such a hall on sale, without a waiting room.
    ///
    /// @param plan in pretix' format
    /// @return the performance
    public String openSale(String title, JsonNode plan) throws IOException {
        return openSale(title, plan, 1, false).path("performances").path(0).asText();
    }

    private JsonNode openSale(String title, JsonNode plan, int performances, boolean waitingRoom) throws IOException {
        var now = Instant.now();
        var hall = post("/api/organiser/halls", Map.of("name", "Hall", "plan", plan));
        var times = new ArrayList<Map<String, String>>();
        for (var n = 0; n < performances; n++) {
            times.add(Map.of("startsAt", now.plus(Duration.ofDays(30 + n)).toString()));
        }
        Map<String, Object> sale = new LinkedHashMap<>();
        sale.put("lobbyOpensAt", now.minusSeconds(600).toString());
        sale.put("opensAt", now.minusSeconds(60).toString());
        sale.put("closesAt", now.plus(Duration.ofDays(20)).toString());
        sale.put("waitingRoom", waitingRoom);
        sale.put("ratePerSecond", 1_000);
        sale.put("burst", 1_000);
        sale.put("activeCap", 100_000);
        sale.put("calledSeconds", 60);
        sale.put("activeSeconds", 600);
        sale.put("holdSeconds", 300);
        sale.put("maxSeats", Seats.IN_A_BLOCK);
        Map<String, Object> show = new LinkedHashMap<>();
        show.put("title", title);
        show.put("category", "play");
        show.put("description", "");
        show.put("venue", "Hall");
        show.put("timeZone", "Asia/Seoul");
        show.put("hall", hall.path("id").asText());
        show.put("grades", grades(plan));
        show.put("refundRule", "steps-7-3-1");
        show.put("performances", times);
        show.put("sale", sale);
        return post("/api/organiser/shows", show);
    }

    private static List<Object> grades(JsonNode plan) {
        var grades = new ArrayList<>();
        plan.path("categories")
                .forEach(category -> grades.add(Map.of(
                        "grade",
                        category.path("name").asText(),
                        "price",
                        Map.of("amount", 140_000, "currency", "KRW"))));
        return grades;
    }

    /// As the organiser.
    public JsonNode post(String path, Object body) throws IOException {
        return json(send(HttpRequest.newBuilder(api.at(path))
                .header("Authorization", "Bearer " + staff.token())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key())
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))));
    }

    String key() {
        return "bench-" + UUID.randomUUID();
    }

    /// Holds of so many blocks from this one on, each by another member, as a browser asks for them.
    Requests holds(Seats seats, int from, int count) {
        return holds(seats, from, count, n -> "{\"seats\":" + seats.seats(n) + "}");
    }

    /// The same of the best seats there are, which nobody names.
    Requests bestSeats(Seats seats, int count) {
        return holds(seats, 0, count, _ -> "{\"best\":{\"count\":" + Seats.IN_A_BLOCK + "}}");
    }

    private Requests holds(Seats seats, int from, int count, IntFunction<String> body) {
        var cookies = cookies(count);
        return Requests.distinct(
                "POST /api/performances/",
                IntStream.range(0, count)
                        .mapToObj(n -> hold(seats.performance(from + n), body.apply(from + n), cookies.get(n)))
                        .toList(),
                "");
    }

    /// So many members who all want the same seats.
    Requests sameSeats(String performance, String seats, int count) {
        var body = "{\"seats\":" + seats + "}";
        return Requests.distinct(
                "POST /api/performances/",
                cookies(count).stream()
                        .map(cookie -> hold(performance, body, cookie))
                        .toList(),
                "");
    }

    private String hold(String performance, String body, String cookie) {
        return performance
                + "/holds HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
                + "Idempotency-Key: bench-" + String.format("%09d", lastKey.incrementAndGet()) + "\r\nCookie: " + cookie
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /// Twelve performances in a hall of 15,000 seats.
    Seats hall() throws IOException {
        if (hall == null) {
            hall = openSale(375, 12);
        }
        return hall;
    }

    /// As a browser asks.
    HttpResponse<byte[]> get(String path) throws IOException {
        var answer = send(HttpRequest.newBuilder(api.at(path)).header("Accept-Encoding", "gzip"));
        if (answer.statusCode() != 200) {
            throw new IOException("%s was answered with %d".formatted(path, answer.statusCode()));
        }
        return answer;
    }

    /// Every third seat is blocked.
    void scatter(Seats seats) {
        run("""
            update seat set state = 'BLOCKED'
             where performance_id = '%s' and hashtext(id) %% 3 = 0
            """.formatted(seats.performances().getFirst()));
        pause(Duration.ofSeconds(2));
    }

    /// Members who each hold a block of their own; every round begins with all seats free.
    Side spread(Seats seats, int connections, Duration length) {
        return holding(connections, () -> holds(seats, 0, most(seats, length)));
    }

    /// The same by members who leave the choice to us.
    Side best(Seats seats, int connections, Duration length) {
        return holding(connections, () -> bestSeats(seats, most(seats, length)));
    }

    private static int most(Seats seats, Duration length) {
        return (int) Math.min(seats.blocks(), Spread.MOST_PER_SECOND * length.toMillis() / 1_000);
    }

    private Side holding(int connections, Supplier<Requests> requests) {
        return new Side(
                "holding",
                api.port(),
                connections,
                () -> {
                    allFree();
                    return requests.get();
                },
                () -> api.cpu().plus(postgresCpu()));
    }

    /// One more performance like those, but of so many rows, and so many others like them beside it.
    Seats large(Seats like, int rows, int others) {
        var large = UUID.randomUUID().toString();
        var model = like.performances().getFirst();
        run("""
            insert into performance
            select (jsonb_populate_record(model, jsonb_build_object('id', ids.id))).*
              from performance as model,
                   (select cast('%s' as uuid) as id union all select gen_random_uuid() from generate_series(1, %d)) as ids
             where model.id = '%s'
            """.formatted(large, others, model));
        run("""
            insert into seat
            select (jsonb_populate_record(model, jsonb_build_object(
                       'performance_id', performance.id, 'state', 'AVAILABLE', 'hold_id', null, 'until', null))).*
              from performance
              join seat as model on model.performance_id = '%s'
             where not exists (select from seat where performance_id = performance.id)
               and performance.id <> '%s'
            """.formatted(model, large));
        run("""
            insert into seat
            select (jsonb_populate_record(model, jsonb_build_object(
                       'performance_id', cast('%s' as uuid), 'id', n / 40 || '-' || n %% 40, 'ordinal', n,
                       'row_label', cast(n / 40 as text), 'number', n %% 40,
                       'state', 'AVAILABLE', 'hold_id', null, 'until', null))).*
              from (select * from seat where performance_id = '%s' limit 1) as one
              join seat as model on model.performance_id = one.performance_id and model.id = one.id,
                   generate_series(0, %d) as n
            """.formatted(large, model, rows * Seats.IN_A_ROW - 1));
        run("analyze performance");
        return new Seats(like.sale(), List.of(large), rows);
    }

    /// As if nobody had ever held anything but these.
    void allFreeBut(String performance, String seats) {
        allFree();
        try (var one = new Load(api.port(), 1)) {
            one.run(Duration.ofSeconds(5), sameSeats(performance, seats, 1)).allGood("the first hold");
        }
    }

    /// As if nobody had ever held anything.
    void allFree() {
        // All in one, because the service looks now and then whether everything fits together.
        run("""
            begin;
            set local session_replication_role = replica;
            delete from hold;
            delete from idempotency_key where subject <> 'o:olga';
            delete from shopper;
            update seat set state = 'AVAILABLE', hold_id = null, order_id = null, release_id = null, until = null
             where state = 'HELD';
            commit;
            """);
        run("vacuum analyze hold, shopper, idempotency_key, seat");
        run("checkpoint");
        // Until the service does not believe any more what it has seen.
        pause(Duration.ofMillis(1_200));
    }

    void run(String statement) {
        try (var run = database.createStatement()) {
            run.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    double number(String statement) {
        try (var run = database.createStatement();
                var rows = run.executeQuery(statement)) {
            rows.next();
            return rows.getDouble(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
