package io.holdfast.ticketing.hold;

import static io.holdfast.ticketing.seat.PaidSeats.AND_NONE_IN_PAYMENT;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import javax.sql.DataSource;

/// Tidies up after holds whose time is over. Nobody waits for it: their seats count as free without it.
///
/// A hold with a payment in flight is left alone, and so is an offer's, which goes back to the waitlist
/// ([io.holdfast.ticketing.offer]).
@ApplicationScoped
class LapsedHolds {

    private static final String LAPSED = """
        select id
          from hold
         where state = 'ACTIVE'
           and until <= now()
           and offer_id is null
        """ + AND_NONE_IN_PAYMENT + """
         order by until
         limit 200
           for update skip locked
        """;

    private final Holds holds;
    private final DataSource database;

    LapsedHolds(Holds holds, DataSource database) {
        this.holds = holds;
        this.database = database;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        QuarkusTransaction.requiringNew().run(() -> {
            var lapsed = Sql.of(LAPSED).list(database, row -> new HoldId(row.uuid("id")));
            for (var id : lapsed) {
                holds.end(holds.find(id).orElseThrow(), Hold.State.LAPSED);
            }
        });
    }
}
