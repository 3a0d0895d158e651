package io.holdfast.refund.refund;

import io.holdfast.contracts.event.RefundEvent.RefundParked;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.messaging.Outbox;
import io.holdfast.refund.provider.Providers;
import io.holdfast.refund.provider.RepayOutcome;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import io.holdfast.refund.refund.RefundState.Parked;
import io.holdfast.refund.refund.RefundState.Requested;
import io.holdfast.refund.refund.RefundState.Sending;
import io.holdfast.refund.refund.RefundState.Settled;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// The refunds' lives in the database. Every move is one guarded statement; no transaction is open while a gateway
/// is asked.
@ApplicationScoped
class Refunds {

    private static final String REQUEST = """
        insert into refund (id, cause, order_id, performance_id, customer_id, payment_id, channel, provider,
                            provider_payment, amount, currency, asked_at, state, next_attempt_at)
        values (:refund, :cause, :order, :performance, :customer, :payment, :channel, :provider,
                :providerPayment, :amount, :currency, :askedAt, 'REQUESTED', now())
        on conflict (id) do nothing
        """;

    /// Leasing is done by one worker at a time, so that all of them together keep the limits below.
    private static final String ONE_AT_A_TIME =
            "select pg_advisory_xact_lock(hashtextextended(current_schema() || '.refund.lease', 0)) is null as locked";

    private static final String STARTED_IN_THIS_SECOND = """
        select count(*)
          from refund_attempt
         where provider = :provider
           and started_at > now() - interval '1 second'
        """;

    private static final String STARTED_TODAY = """
        select count(*)
          from refund_attempt
         where number = 1
           and started_at >= date_trunc('day', now(), :zone)
        """;

    /// What is due, oldest first. One in flight per payment: a refund waits while another of its payment is being
    /// sent, or is due and was asked for before it. What has been begun goes on, whatever the day's caps say.
    private static final String LEASE = """
        with cap as (
            select one.key as currency, cast(one.value as bigint) as most,
                   (select coalesce(sum(refund.amount), 0)
                      from refund_attempt
                      join refund on refund.id = refund_attempt.refund_id
                     where refund_attempt.number = 1
                       and refund_attempt.started_at >= date_trunc('day', now(), :zone)
                       and refund.currency = one.key) as begun
              from json_each_text(cast(:caps as json)) as one),
        due as (
            select refund.id, refund.tries, refund.currency, refund.amount, refund.next_attempt_at, refund.seq
              from refund
             where refund.provider = :provider
               and refund.state in ('REQUESTED', 'SENDING')
               and refund.next_attempt_at <= now()
               and (refund.tries > 0
                    or (:firstOnesToo and not exists (
                            select 1 from cap where cap.currency = refund.currency and cap.begun >= cap.most)))
               and not exists (
                   select 1
                     from refund other
                    where other.payment_id = refund.payment_id
                      and other.id <> refund.id
                      and (other.state = 'SENDING'
                           or (other.state = 'REQUESTED' and other.next_attempt_at <= now() and other.seq < refund.seq)))
             order by refund.next_attempt_at, refund.seq
             limit :most
               for update of refund skip locked),
        counted as (
            select due.id, due.tries, due.currency,
                   coalesce(sum(due.amount) filter (where due.tries = 0) over (
                       partition by due.currency order by due.next_attempt_at, due.seq
                       rows between unbounded preceding and 1 preceding), 0) as before
              from due),
        fitting as (
            select counted.id
              from counted
              left join cap on cap.currency = counted.currency
             where counted.tries > 0
                or cap.most is null
                or cap.begun + counted.before < cap.most)
        update refund
           set state = 'SENDING', tries = tries + 1, next_attempt_at = now() + :lease * interval '1 millisecond'
          from fitting
         where refund.id = fitting.id
        returning refund.*
        """;

    private static final String START_ATTEMPT = """
        insert into refund_attempt (refund_id, number, provider)
        values (:refund, :number, :provider)
        """;

