package io.holdfast.waitlist.entry;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.sql.Together.Answer;
import io.holdfast.waitlist.entry.EntryState.Ended;
import io.holdfast.waitlist.entry.EntryState.Offered;
import io.holdfast.waitlist.entry.EntryState.Served;
import io.holdfast.waitlist.entry.EntryState.Waiting;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// The lines, one for each performance.
@ApplicationScoped
public class Entries {

    private static final String COLUMNS = """
        entry.id, seq, entry.performance_id, customer_id, grades, sections, seats, adjacent, highest_price, currency,
        wanted_until, automatic_payment, joined_at, has_missed, state, offer_id, offer_until, end_reason
        """;

    private static final String FROM = " from entry join wish on wish.id = entry.wish_id ";

    private static final String WISH = """
        insert into wish (performance_id, grades, sections, seats, adjacent, highest_price, currency)
        values (:performance, :grades, cast(:sections as text[]), :seats, :adjacent, cast(:highest as bigint), :currency)
        on conflict do nothing
        """;

    private static final String ADD = """
        with wished as (
            select id
              from wish
             where performance_id = :performance
               and grades = :grades
               and sections is not distinct from cast(:sections as text[])
               and seats = :seats
               and adjacent = :adjacent
               and highest_price is not distinct from cast(:highest as bigint)
               and currency is not distinct from cast(:currency as text))
        insert into entry (id, performance_id, wish_id, customer_id, wanted_until, automatic_payment, state)
        select :id, :performance, wished.id, :customer, cast(:until as timestamptz), :automaticPayment, 'WAITING'
          from wished
        on conflict do nothing
        """;

    private static final String FIND = "select " + COLUMNS + FROM + "where entry.id = :id";

    private static final String LIVING = "select " + COLUMNS + FROM + """
         where customer_id = :customer
           and state in ('WAITING', 'OFFERED')
         order by seq desc
         limit 100
        """;

    /// Everybody before it who may still be served. Offered ones count, so that nobody's position grows when one of
    /// them comes back. Only those in its own block of 256 places are counted one by one; those before are by
    /// block, and blocks by blocks of blocks.
    private static final String POSITION = """
        select 1
             + (select count(*)
                  from entry
                 where performance_id = mine.performance_id
                   and state in ('WAITING', 'OFFERED')
                   and seq >= mine.seq >> 8 << 8
                   and seq < mine.seq)
             + (select coalesce(sum(living), 0)::bigint
                  from line_count
                 where performance_id = mine.performance_id
                   and (level = 1 and block >= mine.seq >> 16 << 8 and block < mine.seq >> 8
                        or level = 2 and block >= mine.seq >> 24 << 8 and block < mine.seq >> 16
                        or level = 3 and block < mine.seq >> 24)) as position
          from entry as mine
         where id = :id
        """;

    /// What those wish for who wait before this place and name one of these grades. As soon as so many are found that
    /// the answer is hopeless, nobody else is read.
    private static final String WISHED_BEFORE = """
        select coalesce(sum(seats), 0)::bigint as seats
          from (select wish.seats
                  from wish
                 cross join lateral (
                       select
                         from entry
                        where entry.wish_id = wish.id
                          and state = 'WAITING'
                          and seq < :place
                        limit :enough) as before
                 where wish.performance_id = :performance
                   and wish.first_place < :place
                   and wish.grades && :grades
                 limit :enough) as before
        """;

    /// The wishes that some of what is left might do for, those first whose first has waited longest; an exact fit is
    /// found out later.
    private static final String WISHES = """
        select id, first_place, grades, sections, seats, adjacent, highest_price, currency
          from wish
         where performance_id = :performance
           and first_place is not null
           and (first_place, id) > (:afterPlace, :afterId)
           and seats <= :count
           and grades && :grades
           and (sections is null or sections && :sections)
           and (highest_price is null or highest_price >= :cheapest)
         order by first_place, id
         limit :most
        """;

    /// Only from what was read, so that a place that has come back meanwhile is not lost.
    private static final String RAISE = """
        update wish
           set first_place = nullif(raised.place, -1)
          from unnest(cast(:wishes as bigint[]), cast(:was as bigint[]), cast(:places as bigint[]))
               as raised (id, was, place)
         where wish.id = raised.id
           and first_place = raised.was
        """;

