package io.holdfast.refund.refund;

import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Says when refunds that a day's cap holds back are expected to go out: at the beginning of the day on which their
/// turn comes, if nothing changes. It is told once, and again when it becomes another day.
@ApplicationScoped
class Delays {

    private static final int IN_ONE_TRANSACTION = 500;

    private static final String TODAY = """
        select cast(now() at time zone :zone as date) as today
        """;

    private static final String BEGUN = """
        select currency, begun, amount
          from refund_day
         where day = cast(:today as date)
        """;

    /// In the order in which they are leased.
    private static final String NOT_BEGUN = """
        select id, order_id, amount, currency, expected_at
          from refund
         where state = 'REQUESTED'
           and tries = 0
           and next_attempt_at <= now()
         order by next_attempt_at, seq
        """;

    /// What has been sent meanwhile, or told by another worker, is left out.
    private static final String EXPECT = """
        update refund
           set expected_at = cast(told.at as timestamptz)
          from unnest(cast(:refunds as uuid[]), cast(:ats as text[])) as told (refund, at)
         where refund.id = told.refund
           and refund.state = 'REQUESTED'
           and refund.tries = 0
           and refund.expected_at is distinct from cast(told.at as timestamptz)
        returning refund.id, refund.order_id, refund.amount, refund.currency, refund.expected_at
        """;

    private static final String NOW = "select clock_timestamp() as now";

    private final DataSource database;
    private final Outbox outbox;
    private final RefundConfig config;

    Delays(DataSource database, Outbox outbox, RefundConfig config) {
        this.database = database;
        this.outbox = outbox;
        this.config = config;
    }

    /// A refund that has not begun.
    record Queued(
            RefundId refund,
            OrderId order,
            Money amount,
            @Nullable Instant expectedAt) {}

    @Scheduled(every = "${holdfast.refund.look-ahead-every:10s}", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        if (config.dailyCap().isEmpty() && config.dailyCapAmount().isEmpty()) {
            return;
        }
        var zone = config.capZone();
        var today = LocalDate.parse(Sql.of(TODAY).with("zone", zone.getId()).one(database, row -> row.text("today")));
        var line = new Line(
                config.dailyCap().orElse(Integer.MAX_VALUE),
                config.dailyCapAmount().entrySet().stream()
                        .collect(Collectors.toMap(cap -> cap.getKey().toUpperCase(Locale.ROOT), Map.Entry::getValue)));
        Sql.of(BEGUN).with("today", today.toString()).list(database, row -> {
            line.hasBegun(row.number("begun"), row.money());
            return row;
        });
        var late = new ArrayList<Queued>();
        for (var queued : Sql.of(NOT_BEGUN).list(database, Delays::queued)) {
            var days = line.daysUntil(queued.amount());
            var at = today.plusDays(days).atStartOfDay(zone).toInstant();
            if (days > 0 && !Objects.equals(at, queued.expectedAt())) {
                late.add(new Queued(queued.refund(), queued.order(), queued.amount(), at));
            }
        }
        for (var from = 0; from < late.size(); from += IN_ONE_TRANSACTION) {
            tell(late.subList(from, Math.min(from + IN_ONE_TRANSACTION, late.size())));
        }
    }

    private void tell(List<Queued> late) {
        QuarkusTransaction.requiringNew().run(() -> {
            var now = Sql.of(NOW).one(database, row -> row.moment("now"));
            var news = Sql.of(EXPECT)
                    .with(
                            "refunds",
                            late.stream().map(one -> one.refund().value()).toList())
                    .with(
                            "ats",
                            late.stream()
                                    .map(one -> String.valueOf(one.expectedAt()))
                                    .toList())
                    .list(database, Delays::queued);
            if (!news.isEmpty()) {
                outbox.append(news.stream()
                        .map(one -> new RefundDelayed(
                                one.refund(), one.order(), Objects.requireNonNull(one.expectedAt()), now))
                        .toArray(RefundDelayed[]::new));
            }
        });
    }

    private static Queued queued(Row row) throws SQLException {
        return new Queued(
                new RefundId(row.uuid("id")),
                new OrderId(row.uuid("order_id")),
                row.money(),
                row.maybeMoment("expected_at").orElse(null));
    }

    /// Refunds in line before the days' caps, oldest first. As when they are leased, nobody passes anybody of the same
    /// currency, and the refund that reaches a day's sum still goes out that day.
    static final class Line {

        private final int most;
        private final Map<String, Long> mostOf;
        private final Map<Integer, Integer> begun = new HashMap<>();
        private final Map<String, Integer> dayOf = new HashMap<>();
        private final Map<String, Long> sumOf = new HashMap<>();

        /// @param most refunds a day; where none may go out at all, this reckons with one
        /// @param mostOf the sum of a day by currency, likewise
        Line(int most, Map<String, Long> mostOf) {
            this.most = Math.max(1, most);
            this.mostOf = mostOf.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, one -> Math.max(1, one.getValue())));
        }

        /// What has begun today.
        void hasBegun(int refunds, Money sum) {
            begun.merge(0, refunds, Integer::sum);
            sumOf.merge(sum.currency().getCurrencyCode(), sum.amount(), Long::sum);
        }

        /// The next in line.
        ///
        /// @return how many days it has to wait, 0 for today
        int daysUntil(Money amount) {
            var currency = amount.currency().getCurrencyCode();
            var day = dayOf.getOrDefault(currency, 0);
            var sum = sumOf.getOrDefault(currency, 0L);
            while (sum >= mostOf.getOrDefault(currency, Long.MAX_VALUE) || begun.getOrDefault(day, 0) >= most) {
                day++;
                sum = 0L;
            }
            dayOf.put(currency, day);
            sumOf.put(currency, Math.addExact(sum, amount.amount()));
            begun.merge(day, 1, Integer::sum);
            return day;
        }
    }
}
