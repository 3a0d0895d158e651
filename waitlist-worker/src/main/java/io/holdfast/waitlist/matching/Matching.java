package io.holdfast.waitlist.matching;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.waitlist.entry.Entries;
import io.holdfast.waitlist.entry.Entries.Candidate;
import io.holdfast.waitlist.entry.Entries.Common;
import io.holdfast.waitlist.entry.Entries.Next;
import io.holdfast.waitlist.offer.Offers;
import io.holdfast.waitlist.offer.Offers.Meant;
import io.holdfast.waitlist.performance.Performance;
import io.holdfast.waitlist.performance.Performances;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
    private final MeterRegistry metrics;

    Matching(
            DataSource database,
            Performances performances,
            Entries entries,
            Offers offers,
            Outbox outbox,
            MatchingConfig config,
            MeterRegistry metrics) {
        this.database = database;
        this.performances = performances;
        this.entries = entries;
        this.offers = offers;
        this.outbox = outbox;
        this.config = config;
        this.metrics = metrics;
    }

    public void match(SeatsReleased released) {
        var began = System.nanoTime();
        var together = new Together();
        // Whoever joins or is matched at the same time waits for this row, so the line stands still.
        var performance = performances.lock(together, released.performance());
        var isNew = together.run(
                Sql.of(FIRST_TIME).with("id", released.release()).with("performance", released.performance()));
        var now = together.first(Sql.of(NOW), row -> row.moment("now"));
        var wishes = entries.wishes(together, released.performance(), released.seats());
        together.send(database);
        if (isNew.get() == 0) {
            return;
        }
        var seating = new Seating(released.seats());
        performance
                .get()
                .flatMap(found -> offersEnd(found, released, now.get().orElseThrow()))
                .ifPresent(until -> offer(released, wishes.get(), seating, until));
        if (!seating.isEmpty()) {
            var unwanted = seating.left().stream().map(ReleasedSeat::seat).toList();
            outbox.append(new SeatsUnwanted(released.performance(), released.release(), unwanted));
        }
        metrics.timer("holdfast.waitlist.match").record(Duration.ofNanos(System.nanoTime() - began));
    }

    /// @return empty if it is too late to offer anything
    private Optional<Instant> offersEnd(Performance performance, SeatsReleased released, Instant now) {
        var until = earlier(now.plus(config.offerLasts()), performance.startsAt());
        return now.isBefore(until) && now.isBefore(released.publicAt()) ? Optional.of(until) : Optional.empty();
    }

    /// Seats meant for somebody who left at that very moment are matched again.
    private void offer(SeatsReleased released, List<Common> wishes, Seating seating, Instant until) {
        List<Meant> lost;
        do {
            var meant = new InOrder(wishes, seating, config.lookedAtTogether(), this::next).meant();
            lost = meant.isEmpty() ? List.of() : offers.make(released.performance(), released.release(), meant, until);
            lost.forEach(one -> seating.giveBack(one.seats()));
        } while (!lost.isEmpty());
    }

    private List<Candidate> next(Collection<Next> asked) {
        var candidates = entries.next(asked);
        metrics.counter("holdfast.waitlist.looked.at").increment(candidates.size());
        return candidates;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
