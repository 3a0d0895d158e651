package io.holdfast.ticketing.verification;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.event.AlarmEvent.ViolationFound;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.verification.Looking.Finding;
import io.holdfast.ticketing.verification.Violation.Closed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// What was found, and what came of it. A finding, the stop of its performance's sales and its event are one
/// transaction.
@ApplicationScoped
class Violations {

    private static final Logger LOG = Logger.getLogger(Violations.class);

    private static final String FOUND = """
        insert into violation (invariant, performance_id, about, found)
        values (:invariant, cast(:performance as uuid), :about, :found)
        on conflict do nothing
        returning id, at
        """;

    private static final String STOP = """
        update performance
           set stopped_at = now(), stop_reason = :reason
         where id = :performance
           and stopped_at is null
        """;

    private static final String RESUME = """
        update performance
           set stopped_at = null, stop_reason = null
         where id = :performance
           and stopped_at is not null
           and not exists (select from violation
                            where performance_id = performance.id
                              and not exists (select from violation_closed where violation_id = violation.id))
        """;

    private static final String CLOSE = """
        insert into violation_closed (violation_id, who, reason)
        select id, :who, :reason
          from violation
         where id = :violation
        on conflict do nothing
        """;

    private static final String CLOSE_ALL_OF = """
        insert into violation_closed (violation_id, who, reason)
        select id, :who, :reason
          from violation
         where performance_id = :performance
        on conflict do nothing
        """;

    private static final String COLUMNS = """
        select violation.id, invariant, performance_id, about, found, violation.at,
               closed.who, closed.reason, closed.at as closed_at
          from violation
          left join violation_closed as closed on closed.violation_id = violation.id
        """;

    private static final String ONE = COLUMNS + "where violation.id = :violation";

    private static final String LIST = COLUMNS + """
         where violation.id < :before
           and (closed.violation_id is null or not :open)
         order by violation.id desc
         limit :most
        """;

    private static final String OPEN = """
        select invariant, count(*) as open
          from violation
         where not exists (select from violation_closed where violation_id = violation.id)
         group by invariant
        """;

    private static final String EXISTS = "select id from performance where id = :performance";

    private final DataSource database;
    private final Outbox outbox;

    Violations(DataSource database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    /// Writes it down, unless it has been before.
    ///
    /// @return whether it is new
    @Transactional
    boolean found(Finding finding) {
        record Written(long id, Instant at) {}
        var invariant = finding.invariant().name();
        var written = Sql.of(FOUND)
                .with("invariant", invariant)
                .with("performance", finding.performance().orElse(null))
                .with("about", finding.about())
                .with("found", finding.found())
                .first(database, row -> new Written(row.large("id"), row.moment("at")));
        written.ifPresent(violation -> {
            LOG.errorf(
                    "%s is violated (violation %d): %s %s",
                    invariant, violation.id(), finding.about(), finding.found());
            finding.performance().ifPresent(performance -> Sql.of(STOP)
                    .with("performance", performance)
                    .with("reason", "violation " + violation.id() + ": " + invariant)
                    .run(database));
            outbox.append(new ViolationFound(
                    violation.id(),
                    invariant,
                    finding.performance().orElse(null),
                    finding.performance().isPresent(),
                    violation.at()));
        });
        return written.isPresent();
    }

    /// Somebody has looked at it. When nothing else of its performance is open, sales go on. Closing it again changes
    /// nothing.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    @Transactional
    Violation close(long violation, String who, String reason) {
        var found = one(violation);
        Sql.of(CLOSE)
                .with("violation", violation)
                .with("who", who)
                .with("reason", reason)
                .run(database);
        if (found.performance() != null) {
            Sql.of(RESUME).with("performance", found.performance()).run(database);
        }
        return one(violation);
    }

    /// Closes whatever is open of a performance, and lets its sales go on.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    @Transactional
    void resume(PerformanceId performance, String who, String reason) {
        if (Sql.of(EXISTS)
                .with("performance", performance)
                .first(database, row -> row.uuid("id"))
                .isEmpty()) {
            throw NOT_FOUND.because("There is no such performance.").asException();
        }
        Sql.of(CLOSE_ALL_OF)
                .with("performance", performance)
                .with("who", who)
                .with("reason", reason)
                .run(database);
        Sql.of(RESUME).with("performance", performance).run(database);
    }

    private Violation one(long violation) {
        return Sql.of(ONE)
                .with("violation", violation)
                .first(database, Violations::read)
                .orElseThrow(
                        () -> NOT_FOUND.because("There is no such violation.").asException());
    }

    /// Newest first.
    ///
    /// @param open only those nobody has looked at
    List<Violation> list(boolean open, long before, int most) {
        return Sql.of(LIST)
                .with("open", open)
                .with("before", before)
                .with("most", most)
                .list(database, Violations::read);
    }

    /// How many are open of each invariant that has any.
    Map<String, Long> open() {
        record Count(String invariant, long open) {}
        return Sql.of(OPEN).list(database, row -> new Count(row.text("invariant"), row.large("open"))).stream()
                .collect(java.util.stream.Collectors.toMap(Count::invariant, Count::open));
    }

    private static Violation read(Row row) throws SQLException {
        var who = row.maybeText("who");
        return new Violation(
                row.large("id"),
                row.text("invariant"),
                row.maybeUuid("performance_id").map(PerformanceId::new).orElse(null),
                row.text("about"),
                row.text("found"),
                row.moment("at"),
                who.isEmpty() ? null : new Closed(who.get(), row.text("reason"), row.moment("closed_at")));
    }
}
