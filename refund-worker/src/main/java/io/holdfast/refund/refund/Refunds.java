package io.holdfast.refund.refund;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.RefundEvent.RefundAccountNeeded;
import io.holdfast.contracts.event.RefundEvent.RefundParked;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.RefundAccountGiven;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.Outbox;
import io.holdfast.refund.provider.Providers;
import io.holdfast.refund.provider.RepayOutcome;
import io.holdfast.refund.provider.RepayOutcome.AccountNeeded;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import io.holdfast.refund.refund.RefundState.AwaitingAccount;
import io.holdfast.refund.refund.RefundState.ByHand;
import io.holdfast.refund.refund.RefundState.NeedsApproval;
import io.holdfast.refund.refund.RefundState.Parked;
import io.holdfast.refund.refund.RefundState.Proposed;
import io.holdfast.refund.refund.RefundState.Requested;
import io.holdfast.refund.refund.RefundState.Sending;
import io.holdfast.refund.refund.RefundState.Settled;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// The refunds' lives in the database. Every move is one guarded statement; no transaction is open while a gateway
/// is asked.
@ApplicationScoped
class Refunds {

    private static final String REQUEST_ALL = """
        insert into refund (id, cause, order_id, performance_id, customer_id, payment_id, channel, provider,
                            provider_payment, amount, currency, asked_at, state, next_attempt_at, park_reason, parked_at)
        select refund, cause, order_id, performance, customer, payment, channel, provider, provider_payment, amount,
               currency, asked_at, state, case when state = 'REQUESTED' then now() end, nullif(reason, ''),
               case when state <> 'REQUESTED' then now() end
          from unnest(cast(:refunds as uuid[]), cast(:causes as text[]), cast(:orders as uuid[]),
                      cast(:performances as uuid[]), cast(:customers as uuid[]), cast(:payments as uuid[]),
                      cast(:channels as text[]), cast(:providers as text[]), cast(:providerPayments as text[]),
                      cast(:amounts as bigint[]), cast(:currencies as text[]), cast(:askedAts as timestamptz[]),
                      cast(:states as text[]), cast(:reasons as text[]))
               with ordinality
               as asked (refund, cause, order_id, performance, customer, payment, channel, provider, provider_payment,
                         amount, currency, asked_at, state, reason, number)
         order by number
        on conflict (id) do nothing
        returning id
        """;

    /// Which of the gateways have something due. Nothing is taken, so nobody has to wait for it.
    private static final String DUE = """
        select provider
          from unnest(cast(:providers as text[])) as provider
         where exists (
                   select 1
                     from refund
                    where refund.provider = provider.provider
                      and refund.state in ('REQUESTED', 'SENDING')
                      and refund.next_attempt_at <= now())
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
        select coalesce(sum(begun), 0) as count
          from refund_day
         where day = cast(now() at time zone :zone as date)
        """;

    /// What is due, oldest first. One in flight per payment: a refund waits while another of its payment is being
    /// sent, or is due and was asked for before it. What has been begun goes on, whatever the day's caps say. The
    /// tries are written down, and the day's counted, in the same statement.
    ///
    /// The others of a payment are counted, for `not exists` would let PostgreSQL compare all that are due at once:
    /// this way it reads the line in order and stops when it has enough.
    private static final String LEASE = """
        with cap as (
            select one.key as currency, cast(one.value as bigint) as most, coalesce(refund_day.amount, 0) as begun
              from json_each_text(cast(:caps as json)) as one
              left join refund_day on refund_day.currency = one.key
                                  and refund_day.day = cast(now() at time zone :zone as date)),
        due as (
            select refund.id, refund.tries, refund.currency, refund.amount, refund.next_attempt_at, refund.seq
              from refund
             where refund.provider = :provider
               and refund.state in ('REQUESTED', 'SENDING')
               and refund.next_attempt_at <= now()
               and (refund.tries > 0
                    or (:firstOnesToo and not exists (
                            select 1 from cap where cap.currency = refund.currency and cap.begun >= cap.most)))
               and (select count(*)
                      from refund other
                     where other.payment_id = refund.payment_id
                       and other.id <> refund.id
                       and (other.state = 'SENDING'
                            or (other.state = 'REQUESTED' and other.next_attempt_at <= now() and other.seq < refund.seq))
                   ) = 0
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
                or cap.begun + counted.before < cap.most),
        leased as (
            update refund
               set state = 'SENDING', tries = tries + 1, next_attempt_at = now() + :lease * interval '1 millisecond',
                   holder = cast(:holder as uuid)
              from fitting
             where refund.id = fitting.id
            returning refund.*),
        attempts as (
            insert into refund_attempt (refund_id, number, provider)
            select id, tries, provider
              from leased),
        day as (
            insert into refund_day (day, currency, begun, amount)
            select cast(now() at time zone :zone as date), currency, count(*), cast(sum(amount) as bigint)
              from leased
             where tries = 1
             group by currency
            on conflict (day, currency) do update
               set begun = refund_day.begun + excluded.begun,
                   amount = refund_day.amount + excluded.amount)
        select *
          from leased
         order by seq
        """;

