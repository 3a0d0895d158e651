package io.holdfast.ticketing.hold;

import static io.holdfast.ticketing.seat.PaidSeats.AND_NONE_IN_PAYMENT;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.sql.Together.Answer;
import io.holdfast.ticketing.seat.SeatWatch;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;

/// Where holds are found, kept a little longer, and given up. [HoldGroups] places them.
@ApplicationScoped
public class Holds {

    private static final String HOLD = """
        select hold.id, hold.performance_id, hold.sale_id, hold.subject, hold.session, hold.offer_id, hold.extended,
               hold.until, hold.accepted_at is not null as accepted,
               case when hold.state = 'ACTIVE' and hold.until <= now()
        """ + AND_NONE_IN_PAYMENT + """
                    then 'LAPSED' else hold.state end as state,
        """ + HeldSeats.COLUMNS + """
          from hold
        """ + HeldSeats.OF_HOLD;

    private static final String BY_ID = HOLD + "where hold.id = :hold";
    private static final String OF_ORDER =
            HOLD + "where hold.id = (select hold_id from orders where orders.id = :order)";

    private static final String LOCK = "select state = 'ACTIVE' as active from hold where id = :hold for update";
    private static final String LOCK_OF_ORDER = """
        select state = 'ACTIVE' as active
          from hold
         where id = (select hold_id from orders where orders.id = :order)
           for update
        """;

    /// Seats that are being paid for keep their hold alive.
    private static final String END = """
        update hold
           set state = :state, ended_at = now()
         where id = :hold
           and state = 'ACTIVE'
        """ + AND_NONE_IN_PAYMENT + """
        """;

    /// Only seats that are still this hold's: a seat already taken over is somebody else's.
    private static final String FREE_SEATS = """
        update seat
           set state = 'AVAILABLE', hold_id = null, until = null
          from hold
         where hold.id = :hold
           and seat.performance_id = hold.performance_id
           and seat.id = any (hold.seats)
           and seat.hold_id = hold.id
           and seat.state = 'HELD'
        returning seat.id
        """;

    private static final String COUNT_BACK = """
        update shopper
           set seats = greatest(0, shopper.seats - :seats)
         where sale_id = :sale
           and subject = :subject
        """;

    private static final String EXTEND = """
        update hold
           set until = until + make_interval(secs => sale.hold_seconds), extended = true
          from sale
         where hold.id = :hold
           and sale.id = hold.sale_id
           and hold.state = 'ACTIVE'
           and hold.offer_id is null
           and not hold.extended
           and hold.until > now()
           and cardinality(hold.seats) = (select count(*)
                                            from seat
                                           where seat.performance_id = hold.performance_id
                                             and seat.id = any (hold.seats)
                                             and seat.hold_id = hold.id
                                             and seat.state = 'HELD')
        returning hold.until
        """;

    private static final String KEEP = """
        update hold
           set until = :until
         where id = :hold
           and state = 'ACTIVE'
           and until > now()
           and until < :until
        """;

    private static final String KEEP_SEATS = """
        update seat
           set until = :until
          from hold
         where hold.id = :hold
           and seat.performance_id = hold.performance_id
           and seat.id = any (hold.seats)
           and seat.hold_id = hold.id
           and seat.state in ('HELD', 'OFFERED')
           and seat.until < :until
        returning seat.performance_id, seat.id
        """;

    private final DataSource database;
    private final SeatWatch watch;

    Holds(DataSource database, SeatWatch watch) {
        this.database = database;
        this.watch = watch;
    }

    public Optional<Hold> find(HoldId id) {
        return Sql.of(BY_ID).with("hold", id).first(database, Holds::read);
    }

    /// The hold of an order, if there is one, kept from ending until the transaction does.
    ///
    /// @param counted whether it has not ended: one whose time is over counts for its owner until it is swept
    public record Locked(Answer<Boolean> counted, Answer<Optional<Hold>> hold) {}

    public Locked lock(Together together, OrderId order) {
        return new Locked(
                together.list(
                        Sql.of(LOCK_OF_ORDER).with("order", order),
                        row -> row.flag("active"),
                        rows -> rows.contains(true)),
                together.first(Sql.of(OF_ORDER).with("order", order), Holds::read));
    }

    private static Hold read(Row row) throws SQLException {
        return new Hold(
                new HoldId(row.uuid("id")),
                new PerformanceId(row.uuid("performance_id")),
                new SaleId(row.uuid("sale_id")),
                new Subject(row.text("subject")),
                row.maybeText("session"),
                row.maybeUuid("offer_id").map(OfferId::new),
                Hold.State.valueOf(row.text("state")),
                row.moment("until"),
                row.flag("extended"),
                row.flag("accepted"),
                HeldSeats.read(row));
    }

    /// Keeps the seats for the sale's hold time once more. An offer's hold has its own, longer time.
    ///
    /// @return whether it could still be done
    @Transactional
    public boolean extend(HoldId hold) {
        var until = Sql.of(EXTEND).with("hold", hold).first(database, row -> row.moment("until"));
        until.ifPresent(moment -> keepSeats(hold, moment));
        return until.isPresent();
    }

    /// Keeps the seats at least so long, because we make people wait. Who has run out of time keeps nothing.
    public void keep(HoldId hold, Instant until) {
        if (Sql.of(KEEP).with("hold", hold).with("until", until).run(database) == 1) {
            keepSeats(hold, until);
        }
    }

    /// The seats of a hold that has just been kept longer.
    public void keepSeats(HoldId hold, Instant until) {
        record Kept(PerformanceId performance, SeatId seat) {}
        var kept = Sql.of(KEEP_SEATS)
                .with("hold", hold)
                .with("until", until)
                .list(
                        database,
                        row -> new Kept(new PerformanceId(row.uuid("performance_id")), new SeatId(row.text("id"))));
        if (!kept.isEmpty()) {
            watch.changed(
                    kept.getFirst().performance(), kept.stream().map(Kept::seat).toList());
        }
    }

    /// Gives the seats up at once. Seats that are being paid for stay until the answer is known.
    ///
    /// @return whether there was anything to give up
    @Transactional
    public boolean release(Hold hold) {
        return end(hold, Hold.State.RELEASED);
    }

    /// The seats have been bought; the hold is history, and the person's count stays.
    public void bought(Together together, HoldId hold) {
        together.run(Sql.of(END).with("hold", hold).with("state", Hold.State.BOUGHT));
    }

    /// Keeps the hold from ending until the transaction does.
    ///
    /// @return whether it has not ended: one whose time is over counts for its owner until it is swept
    public boolean lock(HoldId hold) {
        return Sql.of(LOCK).with("hold", hold).one(database, row -> row.flag("active"));
    }

    boolean end(Hold hold, Hold.State how) {
        lock(hold.id());
        var ended = Sql.of(END).with("hold", hold.id()).with("state", how).run(database) == 1;
        if (ended) {
            watch.changed(
                    hold.performance(),
                    Sql.of(FREE_SEATS).with("hold", hold.id()).list(database, row -> new SeatId(row.text("id"))));
            countBack(hold.sale(), hold.subject(), hold.seats().size());
        }
        return ended;
    }

    /// Somebody has fewer seats of a sale than before.
    public void countBack(SaleId sale, Subject subject, int seats) {
        Sql.of(COUNT_BACK)
                .with("sale", sale)
                .with("subject", subject.value())
                .with("seats", seats)
                .run(database);
    }
}
