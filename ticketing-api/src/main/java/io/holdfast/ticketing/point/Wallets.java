package io.holdfast.ticketing.point;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.sql.Together.Answer;
import io.holdfast.ticketing.ledger.Ledger;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where points are given and spent, always in the transaction of whatever they are given or spent for.
@ApplicationScoped
public class Wallets {

    private static final int PAGE = 50;

    /// Only if there is enough. Whoever comes at the same time waits for this row and sees what is left.
    private static final String SPEND = """
        with spent as (
            update wallet
               set balance = balance - :amount
             where customer_id = :customer
               and currency = :currency
               and balance >= :amount
            returning customer_id, currency)
        insert into point_entry (customer_id, currency, amount, reason, reference, order_id)
        select customer_id, currency, -:amount, 'SPENT', :payment, :order
          from spent
        """;

    /// The entry decides whether this is new; only then the balance moves.
    private static final String CREDIT = """
        with given as (
            insert into point_entry (customer_id, currency, amount, reason, reference, order_id, who, memo)
            values (:customer, :currency, :amount, :reason, :reference, cast(:order as uuid), :who, :memo)
            on conflict (reason, reference) do nothing
            returning customer_id, currency, amount)
        insert into wallet as mine (customer_id, currency, balance)
        select customer_id, currency, amount
          from given
        on conflict (customer_id, currency) do update
           set balance = mine.balance + excluded.balance
        """;

    /// All of it, or nothing if it is another amount by now.
    private static final String WAIVE = """
        with waived as (
            update wallet
               set balance = 0
             where customer_id = :customer
               and currency = :currency
               and balance = :amount
            returning customer_id, currency)
        insert into point_entry (customer_id, currency, amount, reason, reference)
        select customer_id, currency, -:amount, 'WAIVED', :reference
          from waived
        """;

    private static final String BALANCES =
            "select balance as amount, currency from wallet where customer_id = :customer order by currency";

    private static final String HISTORY = """
        select id, amount, currency, reason, order_id, memo, at
          from point_entry
         where customer_id = :customer
           and id < :before
         order by id desc
         limit :most
        """;

    private static final String IS_MEMBER = "select from customer where id = :customer and kind = 'MEMBER'";

    private final DataSource database;
    private final Ledger ledger;

    Wallets(DataSource database, Ledger ledger) {
        this.database = database;
        this.ledger = ledger;
    }

    /// Why a balance grows, and with it where the money is that stands behind it.
    public sealed interface Reason {
        /// The member has paid for them.
        ///
        /// @param channel that the payment came by
        record TopUp(String channel) implements Reason {}

        /// An order paid with points was given back.
        record Refund(OrderId order) implements Reason {}

        /// Staff have given them.
        record Goodwill(String who, String memo) implements Reason {}
    }

    /// One line of a history.
    ///
    /// @param amount negative when spent
    public record Entry(
            long id,
            Money amount,
            String reason,
            @Nullable OrderId order,
            @Nullable String memo,
            Instant at) {}

    /// @param next where the next page begins; empty on the last
    record History(List<Entry> entries, Optional<Long> next) {}

    /// Spends points on an order. The sale itself is booked by whoever sells.
    ///
    /// @return 0, and nothing has happened, when there are too few; while sending, a duplicate
    ///     [io.holdfast.sql.DatabaseException] if this payment has spent already
    public Answer<Integer> spend(
            Together together, CustomerId customer, Money amount, OrderId order, PaymentId payment) {
        requirePositive(amount);
        return together.run(Sql.of(SPEND)
                .with("customer", customer)
                .with("amount", amount.amount())
                .with("currency", amount.currency().getCurrencyCode())
                .with("order", order)
                .with("payment", payment));
    }

    /// Gives points and books them, in the running transaction; once for each reason and reference.
    ///
    /// @param reference what they are given for: the top-up, the refund, the request of staff
    /// @return whether this was new; a repetition changes nothing
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean credit(CustomerId customer, Money amount, Reason reason, UUID reference) {
        requirePositive(amount);
        var given = Sql.of(CREDIT)
                .with("customer", customer)
                .with("amount", amount.amount())
                .with("currency", amount.currency().getCurrencyCode())
                .with("reference", reference)
                .with("reason", nameOf(reason))
                .with("order", reason instanceof Reason.Refund refund ? refund.order() : null)
                .with("who", reason instanceof Reason.Goodwill gift ? gift.who() : null)
                .with("memo", reason instanceof Reason.Goodwill gift ? gift.memo() : null)
                .run(database);
        if (given == 0) {
            return false;
        }
        switch (reason) {
            case Reason.TopUp(var channel) -> ledger.toppedUp(reference, channel, amount);
            case Reason.Refund(var order) -> ledger.refunded(order, Ledger.POINTS, amount);
            case Reason.Goodwill _ -> ledger.givenAway(reference, amount);
        }
        return true;
    }

    /// A member gives up all they have, in the running transaction.
    ///
    /// @param amount as they have seen it
    /// @throws IllegalStateException if it is not that much
    @Transactional(Transactional.TxType.MANDATORY)
    public void waive(CustomerId customer, Money amount) {
        requirePositive(amount);
        var reference = UUID.randomUUID();
        var waived = Sql.of(WAIVE)
                .with("customer", customer)
                .with("amount", amount.amount())
                .with("currency", amount.currency().getCurrencyCode())
                .with("reference", reference)
                .run(database);
        if (waived == 0) {
            throw new IllegalStateException("these are not the points there are");
        }
        ledger.waived(reference, amount);
    }

    public Money balance(CustomerId customer, String currency) {
        return balances(customer).stream()
                .filter(one -> one.currency().getCurrencyCode().equals(currency))
                .findFirst()
                .orElse(Money.of(0, currency));
    }

    /// One for each currency the member has had points in.
    public List<Money> balances(CustomerId customer) {
        return Sql.of(BALANCES).with("customer", customer).list(database, Row::money);
    }

    /// Newest first.
    ///
    /// @param before where the page begins, exclusive; everything when absent
    History history(CustomerId customer, @Nullable Long before) {
        var entries = Sql.of(HISTORY)
                .with("customer", customer)
                .with("before", before == null ? Long.MAX_VALUE : before)
                .with("most", PAGE + 1)
                .list(database, Wallets::read);
        if (entries.size() <= PAGE) {
            return new History(entries, Optional.empty());
        }
        var page = entries.subList(0, PAGE);
        return new History(page, page.stream().map(Entry::id).min(Comparator.naturalOrder()));
    }

    boolean isMember(CustomerId customer) {
        return Sql.of(IS_MEMBER)
                .with("customer", customer)
                .first(database, _ -> true)
                .isPresent();
    }

    private static String nameOf(Reason reason) {
        return switch (reason) {
            case Reason.TopUp _ -> "TOP_UP";
            case Reason.Refund _ -> "REFUND";
            case Reason.Goodwill _ -> "GOODWILL";
        };
    }

    private static void requirePositive(Money amount) {
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("points move by a positive amount");
        }
    }

    private static Entry read(Row row) throws SQLException {
        return new Entry(
                row.large("id"),
                row.money(),
                row.text("reason"),
                row.maybeUuid("order_id").map(OrderId::new).orElse(null),
                row.maybeText("memo").orElse(null),
                row.moment("at"));
    }
}
