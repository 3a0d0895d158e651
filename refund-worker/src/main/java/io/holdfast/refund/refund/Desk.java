package io.holdfast.refund.refund;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.REFUND_NOT_WAITING;
import static io.holdfast.contracts.problem.ProblemType.SECOND_PERSON_NEEDED;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.refund.provider.Found;
import io.holdfast.refund.provider.Providers;
import io.holdfast.refund.provider.Repay;
import io.holdfast.refund.refund.RefundState.AwaitingAccount;
import io.holdfast.refund.refund.RefundState.NeedsApproval;
import io.holdfast.refund.refund.RefundState.Parked;
import io.holdfast.refund.refund.RefundState.Proposed;
import io.holdfast.refund.refund.RefundState.Requested;
import io.holdfast.refund.refund.RefundState.Sending;
import io.holdfast.refund.refund.RefundState.Settled;
import io.holdfast.refund.refund.RefundView.Attempt;
import io.holdfast.refund.refund.RefundView.ByHand;
import io.holdfast.refund.refund.RefundView.Deed;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What staff see of refunds and do about them. Whoever acts locks the refund's row first, so that of two people who
/// act at once the second finds what the first has done; what was done is written down with it, for ever.
@ApplicationScoped
class Desk {

    private static final String SEEN = """
        select id, seq, desk, state, order_id, performance_id, payment_id, channel, amount, currency, cause, tries,
               park_reason, parked_at, requested_at, next_attempt_at, expected_at, settled_at, provider_refund,
               proposed_by, reference, confirmed_by
          from refund
        """;

    private static final String ONE = SEEN + "where id = :refund";

    /// What waits for staff first, then what waits for customers, for nobody, and what is done; oldest first.
    private static final String AFTER = SEEN + "where (desk, seq) > (:desk, :seq)\n";

    private static final String IN_STATE = "and state = :state\n";
    private static final String OF_ORDER = "and order_id = :order\n";
    private static final String OF_PERFORMANCE = "and performance_id = :performance\n";
    private static final String OLDER = "and requested_at < :before\n";
    private static final String PAGE = "order by desk, seq limit :most";

    private static final String ATTEMPTS = """
        select number, started_at, ended_at, outcome, code
          from refund_attempt
         where refund_id = :refund
         order by number
        """;

    private static final String HISTORY = """
        select at, by, act, reason, reference
          from refund_history
         where refund_id = :refund
         order by id
        """;

    private static final String FIND = """
        select *
          from refund
         where id = :refund
        """;

    private static final String LOCK = FIND + "for update";

    private static final String WRITE_DOWN = """
        insert into refund_history (refund_id, by, act, reason, reference)
        values (:refund, :by, :act, :reason, :reference)
        """;

    /// A refusal is all the gateway will ever say to the key it was asked with.
    private static final String WITH_ANOTHER_KEY = """
        update refund
           set round = round + 1
         where id = :refund
           and exists (
                   select 1
                     from refund_attempt
                    where refund_attempt.refund_id = refund.id
                      and refund_attempt.number = refund.tries
                      and refund_attempt.outcome = 'REFUSED')
        """;

    private static final String NOW = "select clock_timestamp() as now";

    private final DataSource database;
    private final Refunds refunds;
    private final Providers providers;
    private final RefundMetrics metrics;

    Desk(DataSource database, Refunds refunds, Providers providers, RefundMetrics metrics) {
        this.database = database;
        this.refunds = refunds;
        this.providers = providers;
        this.metrics = metrics;
    }

    /// Who acts, and why.
    record Actor(String by, String reason) {}

    /// Where a page begins: behind the refund at this place.
    record Cursor(int desk, long seq) {
        static final Cursor FIRST = new Cursor(-1, 0);
    }

    /// @param before asked for before then
    record Filter(
            RefundView.@Nullable State state,
            @Nullable OrderId order,
            @Nullable PerformanceId performance,
            @Nullable Instant before) {}

    record Listed(RefundView refund, Cursor place) {}

    private record Locked(Refund refund, RefundState state, String provider) {}

