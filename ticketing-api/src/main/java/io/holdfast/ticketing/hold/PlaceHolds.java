package io.holdfast.ticketing.hold;

import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.hold.HoldOutcome.CalledOff;
import io.holdfast.ticketing.hold.HoldOutcome.Closed;
import io.holdfast.ticketing.hold.HoldOutcome.KeyReused;
import io.holdfast.ticketing.hold.HoldOutcome.NotOpen;
import io.holdfast.ticketing.hold.HoldOutcome.PassNeeded;
import io.holdfast.ticketing.hold.HoldOutcome.Placed;
import io.holdfast.ticketing.hold.HoldOutcome.Replayed;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsTaken;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsUnknown;
import io.holdfast.ticketing.hold.HoldOutcome.SessionReplaced;
import io.holdfast.ticketing.hold.HoldOutcome.ShoppingOver;
import io.holdfast.ticketing.hold.HoldOutcome.Stopped;
import io.holdfast.ticketing.hold.HoldOutcome.TooManySeats;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Many wishes at once: one statement, one commit, an outcome for each.
final class PlaceHolds {

    /// Travels before the statement and is over with it. A plan is made once and kept; made while a table was empty,
    /// it would pass the whole of it for every wish until somebody has counted the table again, a minute into the
    /// rush.
    private static final String BY_INDEX = "select set_config('enable_seqscan', 'off', true);\n";

