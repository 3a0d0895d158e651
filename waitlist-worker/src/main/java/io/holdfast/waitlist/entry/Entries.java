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
        wanted_until, joined_at, has_missed, state, offer_id, offer_until, end_reason
        """;

    private static final String FROM = " from entry join wish on wish.id = entry.wish_id ";

    /// Whoever joins has the performance, so a wish that was there before is seen.
    private static final String ADD = """
        with first_of_its_kind as (
            insert into wish (performance_id, grades, sections, seats, adjacent, highest_price, currency)
            values (:performance, :grades, cast(:sections as text[]), :seats, :adjacent, cast(:highest as bigint),
                    :currency)
            on conflict do nothing
            returning id),
        wished as (
            select id
              from first_of_its_kind
            union all
            select id
              from wish
             where performance_id = :performance
               and grades = :grades
               and sections is not distinct from cast(:sections as text[])
               and seats = :seats
               and adjacent = :adjacent
               and highest_price is not distinct from cast(:highest as bigint)
               and currency is not distinct from cast(:currency as text))
        insert into entry (id, performance_id, wish_id, customer_id, wanted_until, state)
        select :id, :performance, wished.id, :customer, cast(:until as timestamptz), 'WAITING'
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
    /// them comes back.
    private static final String POSITION = """
        select count(*) + 1 as position
          from entry other
          join entry mine on mine.id = :id
         where other.performance_id = mine.performance_id
           and other.state in ('WAITING', 'OFFERED')
           and other.seq < mine.seq
        """;

    /// The wishes that some of what is left might do for; an exact fit is found out later.
    private static final String WISHES = """
        select id, grades, sections, seats, adjacent, highest_price, currency
          from wish
         where performance_id = :performance
           and seats <= :count
           and grades && :grades
           and (sections is null or sections && :sections)
           and (highest_price is null or highest_price >= :cheapest)
         order by id
        """;

    /// The next in the line of each wish asked for, and nobody else. What an entry has let pass comes with it.
    static final String NEXT = """
        select asked.wish_id, candidate.id, candidate.seq, candidate.customer_id, candidate.has_missed,
               case when candidate.has_missed
                    then array(select unnest(offer.seats)
                                 from offer
                                where offer.entry_id = candidate.id
                                  and offer.failure = 'LAPSED')
                    else '{}' end as let_pass
          from unnest(cast(:wishes as bigint[]), cast(:after as bigint[]), cast(:most as bigint[]))
               as asked (wish_id, after, most)
         cross join lateral (
               select id, seq, customer_id, has_missed
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
               end_reason = :endReason, ended_at = case when :over then now() end
         where id = :id
           and state = :from
           and offer_id is not distinct from :fromOffer
        """;

    private static final String LEAVE = """
        update entry
           set state = 'ENDED', end_reason = 'LEFT', ended_at = now(), offer_id = null, offer_until = null
         where id = :id
           and state in ('WAITING', 'OFFERED')
        """;

    private static final String END_UNWANTED = """
        update entry
           set state = 'ENDED', end_reason = 'OVER', ended_at = now()
         where state = 'WAITING'
           and wanted_until <= now()
        """;

    private static final String END_BEGUN = """
        update entry
           set state = 'ENDED', end_reason = 'OVER', ended_at = now()
          from performance
         where performance.id = entry.performance_id
           and performance.starts_at <= now()
           and entry.state = 'WAITING'
        """;

    private final DataSource database;

    Entries(DataSource database) {
        this.database = database;
    }

    /// A wish that some have in common.
    ///
    /// @param id names it in one performance's line
    public record Common(long id, Wish wish) {}

    /// Somebody who waits.
    ///
    /// @param wish names the [Common] wish
    /// @param letPass seats it was offered and did not answer about
    public record Candidate(
            EntryId entry, CustomerId customer, long wish, long place, Waiting state, Set<SeatId> letPass) {}

    /// A question for the next in the line of a wish.
    ///
    /// @param after the place of the last one read; 0 at first
    public record Next(long wish, long after, int most) {}

    /// @return whether it was added; not when the customer is in this line already
    boolean add(EntryId id, PerformanceId performance, CustomerId customer, Wish wish) {
        return Sql.of(ADD)
                        .with("id", id)
                        .with("performance", performance)
                        .with("customer", customer)
                        .with("grades", wish.grades())
                        .with("sections", wish.sections().isEmpty() ? null : wish.sections())
                        .with("seats", wish.seats())
                        .with("adjacent", wish.adjacent())
                        .with("highest", wish.highestPrice().map(Money::amount).orElse(null))
                        .with(
                                "currency",
                                wish.highestPrice()
                                        .map(price -> price.currency().getCurrencyCode())
                                        .orElse(null))
                        .with("until", wish.until().orElse(null))
                        .run(database)
                == 1;
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

    /// What is wished for in this performance, as far as some of these seats might do.
    public Answer<List<Common>> wishes(Together together, PerformanceId performance, Collection<ReleasedSeat> seats) {
        return together.list(
                Sql.of(WISHES)
                        .with("performance", performance)
                        .with("count", seats.size())
                        .with("grades", distinct(seats, ReleasedSeat::grade))
                        .with("sections", distinct(seats, ReleasedSeat::section))
                        .with(
                                "cheapest",
                                seats.stream()
                                        .mapToLong(seat -> seat.price().amount())
                                        .min()
                                        .orElse(0)),
                row -> new Common(row.large("id"), wish(row, Optional.empty())),
                wishes -> wishes);
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
                                row.texts("let_pass").stream().map(SeatId::new).collect(Collectors.toSet())));
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

    /// Tidiness only: matching passes over them in any case.
    @Scheduled(every = "1m")
    void endWhatIsOver() {
        Sql.of(END_UNWANTED).run(database);
        Sql.of(END_BEGUN).run(database);
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
                wish(row, row.maybeMoment("wanted_until")),
                state,
                row.moment("joined_at"));
    }

    private static Wish wish(Row row, Optional<Instant> until) throws SQLException {
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
