package io.holdfast.notification;

import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.notification.Message.RefundLate;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// What has been heard that later messages speak of.
@ApplicationScoped
class Known {

    /// What is heard of one order is written down one after the other, so that whoever comes second sees the first:
    /// the two come from different topics, and each waits for the other. Who asks in the next statement sees it.
    private static final String ORDER = """
        insert into known_order (order_id, customer_id, performance_id)
        select :order, :customer, :performance
          from (select pg_advisory_xact_lock(hashtextextended(cast(:order as text), 42))) as first_this
        on conflict do nothing
        """;

    private static final String REFUND_DELAY = """
        insert into refund_delay (refund_id, order_id, expected_at, said_at)
        select :refund, :order, :expectedAt, cast(:at as timestamptz)
          from (select pg_advisory_xact_lock(hashtextextended(cast(:order as text), 42))) as first_this
        on conflict (refund_id) do update
           set expected_at = excluded.expected_at, said_at = excluded.said_at
         where coalesce(refund_delay.said_at, '-infinity') <= excluded.said_at
        """;

    private static final String DELAYS_OF_ORDER = """
        select refund_id, order_id, customer_id, performance_id, expected_at
          from refund_delay
          join known_order using (order_id)
         where order_id = :order
        """;

    private static final String CALLED_OFF = """
        insert into reason_called_off (performance_id, reason, said_at)
        values (:performance, :reason, :at)
        on conflict (performance_id) do update
           set reason = excluded.reason, said_at = excluded.said_at
         where coalesce(reason_called_off.said_at, '-infinity') <= excluded.said_at
        """;

    private static final String WHY_CALLED_OFF =
            "select reason from reason_called_off where performance_id = :performance";

    /// The next three.
    private static final String OTHERS = """
        select other.starts_at
          from performance as this
          join performance as other on other.show_id = this.show_id and other.id <> this.id
         where this.id = :performance
           and other.starts_at > now()
           and not exists (select from reason_called_off where performance_id = other.id)
         order by other.starts_at
         limit 3
        """;

    private static final String PUBLISHED = """
        insert into published_show (show_id, sale_id, title, venue, category, region, opens_at, time_zone, said_at)
        values (:show, :sale, :title, :venue, :category, :region, :opensAt, :timeZone, :at)
        on conflict (show_id) do update
           set sale_id = excluded.sale_id, title = excluded.title, venue = excluded.venue,
               category = excluded.category, region = excluded.region, opens_at = excluded.opens_at,
               time_zone = excluded.time_zone, said_at = excluded.said_at
         where coalesce(published_show.said_at, '-infinity') <= excluded.said_at
        """;

    private static final String SHOW = """
        select show_id, sale_id, title, venue, opens_at, time_zone
          from published_show
         where show_id = :show
        """;

    record Published(ShowId show, SaleId sale, String title, String venue, Instant opensAt, ZoneId timeZone) {}

    private final DataSource database;

    Known(DataSource database) {
        this.database = database;
    }

    /// @return what could not be told before, as nobody knew whose order it is
    List<RefundLate> order(OrderId order, CustomerId customer, PerformanceId performance) {
        Sql.of(ORDER)
                .with("order", order)
                .with("customer", customer)
                .with("performance", performance)
                .run(database);
        return delaysOf(order);
    }

    /// Of two expectations the one said later stays, in whichever order they are heard.
    ///
    /// @return empty while nobody knows whose order it is
    List<RefundLate> refundDelayed(RefundDelayed delayed) {
        Sql.of(REFUND_DELAY)
                .with("refund", delayed.refund())
                .with("order", delayed.order())
                .with("expectedAt", delayed.expectedAt())
                .with("at", delayed.at())
                .run(database);
        return delaysOf(delayed.order());
    }

    private List<RefundLate> delaysOf(OrderId order) {
        return Sql.of(DELAYS_OF_ORDER)
                .with("order", order)
                .list(
                        database,
                        row -> new RefundLate(
                                new RefundId(row.uuid("refund_id")),
                                new OrderId(row.uuid("order_id")),
                                new CustomerId(row.uuid("customer_id")),
                                new PerformanceId(row.uuid("performance_id")),
                                row.moment("expected_at")));
    }

    /// Of two reasons the one said later stays, in whichever order they are heard.
    void calledOff(PerformanceCancelled cancelled) {
        Sql.of(CALLED_OFF)
                .with("performance", cancelled.performance())
                .with("reason", cancelled.reason())
                .with("at", cancelled.at())
                .run(database);
    }

    Optional<String> whyCalledOff(PerformanceId performance) {
        return Sql.of(WHY_CALLED_OFF).with("performance", performance).first(database, row -> row.text("reason"));
    }

    List<Instant> othersOfTheShow(PerformanceId performance) {
        return Sql.of(OTHERS).with("performance", performance).list(database, row -> row.moment("starts_at"));
    }

    /// Of two facts the one said later stays, in whichever order they are heard.
    void published(ShowPublished published) {
        Sql.of(PUBLISHED)
                .with("show", published.show())
                .with("sale", published.sale())
                .with("title", published.title())
                .with("venue", published.venue())
                .with("category", published.category())
                .with("region", published.region())
                .with("opensAt", published.opensAt())
                .with("timeZone", ZoneId.of(published.timeZone()).getId())
                .with("at", published.at())
                .run(database);
    }

    Optional<Published> show(ShowId show) {
        return Sql.of(SHOW).with("show", show).first(database, Known::read);
    }

    private static Published read(Row row) throws SQLException {
        return new Published(
                new ShowId(row.uuid("show_id")),
                new SaleId(row.uuid("sale_id")),
                row.text("title"),
                row.text("venue"),
                row.moment("opens_at"),
                ZoneId.of(row.text("time_zone")));
    }
}