    /// Each wish gets all its seats or none, within its sale's times and its person's limit, if its window may
    /// shop. A seat somebody else is taking this very moment counts as taken, so nobody waits for a seat and
    /// nothing deadlocks; of two wishes for one seat in here the first has it. Where anything is missing the
    /// later parts find nothing to do for that wish, and the others are none the worse. A key that another
    /// process is recording at this moment fails the whole statement, and nothing has happened.
    ///
    /// The rows of `shopper` are the only ones waited for, in one order everywhere.
    ///
    /// Every row is looked up by its whole key, one by one: a query with `limit 1` is not made a join, whatever
    /// the planner believes of tables that have just been filled. As joins, a hold among 1,000 performances passed
    /// all of them, and a hold in a sale passed everybody whose shopping was over.
    private static final String PLACE = BY_INDEX + """
        with asked as materialized (
            select asked.n, asked.hold, asked.performance, asked.subject, asked.session, asked.number, asked.turn,
                   asked.key, asked.operation, asked.request_hash, cast(asked.seats as text[]) as seats,
                   sold.sale_id, sold.max_seats, sold.until
              from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) with ordinality as asked (
                   hold, performance, subject, session, number, turn, key, operation, request_hash, seats, n)
             cross join lateral (
                   select sale.id as sale_id, sale.max_seats, sale.waiting_room,
                          now() + make_interval(secs => sale.hold_seconds) as until
                     from performance
                     join sale on sale.id = performance.sale_id
                    where performance.id = asked.performance
                      and now() >= sale.opens_at
                      and now() < sale.closes_at
                      and now() < performance.starts_at
                      and performance.stopped_at is null
                      and performance.cancelled_at is null
                    limit 1) as sold
             where (not sold.waiting_room or asked.session is not null)
               and (select true
                      from shopping_end
                     where shopping_end.sale_id = sold.sale_id and shopping_end.session = asked.session
                     limit 1) is null
               and (select true
                      from idempotency_key
                     where idempotency_key.subject = asked.subject and idempotency_key.key = asked.key
                     limit 1) is null),
        free as materialized (
            select distinct on (asked.performance, seat.id)
                   asked.n, asked.performance, seat.id, seat.ordinal, seat.amount, seat.currency,
                   '{"id":' || to_json(seat.id) || ',"label":' || to_json(seat.label)
                            || ',"grade":' || to_json(seat.grade) || ',"price":{"amount":' || seat.amount
                            || ',"currency":"' || seat.currency || '"}}' as told
              from asked
             cross join lateral (
                   select id, ordinal, label, grade, amount, currency
                     from seat
                    where seat.performance_id = asked.performance
                      and seat.id = any (asked.seats)
                      and (seat.state = 'AVAILABLE'
                           or (seat.state in ('HELD', 'RELEASED') and seat.until <= now()))
                      for update skip locked) as seat
             order by asked.performance, seat.id, asked.n),
        enough as materialized (
            select asked.*, found.told, found.total, found.currency
              from asked
              join (select n, count(*) as seats, string_agg(told, ',' order by ordinal) as told,
                           sum(amount) as total, min(currency) as currency
                      from free
                     group by n) as found on found.n = asked.n
             where found.seats = cardinality(asked.seats)
               and found.seats <= asked.max_seats),
        within_limit as (
            insert into shopper as mine (sale_id, subject, seats, number, turn)
            select sale_id, subject, cardinality(seats), number, turn
              from enough
             order by sale_id, subject
            on conflict (sale_id, subject) do update
               set seats = mine.seats + excluded.seats,
                   number = coalesce(excluded.number, mine.number),
                   turn = coalesce(excluded.turn, mine.turn)
             where mine.seats + excluded.seats <= (select max_seats from sale where sale.id = mine.sale_id)
               and (mine.number is null or excluded.number is null
                    or (mine.number, mine.turn) <= (excluded.number, excluded.turn))
            returning sale_id, subject),
        placed as materialized (
            select enough.*,
                   '{"id":"' || enough.hold || '","performance":"' || enough.performance
                   || '","state":"ACTIVE","seats":[' || enough.told
                   || '],"until":"' || to_char(enough.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                   || '","serverTime":"' || to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                   || '","total":{"amount":' || enough.total || ',"currency":"' || enough.currency
                   || '"},"extendable":true}' as answer
              from enough
              join within_limit
                on within_limit.sale_id = enough.sale_id
               and within_limit.subject = enough.subject),
        kept as (
            insert into hold (id, performance_id, sale_id, subject, session, seats, state, until)
            select hold, performance, sale_id, subject, session, seats, 'ACTIVE', until
              from placed),
        recorded as (
            insert into idempotency_key (subject, key, operation, request_hash, status, answer)
            select subject, key, operation, request_hash, 201, answer
              from placed),
        moved as (
            update seat
               set state = 'HELD', hold_id = placed.hold, order_id = null, release_id = null, until = placed.until
              from free
              join placed on placed.n = free.n
             where seat.performance_id = free.performance
               and seat.id = free.id)
        select n, until, answer
          from placed
        """;

    /// Why wishes came to nothing; reads only.
    private static final String WHY_NOT = BY_INDEX + """
        select asked.n, performance.id is not null as known,
               idempotency_key.operation, idempotency_key.request_hash, idempotency_key.status, idempotency_key.answer,
               now() < sale.opens_at as early, sale.opens_at, sale.max_seats,
               now() >= sale.closes_at or now() >= performance.starts_at as late,
               performance.stopped_at is not null as stopped, performance.cancel_reason,
               sale.waiting_room and asked.session is null as pass_needed,
               exists (select from shopping_end
                        where shopping_end.sale_id = sale.id and shopping_end.session = asked.session) as ended,
               (shopper.number, shopper.turn) > (asked.number, asked.turn) as replaced,
               coalesce(shopper.seats, 0) as mine,
               seats.unknown, seats.taken, seats.owners, seats.seconds
          from unnest(?, ?, ?, ?, ?, ?, ?) with ordinality as asked (
               performance, subject, session, number, turn, key, seats, n)
          left join performance on performance.id = asked.performance
          left join sale on sale.id = performance.sale_id
          left join shopper on shopper.sale_id = sale.id and shopper.subject = asked.subject
          left join idempotency_key
            on idempotency_key.subject = asked.subject and idempotency_key.key = asked.key
         cross join lateral (
               select array_agg(wanted.id) filter (where seat.id is null) as unknown,
                      array_agg(seat.id) filter (where seat.taken) as taken,
                      array_agg(coalesce(hold.subject, orders.subject)) filter (where seat.taken) as owners,
                      array_agg(coalesce(extract(epoch from seat.until - now())::float8, 86400))
                          filter (where seat.taken) as seconds
                 from unnest(cast(asked.seats as text[])) as wanted (id)
                 left join (select *, not (state = 'AVAILABLE'
                                           or (state in ('HELD', 'RELEASED') and until <= now())) as taken
                              from seat) as seat
                   on seat.performance_id = asked.performance and seat.id = wanted.id
                 left join hold on hold.id = seat.hold_id
                 left join orders on orders.id = seat.order_id) as seats
        """;

