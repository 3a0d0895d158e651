package io.holdfast.ticketing.hold;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.event.SalesEvent.ShoppingEnded;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;

/// When the shopping of a visitor whom the waiting room let in is over: they have bought, or they have left. Their
/// pass holds no more seats from then on, so their room inside can be the next visitor's at once.
///
/// Whoever leaves while a payment of theirs is in flight is told of when its outcome is known.
@ApplicationScoped
public class Shopping {

    private static final String LEFT = """
        insert into shopping_end (sale_id, session, subject)
        values (:sale, :session, :subject)
        on conflict do nothing
        """;

    private static final String BOUGHT = """
        insert into shopping_end (sale_id, session, subject, told_at)
        values (:sale, :session, :subject, now())
        on conflict (sale_id, session) do update
           set told_at = coalesce(shopping_end.told_at, excluded.told_at)
        """;

    private static final String LIVE_HOLDS = """
        select id
          from hold
         where subject = :subject
           and sale_id = :sale
           and session = :session
           and state = 'ACTIVE'
         order by id
        """;

    private static final String LAST_PERFORMANCE = """
        select performance_id
          from hold
         where subject = :subject
           and sale_id = :sale
           and session = :session
         order by placed_at desc
         limit 1
        """;

    private static final String TOLD = """
        update shopping_end
           set told_at = now()
         where sale_id = :sale
           and session = :session
           and told_at is null
        """;

    private static final String UNTOLD = """
        select sale_id, session, subject
          from shopping_end
         where told_at is null
         order by at
         limit 200
           for update skip locked
        """;

    private final Holds holds;
    private final Outbox outbox;
    private final DataSource database;
    private final Clock clock;

    Shopping(Holds holds, Outbox outbox, DataSource database, Clock clock) {
        this.holds = holds;
        this.outbox = outbox;
        this.database = database;
        this.clock = clock;
    }

    private record Visit(SaleId sale, String session, Subject subject) {}

    /// The visitor leaves: what they hold is free at once. Leaving again changes nothing.
    @Transactional
    void left(SaleId sale, String session, Subject subject) {
        var visit = new Visit(sale, session, subject);
        about(LEFT, visit).run(database);
        finish(visit);
    }

    /// The visitor has bought; the tickets issued tell the waiting room. What else they
    /// hold may still be paid for.
    public void bought(Together together, SaleId sale, String session, Subject subject) {
        together.run(about(BOUGHT, new Visit(sale, session, subject)));
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void finishWhatWasInFlight() {
        QuarkusTransaction.requiringNew().run(() -> Sql.of(UNTOLD)
                .list(
                        database,
                        row -> new Visit(
                                new SaleId(row.uuid("sale_id")), row.text("session"), new Subject(row.text("subject"))))
                .forEach(this::finish));
    }

    private void finish(Visit visit) {
        for (var hold : liveHolds(visit)) {
            holds.release(holds.find(hold).orElseThrow());
        }
        if (liveHolds(visit).isEmpty() && about(TOLD, visit).run(database) == 1) {
            var performance = about(LAST_PERFORMANCE, visit)
                    .first(database, row -> new PerformanceId(row.uuid("performance_id")));
            outbox.append(new ShoppingEnded(performance.orElse(null), visit.sale(), visit.session(), clock.instant()));
        }
    }

    private List<HoldId> liveHolds(Visit visit) {
        return about(LIVE_HOLDS, visit).list(database, row -> new HoldId(row.uuid("id")));
    }

    private static Sql about(String statement, Visit visit) {
        return Sql.of(statement)
                .with("sale", visit.sale())
                .with("session", visit.session())
                .with("subject", visit.subject().value());
    }
}