    List<Listed> list(Filter filter, Cursor after, int most) {
        var statement = Sql.of(AFTER
                        + (filter.state() == null ? "" : IN_STATE)
                        + (filter.order() == null ? "" : OF_ORDER)
                        + (filter.performance() == null ? "" : OF_PERFORMANCE)
                        + (filter.before() == null ? "" : OLDER)
                        + PAGE)
                .with("desk", after.desk())
                .with("seq", after.seq())
                .with("state", filter.state())
                .with("order", filter.order())
                .with("performance", filter.performance())
                .with("before", filter.before())
                .with("most", most);
        return statement.list(database, row -> new Listed(view(row), new Cursor(row.number("desk"), row.large("seq"))));
    }

    /// @throws ProblemException `NOT_FOUND`
    RefundView one(RefundId refund) {
        return Sql.of(ONE).with("refund", refund).first(database, Desk::view).orElseThrow(Desk::unknown);
    }

    List<Attempt> attempts(RefundId refund) {
        return Sql.of(ATTEMPTS)
                .with("refund", refund)
                .list(
                        database,
                        row -> new Attempt(
                                row.number("number"),
                                row.moment("started_at"),
                                row.maybeMoment("ended_at").orElse(null),
                                row.maybeText("outcome").orElse(null),
                                row.maybeText("code").orElse(null)));
    }

    List<Deed> history(RefundId refund) {
        return Sql.of(HISTORY)
                .with("refund", refund)
                .list(
                        database,
                        row -> new Deed(
                                row.moment("at"),
                                row.text("by"),
                                row.text("act"),
                                row.text("reason"),
                                row.maybeText("reference").orElse(null)));
    }

    /// Has a parked refund sent again. What may have been done before is asked about first.
    ///
    /// @throws ProblemException `NOT_FOUND`, `REFUND_NOT_WAITING`
    void retry(RefundId id, Actor actor) {
        var locked = locked(id);
        if (providers.named(locked.provider()).isEmpty()) {
            throw REFUND_NOT_WAITING
                    .because("Its payment gateway cannot be asked; there is no key for it.")
                    .asException();
        }
        act(locked, "RETRIED", actor, null, now -> switch (locked.state()) {
            case Parked parked -> parked.retry(now);
            case Requested _, Sending _, Settled _, Proposed _, AwaitingAccount _, NeedsApproval _ -> throw notThat();
        });
        Sql.of(WITH_ANOTHER_KEY).with("refund", id).run(database);
    }

    /// Lets a large refund go out.
    ///
    /// @throws ProblemException `NOT_FOUND`, `REFUND_NOT_WAITING`
    void approve(RefundId id, Actor actor) {
        var locked = locked(id);
        act(locked, "APPROVED", actor, null, now -> switch (locked.state()) {
            case NeedsApproval waiting -> waiting.approve(now);
            case Requested _, Sending _, Settled _, Parked _, Proposed _, AwaitingAccount _ -> throw notThat();
        });
    }

    /// Says that it was settled by hand. Nothing is settled before somebody else says so too.
    ///
    /// @param reference where the transfer is found
    /// @throws ProblemException `NOT_FOUND`, `REFUND_NOT_WAITING`
    void propose(RefundId id, Actor actor, String reference) {
        var locked = locked(id);
        act(locked, "SETTLEMENT_PROPOSED", actor, reference, _ -> switch (locked.state()) {
            case Parked parked -> parked.propose(actor.by(), reference);
            case AwaitingAccount awaiting -> awaiting.propose(actor.by(), reference);
            case Requested _, Sending _, Settled _, Proposed _, NeedsApproval _ -> throw notThat();
        });
    }

    /// @throws ProblemException `NOT_FOUND`, `REFUND_NOT_WAITING`, `SECOND_PERSON_NEEDED`
    void confirm(RefundId id, Actor actor) {
        var locked = locked(id);
        act(locked, "SETTLEMENT_CONFIRMED", actor, null, now -> proposal(locked, actor)
                .confirm(id, actor.by(), now));
    }

    /// @throws ProblemException `NOT_FOUND`, `REFUND_NOT_WAITING`, `SECOND_PERSON_NEEDED`
    void refuse(RefundId id, Actor actor) {
        var locked = locked(id);
        act(locked, "SETTLEMENT_REFUSED", actor, null, _ -> proposal(locked, actor)
                .refuse());
    }

