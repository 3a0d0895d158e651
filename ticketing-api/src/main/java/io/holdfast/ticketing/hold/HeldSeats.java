package io.holdfast.ticketing.hold;

import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Row;
import io.holdfast.ticketing.hold.Hold.HeldSeat;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/// The seats of a hold, read in the row of the hold.
public final class HeldSeats {

    public static final String COLUMNS = "held.ids, held.labels, held.grades, held.amounts, held.currency\n";

    /// To be joined to `hold`.
    public static final String OF_HOLD = """
        cross join lateral (
              select array_agg(id order by ordinal) as ids, array_agg(label order by ordinal) as labels,
                     array_agg(grade order by ordinal) as grades,
                     array_agg(cast(amount as text) order by ordinal) as amounts, min(currency) as currency
                from seat
               where seat.performance_id = hold.performance_id
                 and seat.id = any (hold.seats)) as held
        """;

    private HeldSeats() {}

    /// In the order of the hall.
    public static List<HeldSeat> read(Row row) throws SQLException {
        var ids = row.texts("ids");
        var labels = row.texts("labels");
        var grades = row.texts("grades");
        var amounts = row.texts("amounts");
        var currency = row.text("currency");
        return IntStream.range(0, ids.size())
                .mapToObj(i -> new HeldSeat(
                        new SeatId(ids.get(i)),
                        labels.get(i),
                        grades.get(i),
                        Money.of(Long.parseLong(amounts.get(i)), currency)))
                .toList();
    }
}
