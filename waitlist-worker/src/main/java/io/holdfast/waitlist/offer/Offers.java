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
import io.holdfast.notification.Message.AutomaticPaymentMissed;
import io.holdfast.notification.Message.OfferMade;
import io.holdfast.notification.Messages;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.waitlist.entry.Entries;
import io.holdfast.waitlist.entry.Entries.Candidate;
import io.holdfast.waitlist.entry.EntryState;
import io.holdfast.waitlist.entry.EntryState.Offered;
import io.holdfast.waitlist.offer.OfferState.Failed;
import io.holdfast.waitlist.offer.OfferState.Open;
import io.holdfast.waitlist.offer.OfferState.Taken;
import io.holdfast.waitlist.performance.Performances;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Makes offers and learns what became of them, in the transaction that is running.
@ApplicationScoped
public class Offers {

    private static final String MAKE = """
        insert into offer (id, entry_id, performance_id, release_id, matching_id, seats, labels, amount, currency,
                           automatic_payment, offered_at, until, tell_at)
        select made.id, made.entry, :performance, made.release, :matching, made.seats, made.labels, made.amount,
               made.currency, made.automatic_payment, clock_timestamp(), :until,
               case when made.automatic_payment is not null
                    then least(now() + :patience * interval '1 millisecond',
                               now() + (cast(:until as timestamptz) - now()) / 2)
                    end
          from jsonb_to_recordset(cast(:made as jsonb))
               as made (id uuid, entry uuid, release uuid, seats text[], labels text[], amount bigint, currency text,
                        automatic_payment text)
        """;

    private static final String TELLING =
            " returning offer.id, entry_id, performance_id, labels, amount, currency, until";

    private static final String NOT_PAID = """
        update offer
           set tell_at = null
         where id = :id
           and state = 'OPEN'
           and tell_at is not null
        """ + TELLING;

    private static final String NOTHING_HEARD = """
        with due as (
            select id
              from offer
             where tell_at <= now()
             order by tell_at
             limit 100
               for update skip locked)
        update offer
           set tell_at = null
          from due
         where offer.id = due.id
           and offer.state = 'OPEN'
        """ + TELLING;

    private static final String CUSTOMER = "select customer_id from entry where id = :id";

    private static final String END = """
        update offer
           set state = :state, failure = :failure, ended_at = clock_timestamp(), tell_at = null
         where id = :id
           and state = 'OPEN'
        returning entry_id
        """;

    private final DataSource database;
    private final Performances performances;
    private final Entries entries;
    private final Outbox outbox;
    private final Messages messages;
    private final ObjectMapper json;
    private final MeterRegistry metrics;

    Offers(
            DataSource database,
            Performances performances,
            Entries entries,
            Outbox outbox,
            Messages messages,
            ObjectMapper json,
            MeterRegistry metrics) {
        this.database = database;
        this.performances = performances;
        this.entries = entries;
        this.outbox = outbox;
        this.messages = messages;
        this.json = json;
        this.metrics = metrics;
    }

    /// Seats meant for somebody who waits.
    public record Meant(Candidate candidate, List<ReleasedSeat> seats) {}

    /// @param matching what these offers came of
    /// @param until exclusive
    public record Terms(long matching, Instant until) {}

