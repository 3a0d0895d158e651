package io.holdfast.waitlist.entry;

import io.holdfast.waitlist.entry.Chance.Rate;
import io.holdfast.waitlist.performance.Performance;
import io.holdfast.waitlist.performance.Returns;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/// Works out an entry's [Chance] with two statements, however many wait.
@ApplicationScoped
class Chances {

    /// What is believed of any performance before anything has come back.
    @ConfigMapping(prefix = "holdfast.waitlist.chance")
    interface Prior {

        /// As if so many seats of the wished grades had come back …
        @WithDefault("1")
        double priorSeats();

        /// … in so many days. Little, so that what is really seen soon counts for more.
        @WithDefault("4")
        double priorDays();
    }

    private final Entries entries;
    private final Returns returns;
    private final Prior prior;

    Chances(Entries entries, Returns returns, Prior prior) {
        this.entries = entries;
        this.returns = returns;
        this.prior = prior;
    }

    Chance of(Entry entry, Performance performance) {
        var wish = entry.wish();
        var seen = returns.seen(performance.id(), wish.grades());
        var rate = Rate.of(prior.priorSeats(), prior.priorDays(), seen.seats(), seen.watched());
        var end = wish.until()
                .filter(until -> until.isBefore(performance.startsAt()))
                .orElse(performance.startsAt());
        var left = Duration.between(seen.now(), end);
        var hopeless = Chance.hopeless(rate, left);
        var before = Math.min(hopeless, entries.seatsWishedBefore(entry, hopeless));
        var picky = wish.seats() > 1 && wish.adjacent()
                || !wish.sections().isEmpty()
                || wish.highestPrice().isPresent();
        return Chance.of(rate, left, before + wish.seats(), picky, seen.seats());
    }
}
