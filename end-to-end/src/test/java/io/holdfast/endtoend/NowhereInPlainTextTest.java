package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.endtoend.bench.room.RedisLine;
import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.PortPlan.Slot;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// People with marked names, numbers and addresses do all that makes us know them; then everything that is kept
/// anywhere is searched for the marks. What may be read is searched for as well, so that a search that finds nothing
/// because it does not look does not pass.
@ExtendWith(InTheHouse.class)
class NowhereInPlainTextTest {

    private static final String BUYER = "quokka.zyxwinter";
    private static final Duration SOON = Duration.ofSeconds(30);

    /// Of the buyer, of whoever takes a ticket, and of a bank account; numbers without what starts them and without
    /// spaces or hyphens, and as people write them.
    private static final List<String> PERSONAL = List.of(
            "quokka",
            "zyxwinter",
            "1077315519",
            "7731-5519",
            "narwhal",
            "vexford",
            "1066420913",
            "6642-0913",
            "wombat",
            "jaxley",
            "110777314159",
            "110-777-314159");

    /// Not a person's.
    private static final String PUBLIC = "ocelot's evening";

    /// How much of a file is looked at together.
    private static final int CHUNK = 1 << 20;

    @Test
    void whoever_buys_gives_away_and_is_refunded_can_be_read_nowhere_that_things_are_kept(House house)
            throws IOException, SQLException {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(
                Olga.plan(1, 4),
                Olga.sale(Instant.now(), true),
                Instant.now().plus(Duration.ofDays(20)),
                Person.object().put("title", "Ocelot's evening"));
        var buyer = Person.named(BUYER, house);

        // When
        var order = buys(buyer, show);
        findsItAgain(buyer);
        givesAway(buyer, ticket(order, 0), house);
        house.kill(Service.REFUND_WORKER);
        buyer.cancels(order);
        namesAnAccount(buyer, order, house);
        house.restart(Service.REFUND_WORKER);
        await().atMost(SOON).untilAsserted(() -> assertThat(buyer.readsMails())
                .anySatisfy(mail -> assertThat(mail).containsIgnoringCase("refund")));

        // Then
        assertThat(inTables(house, List.of(PUBLIC))).isNotEmpty();
        assertThat(inTables(house, PERSONAL)).isEmpty();
        var kept = house.note("any").toAbsolutePath().getParent();
        assertThat(inFiles(kept, List.of(PUBLIC)))
                .anyMatch(found -> found.contains("kafka"))
                .anyMatch(found -> found.contains("postgres"));
        assertThat(inFiles(kept, PERSONAL)).isEmpty();
        assertThat(inRedis(house, List.of(show.sale()))).isNotEmpty();
        assertThat(inRedis(house, PERSONAL)).isEmpty();
        var logs = Path.of("target/logs").toAbsolutePath();
        assertThat(inFiles(logs, List.of("ticketing-api"))).isNotEmpty();
        assertThat(inFiles(logs, PERSONAL)).isEmpty();
    }

    private static JsonNode buys(Person buyer, Olga.OnSale show) {
        // The waiting room hears of a sale a moment after it is there.
        await().atMost(SOON)
                .until(() -> buyer.get("/api/sales/" + show.sale() + "/serving").status() == 200);
        var pass = buyer.awaitsTurn(show.sale(), buyer.joins(show.sale()));
        var hold = buyer.holds(show.performance(), List.of("A-1", "A-2"), pass).json(201);
        var body = buyer.orderOf(hold.path("id").asText());
        body.putObject("recipient")
                .put("name", "Quokka Zyxwinter")
                .put("phone", "010-7731-5519")
                .put("email", BUYER + "@example.org")
                .put("locale", "en");
        var order = buyer.post("/api/orders", body).json(201);
        buyer.pays(order);
        return buyer.looksAtOrder(id(order));
    }

