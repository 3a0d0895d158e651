package io.holdfast.ticketing.cancellation;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.PROPOSAL_ENDED;
import static io.holdfast.contracts.problem.ProblemType.SECOND_PERSON_NEEDED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.cancellation.CallingOff.Confirmed;
import io.holdfast.ticketing.cancellation.CallingOff.InCurrency;
import io.holdfast.ticketing.cancellation.CallingOff.Progress;
import io.holdfast.ticketing.cancellation.CallingOff.State;
import io.holdfast.ticketing.cancellation.CallingOff.Totals;
import io.holdfast.ticketing.show.CalledOff;
import io.holdfast.ticketing.show.Catalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Where calling a performance off is proposed, confirmed and withdrawn. [GivingAllBack] does what follows.
@ApplicationScoped
class CallingsOff {

    /// One statement, so that all of it is about one moment.
    private static final String TOTALS = """
        with given_back as (
            select orders.id, orders.state, orders.owed, orders.currency, payment.channel, tickets.count as tickets,
                   tickets.amount + service.fee + orders.delivery_fee as refund, service.fee as service_fee,
                   orders.delivery_fee,
                   exists (select from coupon where id = orders.coupon_id and order_id = orders.id) as with_coupon
              from orders
              left join payment on payment.order_id = orders.id and payment.state = 'CAPTURED'
             cross join lateral (select count(*) as count, coalesce(sum(amount), 0) as amount
                                   from ticket where order_id = orders.id and state = 'VALID') as tickets
             cross join lateral (select orders.service_fee / greatest(count(*), 1) * tickets.count as fee
                                   from order_line where order_id = orders.id) as service
             where orders.performance_id = :performance
               and orders.state in ('PAID', 'PARTLY_CANCELLED')),
        by_channel as (
            select coalesce(channel, 'free') as channel, currency, count(*) as orders, sum(tickets) as tickets,
                   sum(refund) as refund, sum(service_fee) as service_fee, sum(delivery_fee) as delivery_fee
              from given_back
             group by 1, 2)
        select json_build_object(
                   'orders', (select count(*) from given_back),
                   'tickets', (select coalesce(sum(tickets), 0) from given_back),
                   'coupons', (select count(*) from given_back where with_coupon),
                   'refunds', (select coalesce(json_agg(json_build_object(
                           'channel', channel, 'orders', orders, 'tickets', tickets,
                           'refund', json_build_object('amount', refund, 'currency', currency),
                           'serviceFee', json_build_object('amount', service_fee, 'currency', currency),
                           'deliveryFee', json_build_object('amount', delivery_fee, 'currency', currency))
                           order by channel, currency), '[]') from by_channel),
                   'holds', (select count(*) from hold
                              where performance_id = :performance and state = 'ACTIVE' and until > now()
                                and offer_id is null),
                   'offers', (select count(*) from hold
                               where performance_id = :performance and state = 'ACTIVE' and until > now()
                                 and offer_id is not null),
                   'paymentsInFlight', (select count(*) from payment
                                          join orders on orders.id = payment.order_id
                                         where orders.performance_id = :performance
                                           and payment.state in ('CONFIRMING', 'UNKNOWN')),
                   'basis', (select encode(sha256(convert_to(coalesce(
                                string_agg(id || ' ' || state || ' ' || owed, ',' order by id), ''), 'UTF8')), 'hex')
                               from given_back))::text as totals
        """;

    /// Nobody calls it off, and no plan is edited, at the same moment.
    private static final String LOCK = """
        select sale_id, cancel_reason
          from performance
         where id = :performance
           for no key update
        """;

    private static final String REPLACE = """
        update calling_off
           set withdrawn_by = :who, withdrawn_at = now()
         where performance_id = :performance
           and withdrawn_at is null
           and confirmed_at is null
        """;

    private static final String PROPOSE = """
        insert into calling_off (id, performance_id, reason, totals, proposed_by, expires_at)
        values (:id, :performance, :reason, cast(:totals as jsonb), :who, now() + make_interval(secs => :lasts))
        """;

    private static final String COLUMNS = """
        select id, performance_id, reason, totals::text as totals, proposed_by, proposed_at, expires_at,
               confirmed_by, confirmed_at, confirmed_totals::text as confirmed_totals, finished_at,
               case when withdrawn_at is not null then 'WITHDRAWN'
                    when finished_at is not null then 'FINISHED'
                    when confirmed_at is not null then 'UNDER_WAY'
                    when expires_at <= now() then 'EXPIRED'
                    else 'PROPOSED' end as state
          from calling_off
        """;