    /// The next in the line of each wish asked for, and nobody else. What an entry has let pass comes with it.
    static final String NEXT = """
        select asked.wish_id, candidate.id, candidate.seq, candidate.customer_id, candidate.has_missed,
               candidate.automatic_payment,
               case when candidate.has_missed
                    then array(select unnest(offer.seats)
                                 from offer
                                where offer.entry_id = candidate.id
                                  and offer.failure = 'LAPSED')
                    else '{}' end as let_pass
          from unnest(cast(:wishes as bigint[]), cast(:after as bigint[]), cast(:most as bigint[]))
               as asked (wish_id, after, most)
         cross join lateral (
               select id, seq, customer_id, has_missed, automatic_payment
                 from entry
                where entry.wish_id = asked.wish_id
                  and state = 'WAITING'
                  and seq > asked.after
                  and (wanted_until is null or wanted_until > now())
                order by seq
                limit asked.most) as candidate
         order by candidate.seq
        """;

    private static final String OFFER = """
        update entry
           set state = 'OFFERED', offer_id = made.offer, offer_until = made.until
          from unnest(cast(:entries as uuid[]), cast(:offers as uuid[]), cast(:untils as timestamptz[]))
               as made (entry, offer, until)
         where entry.id = made.entry
           and state = 'WAITING'
        returning entry.id
        """;

    private static final String MOVE = """
        update entry
           set state = :to, has_missed = :hasMissed, offer_id = :offer, offer_until = :offerUntil,
               end_reason = :endReason, ended_at = case when :over then clock_timestamp() end
         where id = :id
           and state = :from
           and offer_id is not distinct from :fromOffer
        """;

    private static final String LEAVE = """
        update entry
           set state = 'ENDED', end_reason = 'LEFT', ended_at = clock_timestamp(), offer_id = null, offer_until = null
         where id = :id
           and state in ('WAITING', 'OFFERED')
        """;

    private static final String CALL_OFF = """
        update entry
           set state = 'ENDED', end_reason = 'CALLED_OFF', ended_at = clock_timestamp(), offer_id = null,
               offer_until = null
         where performance_id = :performance
           and state in ('WAITING', 'OFFERED')
        """;

    private static final String PAY_WITH = """
        update entry
           set automatic_payment = :automaticPayment
         where id = :id
           and state in ('WAITING', 'OFFERED')
        """;

    private static final String LAST_PLACE = """
        select coalesce(max(seq), 0) as place
          from entry
         where performance_id = :performance
        """;

    /// A line somebody else is changing at this moment has its turn next time.
    private static final String END_UNWANTED = """
        with free as (
            select id
              from performance
             where id in (select performance_id from entry where state = 'WAITING' and wanted_until <= now())
               for no key update skip locked)
        update entry
           set state = 'ENDED', end_reason = 'OVER', ended_at = now()
          from free
         where free.id = entry.performance_id
           and state = 'WAITING'
           and wanted_until <= now()
        """;

    private static final String END_BEGUN = """
        with free as (
            select id
              from performance
             where starts_at <= now()
               and exists (select from entry where performance_id = performance.id and state = 'WAITING')
               for no key update skip locked)
        update entry
           set state = 'ENDED', end_reason = 'OVER', ended_at = now()
          from free
         where free.id = entry.performance_id
           and state = 'WAITING'
        """;

    /// Whoever was forgotten lately waits for nothing any more. Their open offer ends by itself.
    private static final String END_FORGOTTEN = """
        with leaving as (
            select entry.id, entry.performance_id
              from forgotten
              join entry on entry.customer_id = forgotten.customer_id
             where forgotten.at > now() - interval '7 days'
               and entry.state in ('WAITING', 'OFFERED')
               and entry.joined_at <= forgotten.at),
        free as (
            select id
              from performance
             where id in (select performance_id from leaving)
               for no key update skip locked)
        update entry
           set state = 'ENDED', end_reason = 'LEFT', ended_at = now(), offer_id = null, offer_until = null
          from leaving
          join free on free.id = leaving.performance_id
         where entry.id = leaving.id
           and entry.state in ('WAITING', 'OFFERED')
        """;

    private final DataSource database;

    Entries(DataSource database) {
        this.database = database;
    }

    /// A wish that some have in common.
    ///
    /// @param id names it in one performance's line
    /// @param firstPlace nobody with this wish waits before it
    public record Common(long id, long firstPlace, Wish wish) {}

    /// What has been found out about a wish.
    ///
    /// @param was what was read
    /// @param firstPlace nobody with this wish waits before it; empty if nobody waits
    public record Raised(long wish, long was, Optional<Long> firstPlace) {}

    /// Somebody who waits.
    ///
    /// @param wish names the [Common] wish
    /// @param letPass seats it was offered and did not answer about
    public record Candidate(
            EntryId entry,
            CustomerId customer,
            long wish,
            long place,
            Waiting state,
            Set<SeatId> letPass,
            Optional<String> automaticPayment) {}

