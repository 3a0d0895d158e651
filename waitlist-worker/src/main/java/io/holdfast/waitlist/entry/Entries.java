package io.holdfast.waitlist.entry;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.waitlist.entry.EntryState.Ended;
import io.holdfast.waitlist.entry.EntryState.Offered;
import io.holdfast.waitlist.entry.EntryState.Served;
import io.holdfast.waitlist.entry.EntryState.Waiting;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// The lines, one for each performance.
@ApplicationScoped
public class Entries {

    private static final String COLUMNS = """
        id, seq, performance_id, customer_id, grades, seats, adjacent, wanted_until, joined_at, has_missed, state,
        offer_id, offer_until, end_reason
        """;

    private static final String ADD = """
        insert into entry (id, performance_id, customer_id, grades, seats, adjacent, wanted_until, state)
        values (:id, :performance, :customer, :grades, :seats, :adjacent, :until, 'WAITING')
        on conflict do nothing
        """;

    private static final String FIND = "select " + COLUMNS + " from entry where id = :id";

    private static final String LIVING = "select " + COLUMNS + """
          from entry
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

    /// The next in line who might want some of what is left; an exact fit is found out later. What an entry has let
    /// pass comes with it.
    private static final String NEXT = "select " + COLUMNS + """
               , array(select unnest(offer.seats)
                         from offer
                        where offer.entry_id = entry.id
                          and offer.failure = 'LAPSED') as let_pass
          from entry
         where performance_id = :performance
           and state = 'WAITING'
           and seq > :after
           and (wanted_until is null or wanted_until > now())
           and seats <= :seatsLeft
           and grades && :gradesLeft
         order by seq
         limit :most
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

    private static final String END_WHAT_IS_OVER = """
        update entry
           set state = 'ENDED', end_reason = 'OVER', ended_at = now()
          from performance
         where performance.id = entry.performance_id
           and entry.state = 'WAITING'
           and (entry.wanted_until <= now() or performance.starts_at <= now())
        """;

    private final DataSource database;

    Entries(DataSource database) {
        this.database = database;
    }

    /// @param letPass seats it was offered and did not answer about
    public record Candidate(Entry entry, long place, Set<SeatId> letPass) {}

    /// @return whether it was added; not when the customer is in this line already
    boolean add(EntryId id, PerformanceId performance, CustomerId customer, Wish wish) {
        return Sql.of(ADD)
                        .with("id", id)
                        .with("performance", performance)
                        .with("customer", customer)
                        .with("grades", wish.grades())
                        .with("seats", wish.seats())
                        .with("adjacent", wish.adjacent())
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

    /// @param after the place of the last one looked at; 0 at first
    public List<Candidate> next(
            PerformanceId performance, long after, int seatsLeft, Collection<String> gradesLeft, int most) {
        return Sql.of(NEXT)
                .with("performance", performance)
                .with("after", after)
                .with("seatsLeft", seatsLeft)
                .with("gradesLeft", gradesLeft)
                .with("most", most)
                .list(
                        database,
                        row -> new Candidate(
                                read(row),
                                row.large("seq"),
                                row.texts("let_pass").stream().map(SeatId::new).collect(Collectors.toSet())));
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
        Sql.of(END_WHAT_IS_OVER).run(database);
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
                new Wish(
                        row.texts("grades"),
                        row.number("seats"),
                        row.flag("adjacent"),
                        row.maybeMoment("wanted_until")),
                state,
                row.moment("joined_at"));
    }
}
