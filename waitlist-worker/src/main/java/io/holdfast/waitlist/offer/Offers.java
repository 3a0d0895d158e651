package io.holdfast.waitlist.offer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.Outbox;
import io.holdfast.notification.Message.OfferMade;
import io.holdfast.notification.Messages;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.waitlist.entry.Entries;
import io.holdfast.waitlist.entry.Entries.Candidate;
import io.holdfast.waitlist.entry.EntryState;
import io.holdfast.waitlist.entry.EntryState.Offered;
import io.holdfast.waitlist.offer.OfferState.Failed;
import io.holdfast.waitlist.offer.OfferState.Open;
import io.holdfast.waitlist.offer.OfferState.Taken;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Makes offers and learns what became of them, in the transaction that is running.
@ApplicationScoped
public class Offers {

    private static final String MAKE = """
        insert into offer (id, entry_id, performance_id, release_id, seats, until)
        select made.id, made.entry, :performance, :release, made.seats, :until
          from jsonb_to_recordset(cast(:made as jsonb)) as made (id uuid, entry uuid, seats text[])
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
    private final ObjectMapper json;
    private final MeterRegistry metrics;

    Offers(
            DataSource database,
            Entries entries,
            Outbox outbox,
            Messages messages,
            ObjectMapper json,
            MeterRegistry metrics) {
        this.database = database;
        this.entries = entries;
        this.outbox = outbox;
        this.messages = messages;
        this.json = json;
        this.metrics = metrics;
    }

    /// Seats meant for somebody who waits.
    public record Meant(Candidate candidate, List<ReleasedSeat> seats) {}

    /// All of them with few statements, however many.
    ///
    /// @param meant in the order of the line, which is the order they are told in
    /// @param until exclusive
    /// @return what came to nothing, because the entry had just left
    public List<Meant> make(PerformanceId performance, ReleaseId release, List<Meant> meant, Instant until) {
        var wanted = meant.stream()
                .map(one -> new Made(one.candidate().state().offer(OfferId.next(), until), one))
                .toList();
        var moved = entries.offer(wanted.stream().collect(Collectors.toMap(Made::entry, Made::state)));
        var made = wanted.stream().filter(one -> moved.contains(one.entry())).toList();
        if (!made.isEmpty()) {
            tell(performance, release, made, until);
        }
        return meant.stream()
                .filter(one -> !moved.contains(one.candidate().entry()))
                .toList();
    }

    private record Made(Offered state, Meant meant) {
        OfferId offer() {
            return state.offer();
        }

        EntryId entry() {
            return meant.candidate().entry();
        }

        CustomerId customer() {
            return meant.candidate().customer();
        }

        List<SeatId> seats() {
            return meant.seats().stream().map(ReleasedSeat::seat).toList();
        }
    }

    private void tell(PerformanceId performance, ReleaseId release, List<Made> made, Instant until) {
        var together = new Together();
        together.run(Sql.of(MAKE)
                .with("performance", performance)
                .with("release", release)
                .with("until", until)
                .with("made", written(made)));
        messages.send(
                together,
                made.stream()
                        .map(one -> new OfferMade(
                                one.offer(),
                                one.customer(),
                                performance,
                                one.meant().seats().stream()
                                        .map(ReleasedSeat::label)
                                        .toList(),
                                one.meant().seats().stream()
                                        .map(ReleasedSeat::price)
                                        .reduce(Money::plus)
                                        .orElseThrow(),
                                until))
                        .toList());
        outbox.append(
                together,
                made.stream()
                        .map(one -> new SeatsOffered(
                                performance, one.offer(), one.entry(), one.customer(), one.seats(), until))
                        .toArray(Event[]::new));
        together.send(database);
        metrics.counter("holdfast.waitlist.offers").increment(made.size());
    }

    private String written(List<Made> made) {
        var rows = json.createArrayNode();
        for (var one : made) {
            var row = rows.addObject()
                    .put("id", one.offer().toString())
                    .put("entry", one.entry().toString());
            var seats = row.putArray("seats");
            one.seats().forEach(seat -> seats.add(seat.value()));
        }
        return rows.toString();
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