    private static final String END_ATTEMPT = """
        update refund_attempt
           set ended_at = clock_timestamp(), outcome = :outcome, code = :code
         where refund_id = :refund
           and number = :number
        """;

    /// Only from the very lease it was sent under: a worker that has overslept changes nothing.
    private static final String MOVE = """
        update refund
           set state = :state, next_attempt_at = :due, provider_refund = :providerRefund, settled_at = :settledAt,
               park_reason = :parkReason, parked_at = :parkedAt
         where id = :refund
           and state = :from
           and tries = :tries
        """;

    private static final String NOW = "select clock_timestamp() as now";

    private static final Logger LOG = Logger.getLogger(Refunds.class);

    private final DataSource database;
    private final Outbox outbox;
    private final Providers providers;
    private final RefundConfig config;
    private final RefundMetrics metrics;
    private final Backoff backoff;
    private final String caps;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    Refunds(DataSource database, Outbox outbox, Providers providers, RefundConfig config, RefundMetrics metrics) {
        this.database = database;
        this.outbox = outbox;
        this.providers = providers;
        this.config = config;
        this.metrics = metrics;
        this.backoff = new Backoff(config.firstPause(), config.longestPause());
        this.caps = config.dailyCapAmount().entrySet().stream()
                .map(cap -> "\"%s\":%d".formatted(cap.getKey().toUpperCase(Locale.ROOT), cap.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /// Writes the refund down, in the transaction that is running. Asked for again, it is the same refund.
    void request(Refund refund) {
        var repayment = refund.repayment();
        var provider = Providers.nameOf(repayment.channel());
        var isNew = Sql.of(REQUEST)
                        .with("refund", repayment.refund())
                        .with("cause", refund.cause())
                        .with("order", refund.order())
                        .with("performance", refund.performance())
                        .with("customer", refund.customer())
                        .with("payment", repayment.payment())
                        .with("channel", repayment.channel())
                        .with("provider", provider)
                        .with("providerPayment", repayment.providerPayment())
                        .with("amount", repayment.amount().amount())
                        .with("currency", repayment.amount().currency().getCurrencyCode())
                        .with("askedAt", refund.at())
                        .run(database)
                == 1;
        if (!isNew) {
            return;
        }
        metrics.requested();
        if (providers.named(provider).isEmpty()) {
            var now = now();
            move(refund, new Requested(0, now), new Requested(0, now).park("UNKNOWN_CHANNEL", now));
        }
    }

    /// Takes refunds that are due, in a short transaction of its own.
    ///
    /// @return at most `most`, fewer when the gateway's rate or the day's cap does not allow more
    List<Leased> lease(String provider, int most) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Sql.of(ONE_AT_A_TIME).one(database, row -> row.flag("locked"));
            var room = Math.min(most, perSecondAt(provider) - startedInThisSecond(provider));
            var roomToday =
                    config.dailyCap().isPresent() ? config.dailyCap().getAsInt() - startedToday() : Integer.MAX_VALUE;
            if (room <= 0) {
                return List.of();
            }
            var firstOnesToo = roomToday > 0;
            var leased = Sql.of(LEASE)
                    .with("provider", provider)
                    .with("firstOnesToo", firstOnesToo)
                    .with("zone", config.capZone().getId())
                    .with("caps", caps)
                    .with("most", firstOnesToo ? Math.min(room, roomToday) : room)
                    .with("lease", config.lease().toMillis())
                    .list(database, Refunds::leased);
            for (var one : leased) {
                Sql.of(START_ATTEMPT)
                        .with("refund", one.refund().repayment().refund())
                        .with("number", one.state().tries())
                        .with("provider", provider)
                        .run(database);
            }
            return leased;
        });
    }

    /// Writes down what came of sending it and tells the news, in one transaction.
    void record(Leased leased, RepayOutcome outcome) {
        QuarkusTransaction.requiringNew().run(() -> {
            var now = now();
            var sending = leased.state();
            var next =
                    switch (outcome) {
                        case Repaid(var providerRefund, var at) -> sending.settle(providerRefund, at);
                        case Refused(var code) -> sending.park(code, now);
                        case Unclear(var code) when sending.tries() >= config.tries() -> sending.park(code, now);
                        case Unclear _ -> sending.tryLater(now.plus(backoff.after(sending.tries(), random)));
                    };
            endAttempt(leased, outcome);
            move(leased.refund(), sending, next);
        });
    }