    /// A question for the next in the line of a wish.
    ///
    /// @param after the place of the last one read; 0 at first
    public record Next(long wish, long after, int most) {}

    /// @return whether it was added; not when the customer is in this line already
    boolean add(
            EntryId id, PerformanceId performance, CustomerId customer, Wish wish, Optional<String> automaticPayment) {
        var together = new Together();
        together.run(wished(WISH, performance, wish));
        var added = together.run(wished(ADD, performance, wish)
                .with("id", id)
                .with("customer", customer)
                .with("until", wish.until().orElse(null))
                .with("automaticPayment", automaticPayment.orElse(null)));
        together.send(database);
        return added.get() == 1;
    }

    private static Sql wished(String statement, PerformanceId performance, Wish wish) {
        return Sql.of(statement)
                .with("performance", performance)
                .with("grades", wish.grades())
                .with("sections", wish.sections().isEmpty() ? null : wish.sections())
                .with("seats", wish.seats())
                .with("adjacent", wish.adjacent())
                .with("highest", wish.highestPrice().map(Money::amount).orElse(null))
                .with(
                        "currency",
                        wish.highestPrice()
                                .map(price -> price.currency().getCurrencyCode())
                                .orElse(null));
    }

    public Optional<Entry> find(EntryId id) {
        return Sql.of(FIND).with("id", id).first(database, Entries::read);
    }

    /// Those that may still be served, newest first.
    List<Entry> living(CustomerId customer) {
        return Sql.of(LIVING).with("customer", customer).list(database, Entries::read);
    }

    /// 1 = next.
    long position(EntryId id) {
        return Sql.of(POSITION).with("id", id).one(database, row -> row.large("position"));
    }

    /// How many seats those wish for who wait before this entry and want some of the same grades.
    ///
    /// @param enough how many entries are read at most
    long seatsWishedBefore(Entry entry, long enough) {
        return Sql.of(WISHED_BEFORE)
                .with("performance", entry.performance())
                .with("place", entry.place())
                .with("grades", entry.wish().grades())
                .with("enough", enough)
                .one(database, row -> row.large("seats"));
    }

    /// What is wished for in this performance, as far as some of these seats might do, in the order of the first
    /// places.
    ///
    /// @param after the last one read; empty at first
    /// @param count for how many seats at most
    /// @param most how many are read
    public List<Common> wishes(
            PerformanceId performance, Optional<Common> after, int count, Collection<ReleasedSeat> seats, int most) {
        return Sql.of(WISHES)
                .with("performance", performance)
                .with("afterPlace", after.map(Common::firstPlace).orElse(-1L))
                .with("afterId", after.map(Common::id).orElse(-1L))
                .with("count", count)
                .with("most", most)
                .with("grades", distinct(seats, ReleasedSeat::grade))
                .with("sections", distinct(seats, ReleasedSeat::section))
                .with(
                        "cheapest",
                        seats.stream()
                                .mapToLong(seat -> seat.price().amount())
                                .min()
                                .orElse(0))
                .list(
                        database,
                        row -> new Common(row.large("id"), row.large("first_place"), wish(row, Optional.empty())));
    }

    /// Remembers where the lines of some wishes begin by now. Only for whoever has the performance.
    public void raise(Together together, Collection<Raised> raised) {
        if (!raised.isEmpty()) {
            together.run(Sql.of(RAISE)
                    .with("wishes", raised.stream().map(Raised::wish).toList())
                    .with("was", raised.stream().map(Raised::was).toList())
                    .with(
                            "places",
                            raised.stream()
                                    .map(one -> one.firstPlace().orElse(-1L))
                                    .toList()));
        }
    }

    /// Whoever has a later place has not joined yet.
    public Answer<Optional<Long>> lastPlace(Together together, PerformanceId performance) {
        return together.first(Sql.of(LAST_PLACE).with("performance", performance), row -> row.large("place"));
    }

    /// @return in the order of the line
    public List<Candidate> next(Collection<Next> asked) {
        return Sql.of(NEXT)
                .with("wishes", asked.stream().map(Next::wish).toList())
                .with("after", asked.stream().map(Next::after).toList())
                .with("most", asked.stream().map(Next::most).toList())
                .list(
                        database,
                        row -> new Candidate(
                                new EntryId(row.uuid("id")),
                                new CustomerId(row.uuid("customer_id")),
                                row.large("wish_id"),
                                row.large("seq"),
                                new Waiting(row.flag("has_missed")),
                                row.texts("let_pass").stream().map(SeatId::new).collect(Collectors.toSet()),
                                row.maybeText("automatic_payment")));
    }

