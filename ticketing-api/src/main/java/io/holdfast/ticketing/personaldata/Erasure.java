package io.holdfast.ticketing.personaldata;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.account.Customers;
import io.holdfast.ticketing.account.Sessions;
import io.holdfast.ticketing.organisation.Organisations;
import io.holdfast.ticketing.paymentmethod.PaymentMethods;
import io.holdfast.ticketing.personaldata.ErasureOutcome.Forgotten;
import io.holdfast.ticketing.personaldata.ErasureOutcome.NotYet;
import io.holdfast.ticketing.personaldata.ErasureOutcome.Obstacle;
import io.holdfast.ticketing.point.Wallets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/// Forgets a member.
///
/// The customer's row is locked first, which an order writes to and an accepted ticket locks as well: either these
/// are there and stand in the way, or they find a customer who was forgotten and are not made.
@ApplicationScoped
class Erasure {

    private static final Contact NOBODY = new Contact("", "", "", "ko");

    private static final String LOCK = "select kind from customer where id = :customer for update";

    /// A performance is over a day after it has begun, when no gate lets anybody in any more.
    private static final String OBSTACLES = """
        select obstacle
          from (values
               ('ORDERS_TO_COME', exists (
                    select from orders
                      join performance on performance.id = orders.performance_id
                     where orders.customer_id = :customer
                       and orders.state in ('PAID', 'PARTLY_CANCELLED')
                       and performance.starts_at > now() - interval '1 day')
                 or exists (
                    select from ticket
                      join performance on performance.id = ticket.performance_id
                     where ticket.holder_id = :customer
                       and ticket.state = 'VALID'
                       and performance.starts_at > now() - interval '1 day')),
               ('ORDERS_UNPAID', exists (
                    select from orders where customer_id = :customer and state = 'PENDING')),
               ('PAYMENTS_OPEN', exists (
                    select from payment
                      join orders on orders.id = payment.order_id
                     where orders.customer_id = :customer
                       and payment.state in ('CONFIRMING', 'UNKNOWN'))
                 or exists (
                    select from payment
                      join top_up on top_up.id = payment.top_up_id
                     where top_up.customer_id = :customer
                       and payment.state in ('CONFIRMING', 'UNKNOWN'))
                 or exists (
                    select from automatic_payment where customer_id = :customer and state = 'RUNNING')),
               ('REFUNDS_OPEN', exists (
                    select from cancellation
                      join orders on orders.id = cancellation.order_id
                     where orders.customer_id = :customer
                       and cancellation.refund_state in ('REQUESTED', 'PARKED'))),
               ('ORGANISATION_SELLS', exists (
                    select from organisation_member as mine
                      join show on show.organisation_id = mine.organisation_id
                      join performance on performance.show_id = show.id
                     where mine.customer_id = :customer
                       and mine.role = 'OWNER'
                       and mine.until is null
                       and performance.cancel_reason is null
                       and performance.starts_at > now() - interval '1 day'
                       and not exists (
                            select from organisation_member as other
                             where other.organisation_id = mine.organisation_id
                               and other.id <> mine.id
                               and other.role = 'OWNER'
                               and other.until is null)))) as asked(obstacle, there)
         where there
        """;

    private static final String RECIPIENTS = "update orders set recipient = :nobody where customer_id = :customer";

    /// Of tickets that were given to them.
    private static final String HOLDERS = "update ticket set holder_contact = :nobody where holder_id = :customer";

    /// Answers given before are for nobody any more.
    private static final String ANSWERS = "delete from idempotency_key where subject = :subject";

    private final DataSource database;
    private final Customers customers;
    private final Sessions sessions;
    private final Wallets wallets;
    private final PaymentMethods methods;
    private final Organisations organisations;

    Erasure(
            DataSource database,
            Customers customers,
            Sessions sessions,
            Wallets wallets,
            PaymentMethods methods,
            Organisations organisations) {
        this.database = database;
        this.customers = customers;
        this.sessions = sessions;
        this.wallets = wallets;
        this.methods = methods;
        this.organisations = organisations;
    }

    /// What stands in the way at this moment, nothing when it is empty.
    NotYet obstacles(CustomerId customer) {
        var points = points(customer);
        var obstacles = new ArrayList<>(found(customer));
        if (!points.isEmpty()) {
            obstacles.add(Obstacle.POINTS_LEFT);
        }
        return new NotYet(obstacles, points);
    }

    /// All of it or nothing.
    ///
    /// @param waived the points given up, as they were shown; others than there are, and nothing happens
    @Transactional
    ErasureOutcome forget(CustomerId customer, Set<Money> waived) {
        var kind = Sql.of(LOCK).with("customer", customer).first(database, row -> row.text("kind"));
        if (kind.filter("MEMBER"::equals).isEmpty()) {
            return new Forgotten();
        }
        organisations.lockOf(customer);
        var standing = obstacles(customer);
        var isInTheWay = standing.obstacles().stream()
                .anyMatch(one -> one != Obstacle.POINTS_LEFT
                        || !Set.copyOf(standing.points()).equals(waived));
        if (isInTheWay) {
            return standing;
        }
        standing.points().forEach(points -> wallets.waive(customer, points));
        methods.endAll(customer);
        organisations.forget(customer);
        var nobody = customers.sealed(customer, NOBODY).recipient();
        for (var names : List.of(RECIPIENTS, HOLDERS)) {
            Sql.of(names).with("customer", customer).with("nobody", nobody).run(database);
        }
        Sql.of(ANSWERS).with("subject", Subject.member(customer).value()).run(database);
        customers.forget(customer);
        sessions.forget(customer);
        return new Forgotten();
    }

    private List<Obstacle> found(CustomerId customer) {
        return Sql.of(OBSTACLES)
                .with("customer", customer)
                .list(database, row -> Obstacle.valueOf(row.text("obstacle")));
    }

    private List<Money> points(CustomerId customer) {
        return wallets.balances(customer).stream().filter(Money::isPositive).toList();
    }
}
