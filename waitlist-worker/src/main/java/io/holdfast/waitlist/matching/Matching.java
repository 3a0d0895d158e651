package io.holdfast.waitlist.matching;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import io.holdfast.waitlist.entry.Entries;
import io.holdfast.waitlist.entry.Entries.Candidate;
import io.holdfast.waitlist.entry.EntryState.Waiting;
import io.holdfast.waitlist.offer.Offers;
import io.holdfast.waitlist.performance.Performance;
import io.holdfast.waitlist.performance.Performances;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/// Gives the seats of a release to those who wait, in the transaction that is running.
@ApplicationScoped
public class Matching {

    private static final String FIRST_TIME = """
        insert into release (id, performance_id)
        values (:id, :performance)
        on conflict do nothing
        """;

    private static final String NOW = "select now() as now";

    private final DataSource database;
    private final Performances performances;
    private final Entries entries;
    private final Offers offers;
    private final Outbox outbox;
    private final MatchingConfig config;

    Matching(
            DataSource database,
            Performances performances,
            Entries entries,
            Offers offers,
            Outbox outbox,
            MatchingConfig config) {
        this.database = database;
        this.performances = performances;
        this.entries = entries;
        this.offers = offers;
        this.outbox = outbox;
        this.config = config;
    }

    public void match(SeatsReleased released) {
        // Whoever joins or is matched at the same time waits for this row, so the line stands still.
        var performance = performances.lock(released.performance());
        var isNew = Sql.of(FIRST_TIME)
                        .with("id", released.release())
                        .with("performance", released.performance())
                        .run(database)
                == 1;
        if (!isNew) {
            return;
        }
        var seating = new Seating(released.seats());
        performance.ifPresent(found -> offer(found, released, seating));
        if (!seating.isEmpty()) {
            var unwanted = seating.left().stream().map(ReleasedSeat::seat).toList();
            outbox.append(new SeatsUnwanted(released.performance(), released.release(), unwanted));
        }
    }

    private void offer(Performance performance, SeatsReleased released, Seating seating) {
        var now = Sql.of(NOW).one(database, row -> row.moment("now"));
        var until = earlier(now.plus(config.offerLasts()), performance.startsAt());
        if (!now.isBefore(until) || !now.isBefore(released.publicAt())) {
            return;
        }
        var place = 0L;
        List<Candidate> candidates;
        do {
            candidates =
                    entries.next(performance.id(), place, seating.count(), seating.grades(), config.lookedAtTogether());
            for (var candidate : candidates) {
                place = candidate.place();
                offer(candidate, released, seating, until);
            }
        } while (!seating.isEmpty() && candidates.size() == config.lookedAtTogether());
    }

    private void offer(Candidate candidate, SeatsReleased released, Seating seating, Instant until) {
        var entry = candidate.entry();
        var fitting = seating.fit(entry.wish(), candidate.letPass());
        if (fitting.isPresent()
                && entry.state() instanceof Waiting waiting
                && offers.make(entry, waiting, released.release(), fitting.get(), until)) {
            seating.take(fitting.get());
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