    private static final String END_ATTEMPTS = """
        update refund_attempt
           set ended_at = clock_timestamp(), outcome = told.outcome, code = nullif(told.code, '')
          from unnest(cast(:refunds as uuid[]), cast(:numbers as int[]), cast(:outcomes as text[]), cast(:codes as text[]))
               as told (refund, number, outcome, code)
         where refund_attempt.refund_id = told.refund
           and refund_attempt.number = told.number
        """;

    /// Only from the very state it was in, and the very lease it was sent under: a worker that has overslept changes
    /// nothing. What a state does not carry is forgotten with it.
    private static final String MOVE = """
        update refund
           set state = told.state,
               tries_before = case
                   when told.state = 'REQUESTED' and refund.state <> 'SENDING' then refund.tries
                   else refund.tries_before end,
               next_attempt_at = cast(nullif(told.due, '') as timestamptz),
               provider_refund = nullif(told.provider_refund, ''),
               settled_at = cast(nullif(told.settled_at, '') as timestamptz),
               park_reason = nullif(told.park_reason, ''),
               parked_at = cast(nullif(told.parked_at, '') as timestamptz),
               proposed_by = nullif(told.proposed_by, ''),
               reference = nullif(told.reference, ''),
               confirmed_by = nullif(told.confirmed_by, ''),
               sealed_account = case
                   when told.state in ('SETTLED', 'AWAITING_ACCOUNT') then null
                   else refund.sealed_account end
          from unnest(cast(:refunds as uuid[]), cast(:froms as text[]), cast(:tries as int[]), cast(:states as text[]),
                      cast(:dues as text[]), cast(:providerRefunds as text[]), cast(:settledAts as text[]),
                      cast(:parkReasons as text[]), cast(:parkedAts as text[]), cast(:proposers as text[]),
                      cast(:references as text[]), cast(:confirmers as text[]))
               as told (refund, was, tries, state, due, provider_refund, settled_at, park_reason, parked_at,
                        proposed_by, reference, confirmed_by)
         where refund.id = told.refund
           and refund.state = told.was
           and refund.tries = told.tries
        returning refund.id, refund.tries
        """;

    /// The gateway's word that it is done counts wherever the refund waits meanwhile, whoever had given it up.
    private static final String SETTLED_LATE = """
        update refund
           set state = 'SETTLED', provider_refund = :providerRefund, settled_at = :at, next_attempt_at = null,
               park_reason = null, parked_at = null, proposed_by = null, reference = null, sealed_account = null
         where id = :refund
           and state in ('REQUESTED', 'PARKED', 'PROPOSED', 'AWAITING_ACCOUNT')
        """;

    private static final String SETTLED_BY_HAND = """
        select confirmed_by is not null as by_hand
          from refund
         where id = :refund
        """;