    private static final String RECORDED = BY_INDEX + """
        select asked.n
          from unnest(?, ?) with ordinality as asked (subject, key, n)
         where (select true
                  from idempotency_key
                 where idempotency_key.subject = asked.subject and idempotency_key.key = asked.key
                 limit 1)
        """;

    private PlaceHolds() {}

    /// Puts the seats aside for as many of the wishes as can be; committed when it returns.
    ///
    /// @param connection which commits each statement
    /// @return the holds placed, by the wish's index
    static Map<Integer, Placed> place(Connection connection, List<Wish> wishes) throws SQLException {
        try (var statement = connection.prepareStatement(PLACE)) {
            var given = new Given(connection, statement, wishes);
            given.array("uuid", wish -> wish.hold().value());
            given.array("uuid", wish -> wish.performance().value());
            given.array("text", wish -> wish.subject().value());
            given.array("text", wish -> wish.session().orElse(null));
            given.windows();
            given.array("text", Wish::key);
            given.array("text", Wish::operation);
            given.array("text", Wish::asked);
            given.array("text", PlaceHolds::literal);
            var placed = new HashMap<Integer, Placed>();
            try (var rows = answered(statement)) {
                while (rows.next()) {
                    var n = rows.getInt(1) - 1;
                    placed.put(
                            n,
                            new Placed(
                                    wishes.get(n).hold(),
                                    rows.getString(3),
                                    rows.getObject(2, OffsetDateTime.class).toInstant()));
                }
            }
            return placed;
        }
    }

    /// @return those of the wishes that have been answered before under their keys
    static Set<Wish> recorded(Connection connection, List<Wish> wishes) throws SQLException {
        try (var statement = connection.prepareStatement(RECORDED)) {
            var given = new Given(connection, statement, wishes);
            given.array("text", wish -> wish.subject().value());
            given.array("text", Wish::key);
            Set<Wish> recorded = Collections.newSetFromMap(new IdentityHashMap<>());
            try (var rows = answered(statement)) {
                while (rows.next()) {
                    recorded.add(wishes.get(rows.getInt(1) - 1));
                }
            }
            return recorded;
        }
    }

    /// What follows [#BY_INDEX].
    private static ResultSet answered(PreparedStatement statement) throws SQLException {
        statement.execute();
        statement.getMoreResults();
        return statement.getResultSet();
    }

    /// @param taken what is known now of the seats somebody has
    record Refusal(HoldOutcome outcome, List<TakenSeat> taken) {}

    /// @param owner whose it is; empty when nobody's in particular
    /// @param seconds how long for sure, if nobody gives it up
    record TakenSeat(SeatId seat, String owner, double seconds) {}

