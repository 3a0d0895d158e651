package io.holdfast.ticketing.seat;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.sql.Together.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// A seat's way from being held to being sold, and back, in the running transaction.
@ApplicationScoped
public class PaidSeats {

    /// About a row of `hold`: no capture of its seats may be in flight. Seats that are being paid for keep their hold
    /// alive.
    public static final String AND_NONE_IN_PAYMENT = """
        and not exists (select from seat
                     where seat.performance_id = hold.performance_id
                       and seat.id = any (hold.seats)
                       and seat.hold_id = hold.id
                       and seat.state = 'PAYING')
        """;

    private static final String OF_ORDER = """
          from orders
          join hold on hold.id = orders.hold_id
         where orders.id = :order
           and seat.performance_id = hold.performance_id
           and seat.id = any (hold.seats)
           and seat.order_id = orders.id
           and seat.state = 'PAYING'
        returning seat.performance_id, seat.id
        """;

    /// All the hold's seats enter payment, if it is still in time by the database's clock and they are still its own.
    private static final String PAYING = """
        update seat
           set state = 'PAYING', order_id = :order
          from hold
         where hold.id = :hold
           and hold.state = 'ACTIVE'
           and seat.performance_id = hold.performance_id
           and seat.id = any (hold.seats)
           and seat.hold_id = hold.id
           and seat.state in ('HELD', 'OFFERED')
           and seat.until > clock_timestamp()
        returning seat.performance_id, seat.id
        """;

    /// The same where nobody has to be asked: from being held to being sold.
    private static final String SOLD_AT_ONCE = """
        update seat
           set state = 'SOLD', order_id = :order, hold_id = null, until = null
          from hold
         where hold.id = :hold
           and hold.state = 'ACTIVE'
           and seat.performance_id = hold.performance_id
           and seat.id = any (hold.seats)
           and seat.hold_id = hold.id
           and seat.state in ('HELD', 'OFFERED')
           and seat.until > clock_timestamp()
        returning seat.performance_id, seat.id
        """;

    private static final String SOLD = "update seat set state = 'SOLD', hold_id = null, until = null " + OF_ORDER;

    private static final String BACK = """
        update seat
           set state = case when hold.offer_id is null then 'HELD' else 'OFFERED' end, order_id = null
        """ + OF_ORDER;

    private static final String FREED = """
        update seat
           set state = 'AVAILABLE', hold_id = null, order_id = null, release_id = null, until = null
        """ + OF_ORDER;

    /// For a late capture: every seat of the order that nobody else has meanwhile.
    private static final String RETAKEN = """
        update seat
           set state = 'PAYING', hold_id = :hold, order_id = :order, release_id = null, until = now()
         where performance_id = :performance
           and id = any (:seats)
           and (state = 'AVAILABLE'
                or (state in ('HELD', 'OFFERED') and hold_id = :hold)
                or (state in ('HELD', 'RELEASED') and until <= now()))
        returning performance_id, id
        """;

    private final DataSource database;
    private final SeatWatch watch;

    PaidSeats(DataSource database, SeatWatch watch) {
        this.database = database;
        this.watch = watch;
    }

    /// The hold's seats enter payment; nobody else gets them before the answer is known.
    ///
    /// @return how many could; fewer than the hold has means it is too late, and the caller rolls back
    public int paying(HoldId hold, OrderId order) {
        return moved(Sql.of(PAYING).with("hold", hold).with("order", order));
    }

    /// The hold's seats are sold, because nobody has to be asked for the money.
    ///
    /// @return how many could be; fewer than the hold has means it is too late, and the caller rolls back
    public Answer<Integer> soldAtOnce(Together together, HoldId hold, OrderId order) {
        return moved(together, Sql.of(SOLD_AT_ONCE).with("hold", hold).with("order", order));
    }

    /// @return how many are sold now; fewer than the hold has must not be
    public Answer<Integer> sold(Together together, OrderId order) {
        return moved(together, Sql.of(SOLD).with("order", order));
    }

    /// Not paid: the seats are held or offered as before.
    public void back(OrderId order) {
        moved(Sql.of(BACK).with("order", order));
    }

    /// @return how many of the seats nobody else has; they are in payment now
    public int retaken(HoldId hold, OrderId order, PerformanceId performance, Collection<SeatId> seats) {
        return moved(Sql.of(RETAKEN)
                .with("hold", hold)
                .with("order", order)
                .with("performance", performance)
                .with("seats", seats));
    }

    /// What was retaken and cannot be sold is anybody's again.
    public void freed(OrderId order) {
        moved(Sql.of(FREED).with("order", order));
    }

    private record Moved(PerformanceId performance, SeatId seat) {}

    private int moved(Sql statement) {
        return told(statement.list(database, PaidSeats::read));
    }

    private Answer<Integer> moved(Together together, Sql statement) {
        return together.list(statement, PaidSeats::read, this::told);
    }

    private static Moved read(Row row) throws SQLException {
        return new Moved(new PerformanceId(row.uuid("performance_id")), new SeatId(row.text("id")));
    }

    private int told(List<Moved> all) {
        all.stream()
                .collect(
                        Collectors.groupingBy(Moved::performance, Collectors.mapping(Moved::seat, Collectors.toList())))
                .forEach(watch::changed);
        return all.size();
    }
}
