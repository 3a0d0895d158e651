package io.holdfast.endtoend.bench.holds;

import io.holdfast.stack.process.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// PostgreSQL's own benchmark program, with the same rules in one function: seats, limit, hold and recorded answer, one
/// hold and one commit at a time.
///
/// Source: <https://www.postgresql.org/docs/18/pgbench.html>.
final class PgBench {

    /// Each of pgbench's connections plans the function once, which is not what is compared.
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    /// The statement of the service, for one hold. What it answers is as long.
    private static final String PLACE_ONE = """
        create or replace function place_one(
            asked_performance uuid, asked_subject text, asked_key text, asked_seats text[]) returns text language sql as $$
            with asked as (
                select performance.sale_id, sale.max_seats, gen_random_uuid() as hold,
                       now() + make_interval(secs => sale.hold_seconds) as until
                  from performance
                  join sale on sale.id = performance.sale_id
                 where performance.id = asked_performance
                   and now() >= sale.opens_at
                   and now() < sale.closes_at
                   and now() < performance.starts_at
                   and performance.stopped_at is null
                   and not sale.waiting_room
                   and not exists (select from idempotency_key
                                    where subject = asked_subject and key = asked_key)),
            free as (
                select seat.id, seat.ordinal, seat.amount, seat.currency,
                       '{"id":' || to_json(seat.id) || ',"label":' || to_json(seat.label)
                                || ',"grade":' || to_json(seat.grade) || ',"price":{"amount":' || seat.amount
                                || ',"currency":"' || seat.currency || '"}}' as told
                  from seat, asked
                 where seat.performance_id = asked_performance
                   and seat.id = any (asked_seats)
                   and (seat.state = 'AVAILABLE'
                        or (seat.state in ('HELD', 'RELEASED') and seat.until <= now()))
                   for update of seat skip locked),
            enough as (
                select count(*) as seats, string_agg(told, ',' order by ordinal) as told, sum(amount) as total,
                       min(currency) as currency
                  from free
                having count(*) = cardinality(asked_seats)),
            within_limit as (
                insert into shopper as mine (sale_id, subject, seats)
                select asked.sale_id, asked_subject, enough.seats
                  from asked, enough
                 where enough.seats <= asked.max_seats
                on conflict (sale_id, subject) do update
                   set seats = mine.seats + excluded.seats
                 where mine.seats + excluded.seats <= (select max_seats from asked)
                returning sale_id),
            placed as (
                insert into hold (id, performance_id, sale_id, subject, seats, state, until)
                select asked.hold, asked_performance, asked.sale_id, asked_subject, asked_seats, 'ACTIVE', asked.until
                  from asked, within_limit
                returning id, until),
            recorded as (
                insert into idempotency_key (subject, key, operation, request_hash, status, answer)
                select asked_subject, asked_key, 'POST /performances/' || asked_performance || '/holds',
                       repeat('0', 64), 201,
                       '{"id":"' || placed.id || '","performance":"' || asked_performance
                       || '","state":"ACTIVE","seats":[' || enough.told
                       || '],"until":"' || to_char(placed.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                       || '","serverTime":"' || to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                       || '","total":{"amount":' || enough.total || ',"currency":"' || enough.currency
                       || '"},"extendable":true}'
                  from placed, enough
                returning answer),
            moved as (
                update seat
                   set state = 'HELD', hold_id = placed.id, order_id = null, release_id = null, until = placed.until
                  from free, placed
                 where seat.performance_id = asked_performance
                   and seat.id = free.id)
            select answer from recorded
        $$
        """;

    private final Stage stage;
    private final Path script;

    /// @throws IOException if there is no pgbench on the PATH
    PgBench(Stage stage, Seats seats) throws IOException {
        this.stage = stage;
        if (!Commands.succeeds("pgbench", "--version")) {
            throw new IOException("pgbench is not installed (Debian: postgresql-contrib or postgresql-15)");
        }
        stage.run(PLACE_ONE);
        this.script = Files.writeString(
                Files.createDirectories(stage.options().out().resolve("logs")).resolve("hold.pgbench"), script(seats));
    }

    /// Each client has blocks of its own, so that nobody gets in another's way.
    private static String script(Seats seats) {
        var performances = seats.performances().stream()
                .map("'%s'"::formatted)
                .collect(Collectors.joining(",", "(array[", "]::uuid[])"));
        return """
            \\set n :n + 1
            \\set block :client_id * :each + :n
            \\set performance 1 + :block %% %1$d
            \\set inside :block / %1$d
            \\set row :inside / 10
            \\set first :inside %% 10 * 4
            select place_one(%2$s[:performance], 'm:' || :round || '-' || :block, 'bench-' || :round || '-' || :block, \
            array[:row || '-' || :first, :row || '-' || :first + 1, :row || '-' || :first + 2, :row || '-' || :first + 3]);
            """.formatted(seats.performances().size(), performances);
    }

    /// @return holds per second
    double run(int clients, Duration length, Seats seats) {
        var words = new ArrayList<>(List.of(
                "pgbench",
                "-n",
                "-M",
                "prepared",
                "-h",
                "127.0.0.1",
                "-U",
                "postgres",
                "-p",
                String.valueOf(stage.postgres().port()),
                "-c",
                String.valueOf(clients),
                "-j",
                "2",
                "-T",
                String.valueOf(WARM_UP.plus(length).toSeconds()),
                "-P",
                "1",
                "-D",
                "n=-1",
                "-D",
                "each=" + seats.blocks() / clients,
                "-D",
                "round=" + System.nanoTime() % 1_000_000,
                "-f",
                script.toString(),
                "holdfast"));
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", stage.postgres().password());
        builder.environment().put("PGOPTIONS", "-c search_path=ticketing");
        try {
            var held = stage.number("select count(*) from hold");
            var process = builder.start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("pgbench failed: " + said.strip());
            }
            var done = number(said, "number of transactions actually processed: ");
            return perSecond(said) * (stage.number("select count(*) from hold") - held) / done;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Of the seconds behind the warm-up.
    private static double perSecond(String said) {
        return said.lines()
                .filter(line -> line.startsWith("progress: "))
                .map(line -> line.split("[ ,]+"))
                .filter(words -> Double.parseDouble(words[1]) > WARM_UP.toSeconds() + 0.5)
                .mapToDouble(words -> Double.parseDouble(words[3]))
                .average()
                .orElseThrow(() -> new IllegalStateException("pgbench made no progress: " + said));
    }

    private static double number(String said, String before) {
        return said.lines()
                .filter(line -> line.startsWith(before))
                .map(line -> Double.parseDouble(line.substring(before.length()).replaceAll("[ /].*", "")))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("pgbench says nothing of “%s”: %s".formatted(before, said)));
    }
}
