package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.visitor.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import javax.sql.DataSource;

/// What members put into their own wallets. Each is paid by one payment; when that comes to nothing, they begin anew.
@ApplicationScoped
class TopUps {

    private static final String ADD = """
        insert into top_up (id, customer_id, amount, currency)
        values (:id, :customer, :amount, :currency)
        """;

    private static final String IS_MINE =
            "select 1 as found from top_up where id = :id and customer_id = cast(:customer as uuid)";

    private final DataSource database;

    TopUps(DataSource database) {
        this.database = database;
    }

    void add(UUID id, CustomerId customer, Money amount) {
        Sql.of(ADD)
                .with("id", id)
                .with("customer", customer)
                .with("amount", amount.amount())
                .with("currency", amount.currency().getCurrencyCode())
                .run(database);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, whether it is somebody else's or nobody's
    void mine(UUID id, Visitor visitor) {
        var mine = Sql.of(IS_MINE)
                .with("id", id)
                .with("customer", visitor.customer().orElse(null))
                .first(database, row -> row.number("found"));
        if (mine.isEmpty()) {
            throw NOT_FOUND.because("There is no such payment.").asException();
        }
    }
}
