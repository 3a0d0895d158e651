package io.holdfast.waitlist.offer;

import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.Outbox;
import io.holdfast.notification.Message.OfferMade;
import io.holdfast.notification.Messages;
import io.holdfast.sql.Sql;
import io.holdfast.waitlist.entry.Entries;
import io.holdfast.waitlist.entry.Entry;
import io.holdfast.waitlist.entry.EntryState;
import io.holdfast.waitlist.entry.EntryState.Offered;
import io.holdfast.waitlist.entry.EntryState.Waiting;
import io.holdfast.waitlist.offer.OfferState.Failed;
import io.holdfast.waitlist.offer.OfferState.Open;
import io.holdfast.waitlist.offer.OfferState.Taken;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/// Makes offers and learns what became of them, in the transaction that is running.
@ApplicationScoped
public class Offers {

    private static final String MAKE = """
        insert into offer (id, entry_id, performance_id, release_id, seats, until)
        values (:id, :entry, :performance, :release, :seats, :until)
        """;

    private static final String END = """
        update offer
           set state = :state, failure = :failure, ended_at = now()
         where id = :id
           and state = 'OPEN'
        returning entry_id
        """;

    private final DataSource database;
    private final Entries entries;
    private final Outbox outbox;
    private final Messages messages;
    private final MeterRegistry metrics;

    Offers(DataSource database, Entries entries, Outbox outbox, Messages messages, MeterRegistry metrics) {
        this.database = database;
        this.entries = entries;
        this.outbox = outbox;
        this.messages = messages;
        this.metrics = metrics;
    }

    /// @param until exclusive
    /// @return whether the entry was still waiting
    public boolean make(Entry entry, Waiting waiting, ReleaseId release, List<ReleasedSeat> seats, Instant until) {
        var offer = OfferId.next();
        if (!entries.move(entry.id(), waiting, waiting.offer(offer, until))) {
            return false;
        }
        var ids = seats.stream().map(ReleasedSeat::seat).toList();
        Sql.of(MAKE)
                .with("id", offer)
                .with("entry", entry.id())
                .with("performance", entry.performance())
                .with("release", release)
                .with("seats", ids)
                .with("until", until)
                .run(database);
        outbox.append(new SeatsOffered(entry.performance(), offer, entry.id(), entry.customer(), ids, until));
        messages.send(new OfferMade(
                offer,
                entry.customer(),
                entry.performance(),
                seats.stream().map(ReleasedSeat::label).toList(),
                seats.stream().map(ReleasedSeat::price).reduce(Money::plus).orElseThrow(),
                until));
        metrics.counter("holdfast.waitlist.offers").increment();
        return true;
    }

    /// Tickets came of it. An offer that is over already stays as it is.
    public void taken(OfferId offer) {
        end(offer, new Open().take(), Offered::ticket);
    }

    public void failed(OfferId offer, OfferFailure failure) {
        end(offer, new Open().fail(failure), offered -> offered.fail(failure));
    }

    private void end(OfferId offer, OfferState reached, Function<Offered, EntryState> next) {
        var statement = Sql.of(END).with("id", offer);
        switch (reached) {
            case Taken _ -> statement.with("state", "TAKEN").with("failure", null);
            case Failed(var failure) -> statement.with("state", "FAILED").with("failure", failure);
            case Open _ -> throw new IllegalArgumentException("an open offer has not ended");
        }
        Optional<EntryId> entry = statement.first(database, row -> new EntryId(row.uuid("entry_id")));
        entry.flatMap(entries::find).ifPresent(found -> {
            // Somebody who has left stays away, whatever became of the offer.
            if (found.state() instanceof Offered offered && offered.offer().equals(offer)) {
                entries.move(found.id(), offered, next.apply(offered));
            }
        });
    }
}