    /// Before anybody says that a refund was settled by hand, the gateway is asked. When it has done it, it is settled
    /// by that, in a transaction of its own. When it cannot say, people decide.
    ///
    /// @throws ProblemException `NOT_FOUND`, or `REFUND_NOT_WAITING` when the gateway has done it
    void askGateway(RefundId id) {
        var known = read(FIND, id);
        var isWaiting = known.state() instanceof Parked
                || known.state() instanceof Proposed
                || known.state() instanceof AwaitingAccount;
        if (!isWaiting || known.state().tries() == 0) {
            return;
        }
        var repayment = known.refund().repayment();
        var found = providers
                .named(known.provider())
                .map(provider ->
                        provider.find(new Repay(repayment.refund(), repayment.providerPayment(), repayment.amount())));
        if (found.isPresent() && found.get() instanceof Found.Done(var repaid)) {
            QuarkusTransaction.requiringNew().run(() -> refunds.heed(known.refund(), repaid, known.state()));
            throw REFUND_NOT_WAITING
                    .because("The payment gateway says that it has given the money back; nothing is left to do.")
                    .asException();
        }
    }

    private static Proposed proposal(Locked locked, Actor actor) {
        if (!(locked.state() instanceof Proposed proposed)) {
            throw notThat();
        }
        if (proposed.by().equals(actor.by())) {
            throw SECOND_PERSON_NEEDED
                    .because("Whoever proposed it cannot confirm or refuse it.")
                    .asException();
        }
        return proposed;
    }

    private void act(
            Locked locked, String act, Actor actor, @Nullable String reference, Function<Instant, RefundState> move) {
        var now = Sql.of(NOW).one(database, row -> row.moment("now"));
        if (!refunds.move(locked.refund(), locked.state(), move.apply(now))) {
            throw new IllegalStateException("a refund has moved under its lock");
        }
        Sql.of(WRITE_DOWN)
                .with("refund", locked.refund().repayment().refund())
                .with("by", actor.by())
                .with("act", act)
                .with("reason", actor.reason())
                .with("reference", reference)
                .run(database);
        metrics.acted(act);
    }

    private Locked locked(RefundId id) {
        return read(LOCK, id);
    }

    private Locked read(String statement, RefundId id) {
        return Sql.of(statement)
                .with("refund", id)
                .first(database, row -> new Locked(Refunds.refund(row), Refunds.state(row), row.text("provider")))
                .orElseThrow(Desk::unknown);
    }

    private static ProblemException unknown() {
        return NOT_FOUND.because("There is no such refund.").asException();
    }

    private static ProblemException notThat() {
        return REFUND_NOT_WAITING
                .because("This refund does not wait for that; please look at it again.")
                .asException();
    }

    private static RefundView view(Row row) throws SQLException {
        var byHand = row.maybeText("proposed_by");
        return new RefundView(
                new RefundId(row.uuid("id")),
                RefundView.State.valueOf(row.text("state")),
                new OrderId(row.uuid("order_id")),
                new PerformanceId(row.uuid("performance_id")),
                new PaymentId(row.uuid("payment_id")),
                row.text("channel"),
                row.money(),
                row.text("cause"),
                row.number("tries"),
                row.maybeText("park_reason").orElse(null),
                row.maybeMoment("parked_at").orElse(null),
                row.moment("requested_at"),
                row.maybeMoment("next_attempt_at").orElse(null),
                row.maybeMoment("settled_at").isPresent()
                        ? null
                        : row.maybeMoment("expected_at").orElse(null),
                row.maybeMoment("settled_at").orElse(null),
                row.maybeText("provider_refund").orElse(null),
                byHand.isEmpty()
                        ? null
                        : new ByHand(
                                byHand.get(),
                                row.text("reference"),
                                row.maybeText("confirmed_by").orElse(null)));
    }

    /// @return empty for nonsense
    static Optional<Cursor> cursor(String text) {
        return text.matches("[0-9]-[0-9]{1,18}")
                ? Optional.of(new Cursor(text.charAt(0) - '0', Long.parseLong(text.substring(2))))
                : Optional.empty();
    }
}