    /// The newest account is the one that counts, but only while one is waited for: what is on its way stays on it.
    private static final String TAKE_ACCOUNT = """
        update refund
           set account_at = :at,
               sealed_account = case when state = 'AWAITING_ACCOUNT' then :sealed else sealed_account end,
               round = round + case when state = 'AWAITING_ACCOUNT' then 1 else 0 end,
               tries_before = case when state = 'AWAITING_ACCOUNT' then tries else tries_before end,
               next_attempt_at = case when state = 'AWAITING_ACCOUNT' then now() else next_attempt_at end,
               park_reason = case when state = 'AWAITING_ACCOUNT' then null else park_reason end,
               parked_at = case when state = 'AWAITING_ACCOUNT' then null else parked_at end,
               state = case when state = 'AWAITING_ACCOUNT' then 'REQUESTED' else state end
         where id = :refund
           and customer_id = :customer
           and (account_at is null or account_at < :at)
        """;

    private static final String NOW = "select clock_timestamp() as now";

    private static final Logger LOG = Logger.getLogger(Refunds.class);

    private final DataSource database;
    private final Outbox outbox;
    private final Providers providers;
    private final RefundConfig config;
    private final RefundMetrics metrics;
    private final Holder holder;
    private final Patience patience;
    private final String caps;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    Refunds(
            DataSource database,
            Outbox outbox,
            Providers providers,
            RefundConfig config,
            RefundMetrics metrics,
            Holder holder) {
        this.database = database;
        this.outbox = outbox;
        this.providers = providers;
        this.config = config;
        this.metrics = metrics;
        this.holder = holder;
        this.patience = new Patience(config.tries(), new Backoff(config.firstPause(), config.longestPause()));
        this.caps = config.dailyCapAmount().entrySet().stream()
                .map(cap -> "\"%s\":%d".formatted(cap.getKey().toUpperCase(Locale.ROOT), cap.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /// What a gateway said about a refund that was sent to it.
    record Answered(Leased leased, RepayOutcome outcome) {}

    /// A refund on its way from one state to another.
    record Step(Refund refund, RefundState from, RefundState to) {}

    /// Which one has moved, and under which of its leases.
    private record Moved(RefundId refund, int tries) {}

    /// Writes the refunds down in their order, in the transaction that is running. Asked for again, it is the same
    /// refund.
    void requestAll(List<Refund> asked) {
        if (asked.isEmpty()) {
            return;
        }
        var repayments = asked.stream().map(Refund::repayment).toList();
        var large = repayments.stream()
                .map(repayment -> isLarge(repayment.amount()))
                .toList();
        var named = each(repayments, repayment -> Providers.nameOf(repayment.channel()));
        var isNew = new HashSet<>(Sql.of(REQUEST_ALL)
                .with(
                        "refunds",
                        each(repayments, repayment -> repayment.refund().value()))
                .with("causes", each(asked, Refund::cause))
                .with("orders", each(asked, refund -> refund.order().value()))
                .with("performances", each(asked, refund -> refund.performance().value()))
                .with("customers", each(asked, refund -> refund.customer().value()))
                .with(
                        "payments",
                        each(repayments, repayment -> repayment.payment().value()))
                .with("channels", each(repayments, Repayment::channel))
                .with("providers", named)
                .with("providerPayments", each(repayments, Repayment::providerPayment))
                .with(
                        "amounts",
                        each(
                                repayments,
                                repayment -> String.valueOf(repayment.amount().amount())))
                .with("currencies", each(repayments, repayment -> repayment
                        .amount()
                        .currency()
                        .getCurrencyCode()))
                .with("askedAts", each(asked, refund -> refund.at().toString()))
                .with("states", each(large, one -> one ? "NEEDS_APPROVAL" : "REQUESTED"))
                .with("reasons", each(large, one -> one ? "LARGE" : ""))
                .list(database, row -> new RefundId(row.uuid("id"))));
        metrics.requested(isNew.size());
        var nobodys = new ArrayList<Refund>();
        for (var n = 0; n < asked.size(); n++) {
            var refund = asked.get(n);
            var id = refund.repayment().refund();
            if (!isNew.remove(id)) {
                continue;
            }
            if (large.get(n)) {
                LOG.warnf("refund %s is so large that a person has to approve it", id);
            } else if (providers.named(named.get(n)).isEmpty()) {
                nobodys.add(refund);
            }
        }
        if (!nobodys.isEmpty()) {
            var now = now();
            var requested = new Requested(0, now);
            move(each(nobodys, refund -> new Step(refund, requested, requested.park("UNKNOWN_CHANNEL", now))));
        }
    }

    private boolean isLarge(Money amount) {
        return config.secondPersonAbove().entrySet().stream()
                .filter(limit ->
                        limit.getKey().equalsIgnoreCase(amount.currency().getCurrencyCode()))
                .anyMatch(limit -> amount.amount() > limit.getValue());
    }

    /// The customer has said where the money is to go. Heard again, or after a newer one, it changes nothing.
    void takeAccount(RefundAccountGiven given) {
        Sql.of(TAKE_ACCOUNT)
                .with("refund", given.refund())
                .with("customer", given.customer())
                .with("sealed", given.sealed())
                .with("at", given.at())
                .run(database);
    }

    /// Those of the gateways that have something due.
    List<String> due(Collection<String> names) {
        return Sql.of(DUE).with("providers", names).list(database, row -> row.text("provider"));
    }

    /// Takes refunds that are due, in a short transaction of its own.
    ///
    /// @return at most `most`, fewer when the gateway's rate or the day's cap does not allow more
    List<Leased> lease(String provider, int most) {
        return QuarkusTransaction.requiringNew().call(() -> {
            var counting = new Together();
            counting.first(Sql.of(ONE_AT_A_TIME), row -> row.flag("locked"));
            var inThisSecond = counting.first(
                    Sql.of(STARTED_IN_THIS_SECOND).with("provider", provider), row -> row.number("count"));
            var today = counting.first(
                    Sql.of(STARTED_TODAY).with("zone", config.capZone().getId()), row -> row.number("count"));
            counting.send(database);
            var room = Math.min(most, perSecondAt(provider) - inThisSecond.get().orElseThrow());
            var roomToday = config.dailyCap().isPresent()
                    ? config.dailyCap().getAsInt() - today.get().orElseThrow()
                    : Integer.MAX_VALUE;
            if (room <= 0) {
                return List.of();
            }
            var firstOnesToo = roomToday > 0;
            return Sql.of(LEASE)
                    .with("provider", provider)
                    .with("firstOnesToo", firstOnesToo)
                    .with("zone", config.capZone().getId())
                    .with("caps", caps)
                    .with("most", firstOnesToo ? Math.min(room, roomToday) : room)
                    .with("lease", config.lease().toMillis())
                    .with("holder", holder.name().orElse(null))
                    .list(database, Refunds::leased);
        });
    }

    /// Writes down what came of sending them and tells the news, all in one transaction.
    void record(List<Answered> answers) {
        QuarkusTransaction.requiringNew().run(() -> {
            var now = now();
            endAttempts(answers);
            var steps = answers.stream().map(answer -> step(answer, now)).toList();
            var moved = move(steps);
            for (var answer : answers) {
                if (!moved.contains(answer.leased().refund().repayment().refund())
                        && answer.outcome() instanceof Repaid repaid) {
                    heed(answer.leased().refund(), repaid, answer.leased().state());
                }
            }
        });
    }

    private Step step(Answered answer, Instant now) {
        var sending = answer.leased().state();
        var next = patience.after(sending, answer.outcome(), now, random);
        return new Step(answer.leased().refund(), sending, next);
    }

    /// What the gateway is found to have done settles a refund that waits, in the transaction that is running.
    ///
    /// @param sent as it was when the gateway was asked
    /// @return whether it is settled now, and was not before
    boolean heed(Refund refund, Repaid repaid, RefundState sent) {
        var id = refund.repayment().refund();
        var settled = Sql.of(SETTLED_LATE)
                        .with("refund", id)
                        .with("providerRefund", repaid.providerRefund())
                        .with("at", repaid.at())
                        .run(database)
                == 1;
        if (settled) {
            tell(List.of(
                    new Step(refund, sent, new Settled(sent.tries(), repaid.providerRefund(), repaid.at(), null))));
        } else if (Sql.of(SETTLED_BY_HAND)
                .with("refund", id)
                .first(database, row -> row.flag("by_hand"))
                .orElse(false)) {
            LOG.errorf("refund %s was settled by hand, and the gateway has done it too", id);
            metrics.doneTwice();
        }
        return settled;
    }

    private void endAttempts(List<Answered> answers) {
        Sql.of(END_ATTEMPTS)
                .with("refunds", each(answers, answer -> answer.leased()
                        .refund()
                        .repayment()
                        .refund()
                        .value()))
                .with(
                        "numbers",
                        each(
                                answers,
                                answer -> String.valueOf(answer.leased().state().tries())))
                .with("outcomes", each(answers, answer -> switch (answer.outcome()) {
                    case Repaid _ -> "REPAID";
                    case Refused _ -> "REFUSED";
                    case Unclear _ -> "UNCLEAR";
                    case AccountNeeded _ -> "ACCOUNT_NEEDED";
                }))
                .with("codes", each(answers, answer -> switch (answer.outcome()) {
                    case Repaid _ -> "";
                    case Refused(var code) -> code;
                    case Unclear(var code) -> code;
                    case AccountNeeded(var code) -> code;
                }))
                .run(database);
    }

    /// Moves it and tells the news, in the transaction that is running.
    ///
    /// @return whether it was in that state
    boolean move(Refund refund, RefundState from, RefundState to) {
        return !move(List.of(new Step(refund, from, to))).isEmpty();
    }

    /// @return those that were in the state they came from
    private Set<RefundId> move(List<Step> steps) {
        // Everybody's order of locks.
        var ordered = steps.stream()
                .sorted(Comparator.comparing(
                        step -> step.refund().repayment().refund().value()))
                .toList();
        var rows = ordered.stream().map(Stored::of).toList();
        var moved = Sql.of(MOVE)
                .with(
                        "refunds",
                        each(ordered, step -> step.refund().repayment().refund().value()))
                .with("froms", each(ordered, step -> nameOf(step.from())))
                .with("tries", each(ordered, step -> String.valueOf(step.from().tries())))
                .with("states", each(ordered, step -> nameOf(step.to())))
                .with("dues", each(rows, Stored::due))
                .with("providerRefunds", each(rows, Stored::providerRefund))
                .with("settledAts", each(rows, Stored::settledAt))
                .with("parkReasons", each(rows, Stored::parkReason))
                .with("parkedAts", each(rows, Stored::parkedAt))
                .with("proposers", each(rows, Stored::proposedBy))
                .with("references", each(rows, Stored::reference))
                .with("confirmers", each(rows, Stored::confirmedBy))
                .list(database, row -> new Moved(new RefundId(row.uuid("id")), row.number("tries")));
        // Of two answers to one refund, sent under two leases, only one has moved it.
        tell(steps.stream()
                .filter(step -> moved.contains(new Moved(
                        step.refund().repayment().refund(), step.from().tries())))
                .toList());
        return moved.stream().map(Moved::refund).collect(Collectors.toUnmodifiableSet());
    }

    /// What a row carries in a state; what it does not is empty.
    private record Stored(
            String due,
            String providerRefund,
            String settledAt,
            String parkReason,
            String parkedAt,
            String proposedBy,
            String reference,
            String confirmedBy) {

        static Stored of(Step step) {
            return switch (step.to()) {
                case Requested requested -> waiting(requested.due());
                case Sending sending -> waiting(sending.leaseEnds());
                case Settled settled -> settled(settled);
                case Parked parked -> parked(parked.reason(), parked.at(), "", "");
                case Proposed proposed -> parked(proposed.reason(), proposed.at(), proposed.by(), proposed.reference());
                case AwaitingAccount awaiting -> parked(awaiting.reason(), awaiting.at(), "", "");
                case NeedsApproval waiting -> parked("LARGE", waiting.at(), "", "");
            };
        }

        private static Stored settled(Settled settled) {
            var name = settled.providerRefund();
            var at = settled.at().toString();
            var byHand = settled.byHand();
            return byHand == null
                    ? new Stored("", name, at, "", "", "", "", "")
                    : new Stored("", name, at, "", "", byHand.proposedBy(), byHand.reference(), byHand.confirmedBy());
        }

        private static Stored waiting(Instant until) {
            return new Stored(until.toString(), "", "", "", "", "", "", "");
        }

        private static Stored parked(String reason, Instant at, String by, String reference) {
            return new Stored("", "", "", reason, at.toString(), by, reference, "");
        }
    }

    private void tell(List<Step> steps) {
        var news = new ArrayList<Event>();
        for (var step : steps) {
            var refund = step.refund();
            var repayment = refund.repayment();
            switch (step.to()) {
                case Settled settled -> {
                    news.add(new RefundSettled(
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
                case Parked parked
                when !(step.from() instanceof Proposed) -> {
                    LOG.errorf("refund %s waits for a person: %s", repayment.refund(), parked.reason());
                    news.add(new RefundParked(repayment.refund(), refund.order(), parked.reason(), parked.at()));
                    metrics.parked(parked.reason());
                }
                case AwaitingAccount awaiting ->
                    news.add(new RefundAccountNeeded(
                            repayment.refund(),
                            refund.order(),
                            repayment.payment(),
                            refund.performance(),
                            refund.customer(),
                            repayment.amount(),
                            awaiting.at()));
                case Requested _, Sending _, Parked _, Proposed _, NeedsApproval _ -> {
                    // Nothing to tell before it is over.
                }
            }
        }
        if (!news.isEmpty()) {
            outbox.append(news.toArray(Event[]::new));
        }
    }

    private int perSecondAt(String provider) {
        return config.perSecondAt().getOrDefault(provider, config.perSecond());
    }

    private Instant now() {
        return Sql.of(NOW).one(database, row -> row.moment("now"));
    }

    private static <T, R> List<R> each(List<T> all, Function<T, R> part) {
        return all.stream().map(part).toList();
    }

    static String nameOf(RefundState state) {
        return switch (state) {
            case Requested _ -> "REQUESTED";
            case Sending _ -> "SENDING";
            case Settled _ -> "SETTLED";
            case Parked _ -> "PARKED";
            case Proposed _ -> "PROPOSED";
            case AwaitingAccount _ -> "AWAITING_ACCOUNT";
            case NeedsApproval _ -> "NEEDS_APPROVAL";
        };
    }

    static Refund refund(Row row) throws SQLException {
        var repayment = new Repayment(
                new RefundId(row.uuid("id")),
                new PaymentId(row.uuid("payment_id")),
                row.text("channel"),
                row.text("provider_payment"),
                row.money());
        return new Refund(
                repayment,
                new PerformanceId(row.uuid("performance_id")),
                new OrderId(row.uuid("order_id")),
                new CustomerId(row.uuid("customer_id")),
                Refund.Cause.valueOf(row.text("cause")),
                row.moment("asked_at"));
    }

    static RefundState state(Row row) throws SQLException {
        var tries = row.number("tries");
        return switch (row.text("state")) {
            case "REQUESTED" -> new Requested(tries, row.moment("next_attempt_at"));
            case "SENDING" -> new Sending(tries, row.number("tries_before"), row.moment("next_attempt_at"));
            case "SETTLED" ->
                new Settled(
                        tries,
                        row.text("provider_refund"),
                        row.moment("settled_at"),
                        row.maybeText("confirmed_by").isEmpty()
                                ? null
                                : new ByHand(row.text("proposed_by"), row.text("reference"), row.text("confirmed_by")));
            case "PARKED" -> new Parked(tries, row.text("park_reason"), row.moment("parked_at"));
            case "PROPOSED" ->
                new Proposed(
                        tries,
                        row.text("park_reason"),
                        row.moment("parked_at"),
                        row.text("proposed_by"),
                        row.text("reference"));
            case "AWAITING_ACCOUNT" -> new AwaitingAccount(tries, row.text("park_reason"), row.moment("parked_at"));
            case "NEEDS_APPROVAL" -> new NeedsApproval(row.moment("parked_at"));
            default -> throw new IllegalStateException("a state nobody knows");
        };
    }

    private static Leased leased(Row row) throws SQLException {
        return new Leased(
                refund(row),
                row.text("provider"),
                new Sending(row.number("tries"), row.number("tries_before"), row.moment("next_attempt_at")),
                row.maybeText("sealed_account"),
                row.number("round"));
    }
}