    /// @return those that still waited, and are offered seats now
    public Set<EntryId> offer(Map<EntryId, Offered> offered) {
        var entries = List.copyOf(offered.entrySet());
        return Set.copyOf(Sql.of(OFFER)
                .with("entries", entries.stream().map(Map.Entry::getKey).toList())
                .with(
                        "offers",
                        entries.stream().map(one -> one.getValue().offer()).toList())
                .with(
                        "untils",
                        entries.stream().map(one -> one.getValue().until()).toList())
                .list(database, row -> new EntryId(row.uuid("id"))));
    }

    /// @return whether it was still as it was found
    public boolean move(EntryId id, EntryState from, EntryState to) {
        var statement = Sql.of(MOVE)
                .with("id", id)
                .with("from", nameOf(from))
                .with("fromOffer", from instanceof Offered offered ? offered.offer() : null)
                .with("to", nameOf(to))
                .with("hasMissed", hasMissed(from) || hasMissed(to))
                .with("offer", null)
                .with("offerUntil", null)
                .with("endReason", null)
                .with("over", to instanceof Served || to instanceof Ended);
        switch (to) {
            case Waiting _ -> {
                // Carries nothing else.
            }
            case Offered offered -> statement.with("offer", offered.offer()).with("offerUntil", offered.until());
            case Served served -> statement.with("offer", served.offer());
            case Ended ended -> statement.with("endReason", ended.reason());
        }
        return statement.run(database) == 1;
    }

    /// Leaving twice changes nothing.
    void leave(EntryId id) {
        Sql.of(LEAVE).with("id", id).run(database);
    }

    /// Nobody waits for what will not take place.
    public void callOff(PerformanceId performance) {
        Sql.of(CALL_OFF).with("performance", performance).run(database);
    }

    /// @param automaticPayment empty: the customer is asked from now on
    /// @return whether it may still be served
    boolean payWith(EntryId id, Optional<String> automaticPayment) {
        return Sql.of(PAY_WITH)
                        .with("id", id)
                        .with("automaticPayment", automaticPayment.orElse(null))
                        .run(database)
                == 1;
    }

    /// Tidiness only: matching passes over them in any case.
    @Scheduled(every = "1m")
    void endWhatIsOver() {
        Sql.of(END_UNWANTED).run(database);
        Sql.of(END_BEGUN).run(database);
    }

    @Scheduled(every = "5s")
    void endForgotten() {
        Sql.of(END_FORGOTTEN).run(database);
    }

    private static boolean hasMissed(EntryState state) {
        return switch (state) {
            case Waiting(var hasMissed) -> hasMissed;
            case Offered offered -> offered.hasMissed();
            case Served _ -> false;
            case Ended(var reason) -> reason == EndReason.MISSED_TWICE;
        };
    }

    static String nameOf(EntryState state) {
        return switch (state) {
            case Waiting _ -> "WAITING";
            case Offered _ -> "OFFERED";
            case Served _ -> "SERVED";
            case Ended _ -> "ENDED";
        };
    }

    private static Entry read(Row row) throws SQLException {
        var hasMissed = row.flag("has_missed");
        var state =
                switch (row.text("state")) {
                    case "WAITING" -> new Waiting(hasMissed);
                    case "OFFERED" ->
                        new Offered(new OfferId(row.uuid("offer_id")), row.moment("offer_until"), hasMissed);
                    case "SERVED" -> new Served(new OfferId(row.uuid("offer_id")));
                    case "ENDED" -> new Ended(EndReason.valueOf(row.text("end_reason")));
                    case String unknown -> throw new IllegalStateException("an entry cannot be " + unknown);
                };
        return new Entry(
                new EntryId(row.uuid("id")),
                new PerformanceId(row.uuid("performance_id")),
                new CustomerId(row.uuid("customer_id")),
                row.large("seq"),
                wish(row, row.maybeMoment("wanted_until")),
                row.maybeText("automatic_payment"),
                state,
                row.moment("joined_at"));
    }

    /// A wish as its row has it.
    public static Wish wish(Row row, Optional<Instant> until) throws SQLException {
        return new Wish(
                row.texts("grades"),
                row.maybeText("sections").isPresent() ? row.texts("sections") : List.of(),
                row.number("seats"),
                row.flag("adjacent"),
                row.maybeText("currency").isPresent() ? Optional.of(row.money("highest_price")) : Optional.empty(),
                until);
    }

    private static Set<String> distinct(Collection<ReleasedSeat> seats, Function<ReleasedSeat, String> what) {
        return seats.stream().map(what).collect(Collectors.toSet());
    }
}
