package io.holdfast.ticketing.pulse;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// Which sales are to be measured, by whom, and what comes of it.
@ApplicationScoped
class Measuring {

    private static final String RUNNING = """
        select id
          from sale
         where waiting_room
           and closes_at > now() - make_interval(secs => :after)
           and opens_at <= now() + make_interval(secs => :before)
        """;

    /// However many processes ask at once, each sale is given to one of them each time it is due.
    private static final String DUE = """
        insert into pulse (sale_id, due_at)
        select id, now() + make_interval(secs => :every)
          from unnest(:sales) as id
         order by id
        on conflict (sale_id) do update
           set due_at = excluded.due_at
         where pulse.due_at <= now()
        returning sale_id, told, told_at is null or told_at <= now() - make_interval(secs => :silence) as silent
        """;

    /// Reads each seat of the sale once: 15 ms for 45,000 of them. An index that made it faster would have to be kept
    /// by every hold.
    private static final String SEATS = """
        with on_sale as (
            select array(select id from performance where sale_id = :sale and starts_at > now()) as ids),
        seats as (
            select count(*) filter (where state = 'AVAILABLE' or (state in ('HELD', 'RELEASED') and until <= now())) as free,
                   count(*) filter (where state in ('PAYING', 'OFFERED')
                                       or (state in ('HELD', 'RELEASED') and until > now())) as held,
                   count(*) filter (where state = 'SOLD') as sold
              from seat
             where performance_id = any ((select ids from on_sale)::uuid[])),
        bought as (
            select count(*) as orders
              from orders
             where performance_id = any ((select ids from on_sale)::uuid[])
               and state in ('PAID', 'PARTLY_CANCELLED'))
        select free, held, sold, orders
          from seats, bought
        """;

    private static final String TOLD = """
        update pulse
           set told = :told, told_at = now()
         where sale_id = :sale
        """;

    private static final String LATER = """
        update pulse
           set due_at = now() + make_interval(secs => :later)
         where sale_id = :sale
        """;

    /// @param told what was told of it last
    /// @param silent whether that is too long ago
    record Due(SaleId sale, Optional<String> told, boolean silent) {}

    record Seats(long left, long held, double perOrder) {

        /// How many seats an order has while nobody knows.
        private static final double USUAL = 2;

        static Seats of(long left, long held, long sold, long orders) {
            return new Seats(left, held, orders == 0 || sold == 0 ? USUAL : (double) sold / orders);
        }
    }

    private final DataSource database;
    private final PulseConfig config;

    Measuring(DataSource database, PulseConfig config) {
        this.database = database;
        this.config = config;
    }

    List<SaleId> running() {
        return Sql.of(RUNNING)
                .with("before", seconds(config.before()))
                .with("after", seconds(config.after()))
                .list(database, row -> new SaleId(row.uuid("id")));
    }

    /// Those of the sales that are to be measured by us, now.
    List<Due> due(List<SaleId> sales) {
        return Sql.of(DUE)
                .with("sales", sales)
                .with("every", seconds(config.every()))
                .with("silence", seconds(config.silence()))
                .list(
                        database,
                        row -> new Due(new SaleId(row.uuid("sale_id")), row.maybeText("told"), row.flag("silent")));
    }

    Seats seats(SaleId sale) {
        return Sql.of(SEATS)
                .with("sale", sale)
                .one(
                        database,
                        row -> Seats.of(row.large("free"), row.large("held"), row.large("sold"), row.large("orders")));
    }

    void told(SaleId sale, String what) {
        Sql.of(TOLD).with("sale", sale).with("told", what).run(database);
    }

    /// The sale is not due before then.
    void later(SaleId sale, Duration later) {
        Sql.of(LATER).with("sale", sale).with("later", seconds(later)).run(database);
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
