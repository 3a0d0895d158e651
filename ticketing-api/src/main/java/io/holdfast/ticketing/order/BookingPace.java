package io.holdfast.ticketing.order;

import static io.holdfast.contracts.problem.ProblemType.BOOKINGS_BUSY;
import static io.holdfast.contracts.problem.ProblemType.TEMPORARILY_UNAVAILABLE;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.show.Catalogue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/// Whose turn it is to book, while staff cap a sale's bookings per second.
///
/// Each hold is given a turn, one after the other at the sale's pace, in the order they ask. Whoever's turn is a few
/// seconds away waits here; whoever's is later is told when to come back, and comes back a little early, so that every
/// order is made at its turn and never two at one. Their seats stay held until a minute after it. Who misses a turn
/// gets another, which keeps nothing any longer: nobody keeps seats by asking for turns.
@ApplicationScoped
public class BookingPace {

    /// What is waited for here. A request that waits holds no connection to the database.
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /// How long before their turn people are asked to come back, so that a slow network does not cost them the turn.
    private static final Duration EARLY = Duration.ofSeconds(2);

    /// How long the seats stay held after the turn, to go on to the payment, which keeps them once more.
    private static final double KEPT_SECONDS = 60;

    private static final String STANDING = """
        select sale.bookings_per_second as per_second,
               hold.state = 'ACTIVE' and not exists (select from orders where hold_id = hold.id) as to_be_booked,
               hold.until, turn.round = pace.round and turn.at >= clock_timestamp() as stands,
               turn.hold_id is null or turn.at >= clock_timestamp() as missed_none,
               cast(extract(epoch from turn.at - clock_timestamp()) as double precision) as seconds
          from hold
          join sale on sale.id = hold.sale_id
          left join booking_pace as pace on pace.sale_id = sale.id and pace.per_second = sale.bookings_per_second
          left join booking_turn as turn on turn.hold_id = hold.id
         where hold.id = :hold
        """;

    /// The next turn; one row of the sale decides, so there is one sequence however many processes there are.
    private static final String NEXT = """
        with next as (
            insert into booking_pace as pace (sale_id, per_second, round, next_at)
            values (:sale, :rate, 1, clock_timestamp() + make_interval(secs => 1 / cast(:rate as double precision)))
            on conflict (sale_id) do update
               set next_at = case when pace.per_second = excluded.per_second
                                  then greatest(pace.next_at, clock_timestamp())
                                  else clock_timestamp() end + make_interval(secs => 1 / excluded.per_second),
                   round = pace.round + case when pace.per_second = excluded.per_second then 0 else 1 end,
                   per_second = excluded.per_second
            returning round, next_at - make_interval(secs => 1 / per_second) as at)
        insert into booking_turn as turn (hold_id, round, at)
        select :hold, next.round, next.at
          from next
        on conflict (hold_id) do update
           set round = excluded.round, at = excluded.at
        returning at, cast(extract(epoch from at - clock_timestamp()) as double precision) as seconds
        """;

    private final Holds holds;
    private final Catalogue catalogue;
    private final DataSource database;

    BookingPace(Holds holds, Catalogue catalogue, DataSource database) {
        this.holds = holds;
        this.catalogue = catalogue;
        this.database = database;
    }

    /// @param in until the turn; not positive: it is now
    /// @param heldUntil how long the seats stay held, at least
    record Turn(Duration in, Instant heldUntil) {}

    private record Standing(double perSecond, boolean free, boolean missedNone, boolean stands, Turn turn) {}

    /// Whether bookings of the sale are capped.
    boolean isKept(SaleId sale) {
        return catalogue.sale(sale).bookingsPerSecond().isPresent();
    }

    /// Returns when the hold may become an order: at once where bookings are not capped, or where there is nothing to
    /// book any more.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `BOOKINGS_BUSY` if that takes longer than we wait
    public void await(HoldId hold, SaleId sale) {
        var turn = turn(hold, sale);
        if (turn.in().compareTo(PATIENCE) > 0) {
            throw BOOKINGS_BUSY
                    .because("Many people are booking at this moment. Your seats stay yours; it goes on by itself.")
                    .with("retryAfterSeconds", turn.in().minus(EARLY).toSeconds())
                    .with("heldUntil", turn.heldUntil())
                    .asException();
        }
        try {
            if (turn.in().isPositive()) {
                Thread.sleep(turn.in());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw TEMPORARILY_UNAVAILABLE.plain().with("retryAfterSeconds", 1).asException();
        }
    }

    /// The hold's turn: the one it has, if it is still to come, else the next.
    Turn turn(HoldId hold, SaleId sale) {
        return QuarkusTransaction.requiringNew().call(() -> {
            holds.lock(hold);
            var standing = standing(hold);
            return standing.free() || standing.stands() ? standing.turn() : next(hold, sale, standing);
        });
    }

    private Standing standing(HoldId hold) {
        return Sql.of(STANDING).with("hold", hold).one(database, row -> {
            var rate = row.maybeReal("per_second");
            return new Standing(
                    rate.orElse(0.0),
                    rate.isEmpty() || !row.flag("to_be_booked"),
                    row.flag("missed_none"),
                    row.flag("stands"),
                    new Turn(seconds(rate.isEmpty() ? 0 : row.real("seconds")), row.moment("until")));
        });
    }

    private Turn next(HoldId hold, SaleId sale, Standing standing) {
        record Given(Instant at, Duration in) {}
        var given = Sql.of(NEXT)
                .with("hold", hold)
                .with("sale", sale)
                .with("rate", standing.perSecond())
                .one(database, row -> new Given(row.moment("at"), seconds(row.real("seconds"))));
        var kept = given.at().plusMillis((long) (KEPT_SECONDS * 1000));
        if (standing.missedNone() && kept.isAfter(standing.turn().heldUntil())) {
            holds.keep(hold, kept);
            return new Turn(given.in(), kept);
        }
        return new Turn(given.in(), standing.turn().heldUntil());
    }

    private static Duration seconds(double length) {
        return Duration.ofNanos((long) (length * 1e9));
    }
}
