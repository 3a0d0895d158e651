package io.holdfast.ticketing.offer;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.OFFER_ENDED;
import static io.holdfast.contracts.problem.ProblemType.OFFER_TAKEN;
import static io.holdfast.ticketing.seat.PaidSeats.AND_NONE_IN_PAYMENT;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.WaitlistEvent.SeatsGathered;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.messaging.Inbox;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.seat.Releases;
import io.holdfast.ticketing.seat.SeatWatch;
import io.holdfast.ticketing.show.Catalogue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Where offers of the waitlist become holds, and end.
@ApplicationScoped
class Offers {

    /// Each offer comes to something once.
    private static final String CAME_TO = """
        insert into offer (id, came_to)
        values (:offer, :cameTo)
        on conflict (id) do nothing
        """;

    /// All the offered seats or none, as long as they are the waitlist's.
    private static final String OFFER = """
        with free as (
            select id
              from seat
             where performance_id = :performance
               and id = any (:seats)
               and state = 'RELEASED'
               and until > now()
             order by id
               for update skip locked),
        enough as (
            select 1 as yes from free having count(*) = :count),
        placed as (
            insert into hold (id, performance_id, sale_id, subject, offer_id, seats, state, until)
            select :hold, :performance, :sale, :subject, :offer, :seats, 'ACTIVE', :until
              from enough
             where :until > now()
               and not exists (select from offer where id = :offer)
               and not exists (select from performance where id = :performance and cancelled_at is not null)
            on conflict (id) do nothing
            returning until)
        update seat
           set state = 'OFFERED', hold_id = :hold, release_id = null, until = placed.until
          from free, placed
         where seat.performance_id = :performance
           and seat.id = free.id
        returning seat.id
        """;

    /// Saying yes leaves time to pay, also at the last moment.
    private static final String ACCEPT = """
        update hold
           set accepted_at = coalesce(accepted_at, now()),
               until = case when accepted_at is null then greatest(until, now() + interval '5 minutes') else until end
         where id = :hold
           and state = 'ACTIVE'
           and until > now()
        returning until
        """;

    private static final String END = """
        update hold
           set state = :state, ended_at = now()
         where id = :hold
           and state = 'ACTIVE'
           and offer_id is not null
        """ + AND_NONE_IN_PAYMENT + """
        """;

    private static final String LAPSED = """
        select id
          from hold
         where state = 'ACTIVE'
           and offer_id is not null
           and until <= now()
        """ + AND_NONE_IN_PAYMENT + """
         order by until
         limit 100
           for update skip locked
        """;

    private static final String MINE = """
        select id
          from hold
         where subject = :subject
           and offer_id is not null
           and placed_at > now() - interval '90 days'
         order by placed_at desc
         limit 50
        """;

    private final DataSource database;
    private final Holds holds;
    private final Releases releases;
    private final SeatWatch watch;
    private final Catalogue catalogue;
    private final Inbox inbox;
    private final Outbox outbox;
    private final AutomaticPayments automatic;

    Offers(
            DataSource database,
            Holds holds,
            Releases releases,
            SeatWatch watch,
            Catalogue catalogue,
            Inbox inbox,
            Outbox outbox,
            AutomaticPayments automatic) {
        this.database = database;
        this.holds = holds;
        this.releases = releases;
        this.watch = watch;
        this.catalogue = catalogue;
        this.inbox = inbox;
        this.outbox = outbox;
        this.automatic = automatic;
    }

    /// What could not be acted on is tried again, also while nothing new is told.
    void start(@Observes StartupEvent event) {
        inbox.listen("offers", this::hear);
    }

    @Incoming("offers")
    @Blocking
    void on(ConsumerRecord<String, byte[]> message) {
        inbox.receive("offers", message, this::hear);
        automatic.wake();
    }