    /// All of them with few statements, however many. Who pays by themselves is told only when that comes to nothing.
    ///
    /// @param patience how long we wait to hear of an automatic payment
    /// @param releases in which each seat came back
    /// @param meant in the order of the line, which is the order they are told in
    /// @return what came to nothing, because the entry had just left
    public List<Meant> make(
            PerformanceId performance,
            Terms terms,
            Duration patience,
            Map<SeatId, ReleaseId> releases,
            List<Meant> meant) {
        var until = terms.until();
        var wanted = meant.stream()
                .map(one -> new Made(one.candidate().state().offer(OfferId.next(), until), one))
                .toList();
        var moved = entries.offer(wanted.stream().collect(Collectors.toMap(Made::entry, Made::state)));
        var made = wanted.stream().filter(one -> moved.contains(one.entry())).toList();
        if (!made.isEmpty()) {
            tell(performance, terms, patience, releases, made);
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

        List<String> labels() {
            return meant.seats().stream().map(ReleasedSeat::label).toList();
        }

        Money total() {
            return meant.seats().stream()
                    .map(ReleasedSeat::price)
                    .reduce(Money::plus)
                    .orElseThrow();
        }

        Optional<String> automaticPayment() {
            return meant.candidate().automaticPayment();
        }
    }

    private void tell(
            PerformanceId performance,
            Terms terms,
            Duration patience,
            Map<SeatId, ReleaseId> releases,
            List<Made> made) {
        var until = terms.until();
        var together = new Together();
        together.run(Sql.of(MAKE)
                .with("performance", performance)
                .with("matching", terms.matching())
                .with("until", until)
                .with("patience", patience.toMillis())
                .with("made", written(made, releases)));
        var toBeAsked = made.stream()
                .filter(one -> one.automaticPayment().isEmpty())
                .map(one -> new OfferMade(one.offer(), one.customer(), performance, one.labels(), one.total(), until))
                .toList();
        if (!toBeAsked.isEmpty()) {
            messages.send(together, toBeAsked);
        }
        outbox.append(
                together,
                made.stream()
                        .map(one -> new SeatsOffered(
                                performance,
                                one.offer(),
                                one.entry(),
                                one.customer(),
                                one.seats(),
                                until,
                                one.automaticPayment().orElse(null)))
                        .toArray(Event[]::new));
        together.send(database);
        metrics.counter("holdfast.waitlist.offers").increment(made.size());
    }

    private String written(List<Made> made, Map<SeatId, ReleaseId> releases) {
        var rows = json.createArrayNode();
        for (var one : made) {
            var row = rows.addObject()
                    .put("id", one.offer().toString())
                    .put("entry", one.entry().toString())
                    .put("release", String.valueOf(releases.get(one.seats().getFirst())))
                    .put("amount", one.total().amount())
                    .put("currency", one.total().currency().getCurrencyCode())
                    .put("automatic_payment", one.automaticPayment().orElse(null));
            var seats = row.putArray("seats");
            one.seats().forEach(seat -> seats.add(seat.value()));
            var labels = row.putArray("labels");
            one.labels().forEach(labels::add);
        }
        return rows.toString();
    }

    /// It was to be paid by itself and was not; now the customer is asked, once.
    public void notPaid(OfferId offer) {
        Sql.of(NOT_PAID)
                .with("id", offer)
                .list(database, Offers::toTell)
                .forEach(one -> messages.send(new AutomaticPaymentMissed(
                        one.offer(), customerOf(one), one.performance(), one.seats(), one.total(), one.until())));
    }

    /// Neither tickets nor a failed payment have been heard of for too long; whoever was to be left in peace is asked.
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void askWhereNothingIsHeard() {
        QuarkusTransaction.requiringNew()
                .run(() -> Sql.of(NOTHING_HEARD).list(database, Offers::toTell).forEach(this::ask));
        messages.wake();
    }

    private record ToTell(
            OfferId offer, EntryId entry, PerformanceId performance, List<String> seats, Money total, Instant until) {}

    private static ToTell toTell(Row row) throws SQLException {
        return new ToTell(
                new OfferId(row.uuid("id")),
                new EntryId(row.uuid("entry_id")),
                new PerformanceId(row.uuid("performance_id")),
                row.texts("labels"),
                row.money(),
                row.moment("until"));
    }

    private void ask(ToTell one) {
        messages.send(
                new OfferMade(one.offer(), customerOf(one), one.performance(), one.seats(), one.total(), one.until()));
    }

    private CustomerId customerOf(ToTell one) {
        return Sql.of(CUSTOMER).with("id", one.entry()).one(database, row -> new CustomerId(row.uuid("customer_id")));
    }

    /// Tickets came of it. An offer that is over already stays as it is.
    public void taken(PerformanceId performance, OfferId offer) {
        end(performance, offer, new Open().take(), Offered::ticket);
    }

    public void failed(PerformanceId performance, OfferId offer, OfferFailure failure) {
        end(performance, offer, new Open().fail(failure), offered -> offered.fail(failure));
    }

    private void end(PerformanceId performance, OfferId offer, OfferState reached, Function<Offered, EntryState> next) {
        // Either before the line is matched or after it.
        performances.lock(performance);
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