    /// Asks for a code, and tells a wrong one first.
    private static void findsItAgain(Person buyer) {
        var asked = buyer.post("/api/guest/look-ups", Person.object().put("phone", "+82 10 7731 5519"))
                .json(202);
        var path = "/api/guest/look-ups/" + id(asked) + "/code";
        buyer.post(path, Person.object().put("code", "000000"));
    }

    private static void givesAway(Person buyer, String ticket, House house) {
        var url = buyer.post("/api/tickets/" + ticket + "/transfers", null)
                .json(201)
                .path("url")
                .asText();
        var token = url.substring(url.lastIndexOf('/') + 1);
        Person.named("narwhal", house)
                .post(
                        "/api/transfers/" + token + "/acceptance",
                        Person.object()
                                .put("name", "Narwhal Vexford")
                                .put("phone", "01066420913")
                                .put("email", "narwhal.vexford@example.org")
                                .put("locale", "en"))
                .json(200);
    }

    /// As if there was no card for the money to go back to; nothing has been asked of the gateway yet.
    private static void namesAnAccount(Person buyer, JsonNode order, House house) throws SQLException {
        try (var connection = house.postgres().admin("holdfast");
                var statement = connection.prepareStatement("""
                        update ticketing.cancellation
                           set account_needed_at = now()
                         where order_id = cast(? as uuid)
                        """)) {
            statement.setString(1, id(order));
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
        var refund = buyer.looksAtOrder(id(order))
                .path("cancellations")
                .path(0)
                .path("refund")
                .path("id")
                .asText();
        buyer.put(
                        "/api/orders/" + id(order) + "/refunds/" + refund + "/account",
                        Person.object()
                                .put("bank", "88")
                                .put("number", "110-777-314159")
                                .put("holder", "Wombat Jaxley"))
                .json(204);
    }

    /// In whatever column, also in those of bytes.
    private static Set<String> inTables(House house, List<String> marks) throws SQLException {
        var found = new TreeSet<String>();
        try (var connection = house.postgres().admin("holdfast")) {
            for (var table : tables(connection)) {
                try (var statement = connection.prepareStatement(
                        "select count(*) from %s as one where lower(cast(one as text)) like any (?)"
                                .formatted(table))) {
                    statement.setArray(
                            1,
                            connection.createArrayOf(
                                    "text",
                                    marks.stream()
                                            .flatMap(mark -> Stream.of(mark, hex(mark), hex(capital(mark))))
                                            .map(mark -> "%" + mark + "%")
                                            .toArray()));
                    try (var rows = statement.executeQuery()) {
                        if (rows.next() && rows.getLong(1) > 0) {
                            found.add(table);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select quote_ident(schemaname) || '.' || quote_ident(tablename)
                          from pg_tables
                         where schemaname in ('ticketing', 'waitlist', 'refund')
                        """)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        assertThat(tables).hasSizeGreaterThan(50);
        return tables;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /// Nothing is compressed in what Redis then writes.
    private static Set<String> inRedis(House house, List<String> marks) throws IOException {
        try (var redis = new RedisLine(house.ports().of(Slot.REDIS))) {
            redis.call("CONFIG", "SET", "rdbcompression", "no");
            redis.call("SAVE");
            var directory =
                    ((List<?>) redis.call("CONFIG", "GET", "dir")).get(1).toString();
            return inFiles(Path.of(directory), marks);
        }
    }

    private static Set<String> inFiles(Path directory, List<String> marks) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file ->
                            marks.stream().filter(mark -> contains(file, mark)).map(mark -> mark + " in " + file))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static boolean contains(Path file, String mark) {
        try (InputStream in = Files.newInputStream(file)) {
            var before = "";
            for (var chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
                var text = before + new String(chunk, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                if (text.contains(mark)) {
                    return true;
                }
                before = text.substring(Math.max(0, text.length() - mark.length()));
            }
            return false;
        } catch (IOException e) {
            return false; // It has been removed meanwhile.
        }
    }

    private static String id(JsonNode one) {
        return one.path("id").asText();
    }

    private static String ticket(JsonNode order, int index) {
        return order.path("tickets").path(index).path("id").asText();
    }
}