    void hear(Event event) {
        if (event instanceof SeatsOffered offered) {
            offer(offered);
        } else if (event instanceof SeatsUnwanted unwanted) {
            releases.unwanted(unwanted.performance(), unwanted.release(), unwanted.seats());
        } else if (event instanceof SeatsGathered gathered) {
            releases.gathered(gathered.performance(), gathered.release(), gathered.seats(), gathered.until());
        }
    }

    private void offer(SeatsOffered offered) {
        var sale = catalogue.performance(offered.performance()).sale();
        var held = Sql.of(OFFER)
                .with("performance", offered.performance())
                .with("sale", sale.id())
                .with("hold", holdOf(offered.offer()))
                .with("offer", offered.offer())
                .with("subject", Subject.member(offered.customer()).value())
                .with("seats", offered.seats())
                .with("count", offered.seats().size())
                .with("until", offered.until())
                .list(database, row -> new SeatId(row.text("id")));
        var gone = held.isEmpty();
        var isNew = Sql.of(CAME_TO)
                        .with("offer", offered.offer())
                        .with("cameTo", gone ? "SEATS_GONE" : "HELD")
                        .run(database)
                == 1;
        if (!isNew) {
            return;
        }
        if (gone) {
            outbox.append(new OfferFailed(offered.performance(), offered.offer(), OfferFailure.SEATS_GONE));
            return;
        }
        watch.changed(offered.performance(), held);
        if (offered.automaticPayment() != null) {
            automatic.begin(offered, offered.automaticPayment());
        }
    }

    /// The hold behind a customer's own offer.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, somebody else's or nobody's alike
    Hold mine(OfferId offer, CustomerId customer) {
        return holds.find(holdOf(offer))
                .filter(hold -> hold.subject().equals(Subject.member(customer)))
                .orElseThrow(() -> NOT_FOUND.because("There is no such offer.").asException());
    }

    List<Hold> mine(CustomerId customer) {
        return Sql.of(MINE)
                .with("subject", Subject.member(customer).value())
                .list(database, row -> new HoldId(row.uuid("id")))
                .stream()
                .map(id -> holds.find(id).orElseThrow())
                .toList();
    }

    /// Says yes; saying it again gives the same answer.
    @Transactional
    Hold accept(OfferId offer, CustomerId customer) {
        var hold = mine(offer, customer);
        var until = Sql.of(ACCEPT)
                .with("hold", hold.id())
                .first(database, row -> row.moment("until"))
                .orElseThrow(() -> OFFER_ENDED
                        .because("This offer is over; the seats went on.")
                        .asException());
        holds.keepSeats(hold.id(), until);
        return mine(offer, customer);
    }

    /// Says no; the seats go to the next in line at once. Saying it again changes nothing.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `OFFER_TAKEN` if the seats are bought or being paid
    ///     for
    @Transactional
    void decline(OfferId offer, CustomerId customer) {
        end(mine(offer, customer), Hold.State.RELEASED, OfferFailure.DECLINED);
        var state = mine(offer, customer).state();
        if (state == Hold.State.ACTIVE || state == Hold.State.BOUGHT) {
            throw OFFER_TAKEN
                    .because("These seats are bought or being paid for; a ticket can be given back.")
                    .asException();
        }
    }

    /// The database's clock ends offers; without the sweep nobody but the next in line waits a moment longer.
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        QuarkusTransaction.requiringNew().run(() -> {
            var lapsed = Sql.of(LAPSED).list(database, row -> new HoldId(row.uuid("id")));
            for (var id : lapsed) {
                end(holds.find(id).orElseThrow(), Hold.State.LAPSED, OfferFailure.LAPSED);
            }
        });
    }

    private void end(Hold hold, Hold.State how, OfferFailure reason) {
        holds.lock(hold.id());
        if (Sql.of(END).with("hold", hold.id()).with("state", how).run(database) == 1) {
            outbox.append(new OfferFailed(hold.performance(), hold.offer().orElseThrow(), reason));
            releases.ofOffer(hold.id(), hold.performance());
        }
    }

    /// An offer and its hold have one id.
    static HoldId holdOf(OfferId offer) {
        return new HoldId(offer.value());
    }
}