    private static final String BY_ID = COLUMNS + "where id = :id and performance_id = :performance";
    private static final String NEWEST =
            COLUMNS + "where performance_id = :performance order by proposed_at desc, id desc limit 1";
    private static final String UNDER_WAY =
            COLUMNS + "where confirmed_at is not null and finished_at is null order by confirmed_at, id";

    private static final String CONFIRM = """
        update calling_off
           set confirmed_by = :who, confirmed_at = now(), confirmed_totals = cast(:totals as jsonb)
         where id = :id
           and withdrawn_at is null
           and confirmed_at is null
           and expires_at > now()
           and proposed_by <> :who
        returning confirmed_at
        """;

    private static final String CALL_OFF = """
        update performance
           set cancelled_at = :at, cancel_reason = :reason
         where id = :performance
           and cancelled_at is null
        """;

    private static final String PERFORMANCES_CHANGED =
            "update sale set performances_changed = performances_changed + 1 where id = :sale";

    private static final String WITHDRAW = REPLACE;

    /// Once every seat is out of sale nobody has any, and none waits for an answer.
    private static final String FINISH = """
        update calling_off
           set finished_at = now()
         where id = :id
           and confirmed_at is not null
           and finished_at is null
           and not exists (select from seat
                            where seat.performance_id = calling_off.performance_id
                              and seat.state <> 'BLOCKED')
        """;

    private static final String PROGRESS = """
        with done as (
            select cancellation.*
              from cancellation
              join orders on orders.id = cancellation.order_id
             where orders.performance_id = :performance
               and (cancellation.step = 'organiser'
                    or (cancellation.cause = 'LATE_CAPTURE' and cancellation.at >= :since)))
        select (select count(distinct order_id) from done
                 where cause <> 'LATE_CAPTURE'
                   and not exists (select from ticket
                                    where ticket.order_id = done.order_id and ticket.state = 'VALID')) as orders_done,
               (select count(*) from orders
                 where performance_id = :performance and state in ('PAID', 'PARTLY_CANCELLED')) as orders_left,
               (select coalesce(sum(cardinality(tickets)), 0) from done) as tickets,
               (select count(*) from done where cause = 'LATE_CAPTURE') as late,
               (select count(*) from done where refund_state = 'PARKED') as parked,
               (select count(*) from seat where performance_id = :performance and state <> 'BLOCKED') as seats_left,
               (select coalesce(json_agg(json_build_object(
                           'owed', json_build_object('amount', owed, 'currency', currency),
                           'givenBack', json_build_object('amount', given_back, 'currency', currency))
                           order by currency), '[]')::text
                  from (select currency, sum(refund) as owed,
                               coalesce(sum(refund) filter (where refund_state = 'SETTLED'), 0) as given_back
                          from done
                         group by currency) as sums) as refunds
        """;

    private static final TypeReference<List<InCurrency>> REFUNDS = new TypeReference<>() {};

    private final DataSource database;
    private final Catalogue catalogue;
    private final Outbox outbox;
    private final ObjectMapper json;
    private final Duration lasts;

    CallingsOff(
            DataSource database,
            Catalogue catalogue,
            Outbox outbox,
            ObjectMapper json,
            @ConfigProperty(name = "holdfast.calling-off.proposal-lasts", defaultValue = "1h") Duration lasts) {
        this.database = database;
        this.catalogue = catalogue;
        this.outbox = outbox;
        this.json = json;
        this.lasts = lasts;
    }

    /// Computes what it would come to and keeps that as a proposal. An older proposal is withdrawn by it. Nothing else
    /// changes.
    ///
    /// @throws ProblemException `PERFORMANCE_CANCELLED`
    @Transactional
    CallingOff propose(PerformanceId performance, String reason, String who) {
        requireToBe(performance);
        Sql.of(REPLACE).with("performance", performance).with("who", who).run(database);
        var id = UUID.randomUUID();
        Sql.of(PROPOSE)
                .with("id", id)
                .with("performance", performance)
                .with("reason", reason)
                .with("totals", totalsJson(performance))
                .with("who", who)
                .with("lasts", (double) lasts.toSeconds())
                .run(database);
        return find(performance, id);
    }

