package io.holdfast.waitlist.entry;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.sql.Sql;
import io.holdfast.waitlist.entry.EntryState.Ended;
import io.holdfast.waitlist.entry.EntryState.Offered;
import io.holdfast.waitlist.entry.EntryState.Served;
import io.holdfast.waitlist.entry.EntryState.Waiting;
import io.holdfast.waitlist.entry.JoinOutcome.AlreadyWaiting;
import io.holdfast.waitlist.entry.JoinOutcome.Closed;
import io.holdfast.waitlist.entry.JoinOutcome.Joined;
import io.holdfast.waitlist.entry.JoinOutcome.UnknownPerformance;
import io.holdfast.waitlist.performance.Performance;
import io.holdfast.waitlist.performance.Performances;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// Joining a line, looking at one's place in it, and leaving.
@ApplicationScoped
class Line {

    private static final String NOW = "select now() as now";

    private final DataSource database;
    private final Performances performances;
    private final Entries entries;
    private final Chances chances;

    Line(DataSource database, Performances performances, Entries entries, Chances chances) {
        this.database = database;
        this.performances = performances;
        this.entries = entries;
        this.chances = chances;
    }

    /// A wish as it was sent; whether it can be had depends on the performance.
    interface Asked {
        Wish wishFor(Performance performance, Instant now);
    }

    /// Joins in the order in which these transactions get hold of the performance. Whether it is sold out is not
    /// asked: that is ticketing-api's to know, and nobody gets a seat from here that is on public sale.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `INVALID_REQUEST` if the wish cannot be had
    @Transactional
    JoinOutcome join(PerformanceId id, CustomerId customer, Optional<String> automaticPayment, Asked asked) {
        var found = performances.lock(id);
        if (found.isEmpty()) {
            return new UnknownPerformance();
        }
        var performance = found.get();
        var now = now();
        var wish = asked.wishFor(performance, now);
        if (!now.isBefore(performance.startsAt())) {
            return new Closed("This performance has begun.");
        }
        if (performances.isCalledOff(id)) {
            return new Closed("This performance will not take place.");
        }
        var sale = performances.saleTimes(id);
        if (sale.isPresent() && now.isBefore(sale.get().opensAt())) {
            return new Closed("The waitlist opens together with the sale.");
        }
        if (sale.isPresent() && !now.isBefore(sale.get().closesAt())) {
            return new Closed("The sale of this performance is over.");
        }
        var entry = EntryId.next();
        return entries.add(entry, id, customer, wish, automaticPayment)
                ? new Joined(entries.find(entry).orElseThrow())
                : new AlreadyWaiting();
    }

    /// Somebody else's entry is no more to be seen than one that does not exist.
    Optional<Entry> find(EntryId id, CustomerId customer) {
        return entries.find(id).filter(entry -> entry.customer().equals(customer));
    }

    List<Entry> of(CustomerId customer) {
        return entries.living(customer);
    }

    /// @return whether it is this customer's to leave
    @Transactional
    boolean leave(EntryId id, CustomerId customer) {
        var found = find(id, customer);
        if (found.isEmpty()) {
            return false;
        }
        // Either before the line is matched or after it.
        performances.lock(found.get().performance());
        entries.leave(id);
        return true;
    }

    /// @param automaticPayment empty: the customer is asked from now on
    /// @return the entry as it is then; empty if it is not this customer's, or its wait is over
    @Transactional
    Optional<Entry> payWith(EntryId id, CustomerId customer, Optional<String> automaticPayment) {
        return find(id, customer)
                .filter(entry -> entries.payWith(entry.id(), automaticPayment))
                .flatMap(entry -> entries.find(entry.id()));
    }

    EntryView view(Entry entry) {
        var performance = performances.find(entry.performance()).orElseThrow();
        return switch (entry.state()) {
            case Waiting _, Offered _ ->
                EntryView.of(entry, performance, entries.position(entry.id()), chances.of(entry, performance));
            case Served _, Ended _ -> EntryView.of(entry, performance, null, null);
        };
    }

    private Instant now() {
        return Sql.of(NOW).one(database, row -> row.moment("now"));
    }
}
