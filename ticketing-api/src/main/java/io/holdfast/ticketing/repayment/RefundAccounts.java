package io.holdfast.ticketing.repayment;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.REFUND_ACCOUNT_NOT_NEEDED;

import io.holdfast.contracts.event.SalesEvent.RefundAccountGiven;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.personal.RefundAccount;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import io.holdfast.visitor.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// To which bank accounts refunds are to go that can go to one only. An account is sealed as soon as it is here, told,
/// and not kept.
@ApplicationScoped
class RefundAccounts {

    private static final String ASKED_FOR = """
        select orders.performance_id, orders.customer_id, cancellation.account_mark, clock_timestamp() as now,
               cancellation.refund_state in ('REQUESTED', 'PARKED')
               and cancellation.account_needed_at is distinct from cancellation.account_given_for as needed
          from cancellation
          join orders on orders.id = cancellation.order_id
         where cancellation.refund_id = :refund
           and cancellation.order_id = :order
           and (orders.customer_id = any (cast(:customers as uuid[])) or orders.subject = any (:subjects))
           for update of cancellation
        """;

    private static final String GIVEN = """
        update cancellation
           set account_given_for = account_needed_at, account_mark = :mark
         where refund_id = :refund
        """;

    private final DataSource database;
    private final Outbox outbox;
    private final Seal seal;

    RefundAccounts(DataSource database, Outbox outbox, @ConfigProperty(name = "holdfast.contacts.key") String key) {
        this.database = database;
        this.outbox = outbox;
        this.seal = new Seal(key);
    }

    private record Asked(
            PerformanceId performance, CustomerId customer, Optional<String> mark, boolean needed, Instant now) {}

    /// Told once for each time it was asked for. The same account given again is the same answer.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, whether it is somebody else's or
    ///     nobody's, or `REFUND_ACCOUNT_NOT_NEEDED`
    @Transactional
    void give(OrderId order, RefundId refund, Visitor visitor, RefundAccount account) {
        var asked = Sql.of(ASKED_FOR)
                .with("refund", refund)
                .with("order", order)
                .with("customers", visitor.customers())
                .with("subjects", visitor.subjectNames())
                .first(
                        database,
                        row -> new Asked(
                                new PerformanceId(row.uuid("performance_id")),
                                new CustomerId(row.uuid("customer_id")),
                                row.maybeText("account_mark"),
                                row.flag("needed"),
                                row.moment("now")))
                .orElseThrow(() -> NOT_FOUND.because("There is no such refund.").asException());
        var mark = seal.accountIndex(asked.customer(), account);
        if (!asked.needed()) {
            if (asked.mark().filter(mark::equals).isPresent()) {
                return;
            }
            throw REFUND_ACCOUNT_NOT_NEEDED
                    .because("No account is needed for this refund, or one was given already.")
                    .asException();
        }
        Sql.of(GIVEN).with("refund", refund).with("mark", mark).run(database);
        outbox.append(new RefundAccountGiven(
                asked.performance(),
                order,
                refund,
                asked.customer(),
                seal.sealAccount(asked.customer(), account),
                asked.now()));
    }
}