    /// Says of each wish why it came to nothing, in the order of precedence.
    static List<Refusal> whyNot(Connection connection, List<Wish> wishes) throws SQLException {
        try (var statement = connection.prepareStatement(WHY_NOT)) {
            var given = new Given(connection, statement, wishes);
            given.array("uuid", wish -> wish.performance().value());
            given.array("text", wish -> wish.subject().value());
            given.array("text", wish -> wish.session().orElse(null));
            given.windows();
            given.array("text", Wish::key);
            given.array("text", PlaceHolds::literal);
            var refusals = new Refusal[wishes.size()];
            try (var rows = answered(statement)) {
                while (rows.next()) {
                    var n = rows.getInt("n") - 1;
                    refusals[n] = refusal(rows, wishes.get(n));
                }
            }
            return Arrays.asList(refusals);
        }
    }

    private static Refusal refusal(ResultSet row, Wish wish) throws SQLException {
        var taken = taken(row);
        return new Refusal(outcome(row, wish, taken), taken);
    }

    private static HoldOutcome outcome(ResultSet row, Wish wish, List<TakenSeat> taken) throws SQLException {
        var hash = row.getString("request_hash");
        if (hash != null) {
            return hash.equals(wish.asked()) && wish.operation().equals(row.getString("operation"))
                    ? new Replayed(row.getInt("status"), row.getString("answer"))
                    : new KeyReused();
        }
        var unknown = texts(row.getArray("unknown"));
        if (!unknown.isEmpty() || !row.getBoolean("known")) {
            return new SeatsUnknown(unknown.stream().map(SeatId::new).sorted().toList());
        }
        var calledOff = row.getString("cancel_reason");
        if (calledOff != null) {
            return new CalledOff(calledOff);
        }
        if (row.getBoolean("early")) {
            return new NotOpen(instant(row, "opens_at"));
        }
        if (row.getBoolean("late")) {
            return new Closed();
        }
        if (row.getBoolean("stopped")) {
            return new Stopped();
        }
        if (row.getBoolean("pass_needed")) {
            return new PassNeeded();
        }
        if (row.getBoolean("ended")) {
            return new ShoppingOver();
        }
        if (row.getBoolean("replaced")) {
            return new SessionReplaced();
        }
        var most = row.getInt("max_seats");
        if (row.getInt("mine") + wish.seats().size() > most) {
            return new TooManySeats(most);
        }
        var gone = taken.stream().map(TakenSeat::seat).sorted().toList();
        return new SeatsTaken(gone.isEmpty() ? wish.seats() : gone);
    }

    private static List<TakenSeat> taken(ResultSet row) throws SQLException {
        var seats = texts(row.getArray("taken"));
        if (seats.isEmpty()) {
            return List.of();
        }
        var owners = texts(row.getArray("owners"));
        var seconds = (Double[]) row.getArray("seconds").getArray();
        return IntStream.range(0, seats.size())
                .mapToObj(i -> new TakenSeat(
                        new SeatId(seats.get(i)), Objects.requireNonNullElse(owners.get(i), ""), seconds[i]))
                .toList();
    }

    private static List<@Nullable String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /// Seat ids as PostgreSQL writes an array; they have no quotes in them.
    private static String literal(Wish wish) {
        return wish.seats().stream().map(SeatId::value).collect(Collectors.joining("\",\"", "{\"", "\"}"));
    }

    /// The wishes as parallel arrays, parameter by parameter.
    private static final class Given {

        private final Connection connection;
        private final PreparedStatement statement;
        private final List<Wish> wishes;
        private int parameter;

        private Given(Connection connection, PreparedStatement statement, List<Wish> wishes) {
            this.connection = connection;
            this.statement = statement;
            this.wishes = wishes;
        }

        private void array(String type, Function<Wish, @Nullable Object> of) throws SQLException {
            var all = new ArrayList<@Nullable Object>(wishes.size());
            wishes.forEach(wish -> all.add(of.apply(wish)));
            statement.setArray(++parameter, connection.createArrayOf(type, all.toArray()));
        }

        private void windows() throws SQLException {
            array("bigint", wish -> wish.window().map(ShoppingSession::number).orElse(null));
            array("int", wish -> wish.window().map(ShoppingSession::turn).orElse(null));
        }
    }
}