    /// Calls the performance off: from the moment this commits nothing more of it is sold. Confirming again changes
    /// nothing.
    ///
    /// @param who somebody else than who proposed it
    /// @throws ProblemException `NOT_FOUND`, `SECOND_PERSON_NEEDED`, `PROPOSAL_ENDED`
    @Transactional
    CallingOff confirm(PerformanceId performance, UUID proposal, String who) {
        var sale = lock(performance).sale();
        var seen = find(performance, proposal);
        if (seen.confirmed().isPresent()) {
            return seen;
        }
        if (seen.state() != State.PROPOSED) {
            throw PROPOSAL_ENDED
                    .because("This proposal was withdrawn, or its time is over; please look at a new one.")
                    .asException();
        }
        if (seen.proposedBy().equals(who)) {
            throw SECOND_PERSON_NEEDED
                    .because("Somebody else than who proposed it has to confirm that the performance is called off.")
                    .asException();
        }
        var at = Sql.of(CONFIRM)
                .with("id", proposal)
                .with("who", who)
                .with("totals", totalsJson(performance))
                .first(database, row -> row.moment("confirmed_at"))
                .orElseThrow(() ->
                        PROPOSAL_ENDED.because("The proposal's time is over.").asException());
        if (Sql.of(CALL_OFF)
                        .with("performance", performance)
                        .with("at", at)
                        .with("reason", seen.reason())
                        .run(database)
                != 1) {
            throw new IllegalStateException("a performance was called off twice");
        }
        Sql.of(PERFORMANCES_CHANGED).with("sale", sale).run(database);
        outbox.append(new PerformanceCancelled(performance, seen.reason(), at));
        return find(performance, proposal);
    }

    /// Takes an open proposal back; doing so again changes nothing.
    ///
    /// @throws ProblemException `NOT_FOUND` if there never was one, `PERFORMANCE_CANCELLED` if it was confirmed
    @Transactional
    void withdraw(PerformanceId performance, String who) {
        requireToBe(performance);
        if (newest(performance).isEmpty()) {
            throw unknown();
        }
        Sql.of(WITHDRAW).with("performance", performance).with("who", who).run(database);
    }

    Optional<CallingOff> newest(PerformanceId performance) {
        return Sql.of(NEWEST).with("performance", performance).first(database, this::read);
    }

    /// Confirmed, and something may have to be given back still. Oldest first.
    List<CallingOff> underWay() {
        return Sql.of(UNDER_WAY).list(database, this::read);
    }

    /// Nothing is left of the performance.
    ///
    /// @return whether that was found out just now
    boolean finish(CallingOff callingOff) {
        return Sql.of(FINISH).with("id", callingOff.proposal()).run(database) == 1;
    }

    /// What it would come to at this moment.
    Totals totals(PerformanceId performance) {
        return readTotals(totalsJson(performance));
    }

    Progress progress(PerformanceId performance, Instant since) {
        return Sql.of(PROGRESS)
                .with("performance", performance)
                .with("since", since)
                .one(
                        database,
                        row -> new Progress(
                                row.large("orders_done"),
                                row.large("orders_done") + row.large("orders_left"),
                                row.large("tickets"),
                                row.large("late"),
                                row.large("parked"),
                                row.large("seats_left"),
                                parsed(row.text("refunds"), REFUNDS)));
    }

    /// Whoever asks next reads it again.
    void forget(PerformanceId performance) {
        catalogue.forget(catalogue.performance(performance).sale().id());
    }

    private record Locked(SaleId sale, Optional<String> calledOff) {}

    private Locked lock(PerformanceId performance) {
        return Sql.of(LOCK)
                .with("performance", performance)
                .one(database, row -> new Locked(new SaleId(row.uuid("sale_id")), row.maybeText("cancel_reason")));
    }

    private void requireToBe(PerformanceId performance) {
        lock(performance).calledOff().ifPresent(reason -> {
            throw CalledOff.problem(reason);
        });
    }

    private CallingOff find(PerformanceId performance, UUID id) {
        return Sql.of(BY_ID)
                .with("id", id)
                .with("performance", performance)
                .first(database, this::read)
                .orElseThrow(CallingsOff::unknown);
    }

    static ProblemException unknown() {
        return NOT_FOUND.because("Nobody has proposed to call this off.").asException();
    }

    private String totalsJson(PerformanceId performance) {
        return Sql.of(TOTALS).with("performance", performance).one(database, row -> row.text("totals"));
    }

    private CallingOff read(Row row) throws SQLException {
        var by = row.maybeText("confirmed_by");
        var at = row.maybeMoment("confirmed_at");
        var then = row.maybeText("confirmed_totals");
        return new CallingOff(
                row.uuid("id"),
                new PerformanceId(row.uuid("performance_id")),
                State.valueOf(row.text("state")),
                row.text("reason"),
                readTotals(row.text("totals")),
                row.text("proposed_by"),
                row.moment("proposed_at"),
                row.moment("expires_at"),
                by.map(who -> new Confirmed(who, at.orElseThrow(), readTotals(then.orElseThrow()))),
                row.maybeMoment("finished_at"));
    }

    private Totals readTotals(String text) {
        try {
            return json.readValue(text, Totals.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("totals cannot be read", e);
        }
    }

    private <T> T parsed(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("sums cannot be read", e);
        }
    }
}
