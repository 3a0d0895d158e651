package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.CHANNEL_UNAVAILABLE;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.channel.Channel;
import io.holdfast.ticketing.channel.ChannelConfig;
import io.holdfast.ticketing.channel.Channels;
import io.holdfast.ticketing.channel.Channels.Offered;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.order.Order;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Currency;
import java.util.Optional;
import javax.sql.DataSource;

/// What a customer hears who has chosen a channel that does not answer: which one to take instead, and that the seats
/// wait. Order, hold and idempotency key stay what they are; a refusal is not recorded, so the same key goes on with
/// the next channel.
@ApplicationScoped
class Outage {

    /// Once for each order: the second time there is nothing to keep.
    private static final String KEEP = """
        insert into channel_switch (order_id, channel, next, kept_until)
        values (:order, :channel, :next, now() + make_interval(secs => :seconds))
        on conflict (order_id) do nothing
        returning kept_until
        """;

    @RegisterForReflection
    record Next(String name, Channel.Label label) {}

    private final DataSource database;
    private final Channels channels;
    private final ChannelConfig config;
    private final Holds holds;

    Outage(DataSource database, Channels channels, ChannelConfig config, Holds holds) {
        this.database = database;
        this.channels = channels;
        this.config = config;
        this.holds = holds;
    }

    ProblemException of(Order order, Channel broken, ShowId show) {
        var next = channels.next(broken, show, order.total().currency());
        var kept = keep(order, broken, next);
        var problem = CHANNEL_UNAVAILABLE.because(
                next.isPresent()
                        ? "This way of paying does not work right now. Your seats are still yours; please take another."
                        : "The payment company does not answer. Your seats are still yours; please try again.");
        if (kept.isPresent()) {
            problem = problem.with("keptUntil", kept.get());
        }
        return finished(problem, next);
    }

    /// For what holds no seats.
    ProblemException of(Channel broken, Currency currency) {
        return finished(
                CHANNEL_UNAVAILABLE.because("This way of paying does not work right now; nothing was charged."),
                channels.next(broken, null, currency));
    }

    private ProblemException finished(io.holdfast.contracts.problem.Problem problem, Optional<Offered> next) {
        if (next.isEmpty()) {
            channels.nothingLeft();
            return problem.with("retryAfterSeconds", 5).asException();
        }
        return problem.with("next", new Next(next.get().name(), next.get().label()))
                .asException();
    }

    private Optional<Instant> keep(Order order, Channel broken, Optional<Offered> next) {
        return QuarkusTransaction.requiringNew().call(() -> {
            var until = Sql.of(KEEP)
                    .with("order", order.id())
                    .with("channel", broken.name())
                    .with("next", next.map(Offered::name).orElse(null))
                    .with("seconds", config.outageKeeps().toMillis() / 1000.0)
                    .first(database, row -> row.moment("kept_until"));
            until.ifPresent(moment -> holds.keep(order.hold(), moment));
            return until;
        });
    }
}