    private void endAttempt(Leased leased, RepayOutcome outcome) {
        var attempt = Sql.of(END_ATTEMPT)
                .with("refund", leased.refund().repayment().refund())
                .with("number", leased.state().tries());
        var told =
                switch (outcome) {
                    case Repaid _ -> attempt.with("outcome", "REPAID").with("code", null);
                    case Refused(var code) -> attempt.with("outcome", "REFUSED").with("code", code);
                    case Unclear(var code) -> attempt.with("outcome", "UNCLEAR").with("code", code);
                };
        told.run(database);
    }

    private void move(Refund refund, RefundState from, RefundState to) {
        var statement = Sql.of(MOVE)
                .with("refund", refund.repayment().refund())
                .with("from", nameOf(from))
                .with("tries", from.tries())
                .with("state", nameOf(to))
                .with("due", null)
                .with("providerRefund", null)
                .with("settledAt", null)
                .with("parkReason", null)
                .with("parkedAt", null);
        switch (to) {
            case Requested requested -> statement.with("due", requested.due());
            case Sending sending -> statement.with("due", sending.leaseEnds());
            case Settled settled ->
                statement.with("providerRefund", settled.providerRefund()).with("settledAt", settled.at());
            case Parked parked -> statement.with("parkReason", parked.reason()).with("parkedAt", parked.at());
        }
        if (statement.run(database) == 1) {
            tell(refund, to);
        }
    }

    private void tell(Refund refund, RefundState reached) {
        var repayment = refund.repayment();
        switch (reached) {
            case Settled settled -> {
                outbox.append(new RefundSettled(
                        repayment.refund(),
                        refund.order(),
                        repayment.payment(),
                        refund.performance(),
                        refund.customer(),
                        repayment.amount(),
                        settled.providerRefund(),
                        settled.at()));
                metrics.settled();
            }
            case Parked parked -> {
                LOG.errorf("refund %s waits for a person: %s", repayment.refund(), parked.reason());
                outbox.append(new RefundParked(repayment.refund(), refund.order(), parked.reason(), parked.at()));
                metrics.parked(parked.reason());
            }
            case Requested _, Sending _ -> {
                // Nothing to tell before it is over.
            }
        }
    }

    private int perSecondAt(String provider) {
        return config.perSecondAt().getOrDefault(provider, config.perSecond());
    }

    private int startedInThisSecond(String provider) {
        return Sql.of(STARTED_IN_THIS_SECOND).with("provider", provider).one(database, row -> row.number("count"));
    }

    private int startedToday() {
        return Sql.of(STARTED_TODAY).with("zone", config.capZone().getId()).one(database, row -> row.number("count"));
    }

    private Instant now() {
        return Sql.of(NOW).one(database, row -> row.moment("now"));
    }

    private static String nameOf(RefundState state) {
        return switch (state) {
            case Requested _ -> "REQUESTED";
            case Sending _ -> "SENDING";
            case Settled _ -> "SETTLED";
            case Parked _ -> "PARKED";
        };
    }

    private static Leased leased(Row row) throws SQLException {
        var repayment = new Repayment(
                new RefundId(row.uuid("id")),
                new PaymentId(row.uuid("payment_id")),
                row.text("channel"),
                row.text("provider_payment"),
                row.money());
        var refund = new Refund(
                repayment,
                new PerformanceId(row.uuid("performance_id")),
                new OrderId(row.uuid("order_id")),
                new CustomerId(row.uuid("customer_id")),
                Refund.Cause.valueOf(row.text("cause")),
                row.moment("asked_at"));
        return new Leased(
                refund, row.text("provider"), new Sending(row.number("tries"), row.moment("next_attempt_at")));
    }
}
