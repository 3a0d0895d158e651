package io.holdfast.ticketing.offer;

import static io.holdfast.contracts.problem.ProblemType.BOOKINGS_BUSY;
import static io.holdfast.contracts.problem.ProblemType.HOLD_LAPSED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.ORDER_NOT_PAYABLE;
import static io.holdfast.contracts.problem.ProblemType.PAYMENT_DECLINED;
import static io.holdfast.contracts.problem.ProblemType.REQUEST_RUNNING;
import static io.holdfast.contracts.problem.ProblemType.TEMPORARILY_UNAVAILABLE;

import io.holdfast.contracts.event.SalesEvent.AutomaticPaymentFailed;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.contracts.problem.ProblemType;
import io.holdfast.loop.Loop;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.account.Customers;
import io.holdfast.ticketing.channel.Channel;
import io.holdfast.ticketing.channel.Channels;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.offer.AutomaticPayment.AutomaticFailure;
import io.holdfast.ticketing.offer.AutomaticPayment.AutomaticState;
import io.holdfast.ticketing.order.Booker;
import io.holdfast.ticketing.order.BookingPace;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.OrderWish;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.order.TurnNeeded;
import io.holdfast.ticketing.payment.Payment;
import io.holdfast.ticketing.payment.Payments;
import io.holdfast.ticketing.paymentmethod.PaymentMethods;
import io.holdfast.ticketing.price.Delivery;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Pays offers for those who have agreed to it, once each, whatever crashes, repeats or is answered late.
///
/// Each is a row that any process goes on with. First the order and the payment are written down in one transaction,
/// both named after the offer; then [Payments] takes the money, which asks about what it does not know and never
/// charges twice. Consent is looked at, and kept from being taken back, in the transaction that begins the charge.
///
/// Rows are locked in one order: the automatic payment, then as [Payments] does.
@ApplicationScoped
class AutomaticPayments {

    private static final Logger LOG = Logger.getLogger(AutomaticPayments.class);

    private static final String POINTS = "points";

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// So many gateways are asked at once.
    private static final int AT_ONCE = 8;

    /// What passes by itself within moments.
    private static final Set<ProblemType> PASSING = Set.of(BOOKINGS_BUSY, REQUEST_RUNNING, TEMPORARILY_UNAVAILABLE);

    private static final String ADD = """
        insert into automatic_payment (offer_id, performance_id, customer_id, method_id, payment_id, state, next_at)
        values (:offer, :performance, :customer, cast(:method as uuid), :payment, 'RUNNING', now())
        on conflict (offer_id) do nothing
        """;

    /// Leased by moving the next time on, in a transaction of its own, so that no lock is held while asking.
    private static final String LEASE = """
        update automatic_payment
           set tries = tries + 1, next_at = now() + interval '30 seconds'
         where offer_id in (select offer_id
                              from automatic_payment
                             where next_at <= now()
                             order by next_at
                             limit :most
                               for update skip locked)
        returning offer_id, performance_id, customer_id, method_id,
                  extract(epoch from now() - at)::double precision as waited
        """;

    private static final String LOCK =
            "select 1 as found from automatic_payment where offer_id = :offer and state = 'RUNNING' for update";

    private static final String LATER = """
        update automatic_payment
           set next_at = now() + make_interval(secs => :seconds)
         where offer_id = :offer
           and state = 'RUNNING'
        """;

    private static final String END = """
        update automatic_payment
           set state = :state, reason = :reason, next_at = null, ended_at = now()
         where offer_id = :offer
           and state = 'RUNNING'
        """;

    /// The payment has the last word: what was charged counts, however late it is known.
    private static final String SHOWN = """
        select offer_id, reason, orders.id as order_id,
               case when payment.state = 'CAPTURED' then 'PAID' else automatic_payment.state end as state
          from automatic_payment
          left join payment on payment.id = automatic_payment.payment_id
          left join orders on orders.hold_id = automatic_payment.offer_id
         where offer_id = any (cast(:offers as uuid[]))
        """;

    /// How an automatic payment stands, as the customer sees it.
    ///
    /// @param reason why it failed
    /// @param order the order of the offered seats, once there is one
    @RegisterForReflection
    public record AutomaticPaymentView(
            AutomaticState state,
            @Nullable AutomaticFailure reason,
            @Nullable OrderId order) {}

    private final DataSource database;
    private final Holds holds;
    private final Orders orders;
    private final BookingPace pace;
    private final Payments payments;
    private final PaymentMethods methods;
    private final Channels channels;
    private final Customers customers;
    private final Outbox outbox;
    private final OfferConfig config;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Loop loop;

    AutomaticPayments(
            DataSource database,
            Holds holds,
            Orders orders,
            BookingPace pace,
            Payments payments,
            PaymentMethods methods,
            Channels channels,
            Customers customers,
            Outbox outbox,
            OfferConfig config,
            MeterRegistry metrics,
            Clock clock) {
        this.database = database;
        this.holds = holds;
        this.orders = orders;
        this.pace = pace;
        this.payments = payments;
        this.methods = methods;
        this.channels = channels;
        this.customers = customers;
        this.outbox = outbox;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
        this.loop = new Loop("automatic-payments", this::round);
    }

    void start(@Observes StartupEvent event) {
        if (config.payAutomatically()) {
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    /// There is something to do.
    void wake() {
        loop.wake();
    }

    /// Writes down, in the running transaction, that a held offer is to be paid by itself.
    void begin(SeatsOffered offered, String with) {
        var method = methodOf(with);
        Sql.of(ADD)
                .with("offer", offered.offer())
                .with("performance", offered.performance())
                .with("customer", offered.customer())
                .with("method", method.orElse(null))
                .with("payment", AutomaticPayment.paymentOf(offered.offer()))
                .run(database);
    }

    /// @throws IllegalArgumentException if it is neither `points` nor the id of a saved way to pay
    private static Optional<UUID> methodOf(String with) {
        return with.equals(POINTS) ? Optional.empty() : Optional.of(UUID.fromString(with));
    }

    private Duration round() {
        return goOn() == AT_ONCE ? Duration.ZERO : PAUSE;
    }

    /// Goes on with what is due.
    ///
    /// @return how many that were
    int goOn() {
        var due = QuarkusTransaction.requiringNew().call(() -> Sql.of(LEASE)
                .with("most", AT_ONCE)
                .list(
                        database,
                        row -> new AutomaticPayment(
                                new OfferId(row.uuid("offer_id")),
                                new PerformanceId(row.uuid("performance_id")),
                                new CustomerId(row.uuid("customer_id")),
                                row.maybeUuid("method_id"),
                                row.real("waited"))));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(one -> threads.execute(() -> patiently(one)));
        }
        return due.size();
    }

    /// Whatever goes wrong here is tried again when the lease is over.
    private void patiently(AutomaticPayment automatic) {
        try {
            goOn(automatic);
        } catch (RuntimeException e) {
            LOG.errorf(e, "offer %s is not paid by itself yet", automatic.offer());
        }
    }

    private void goOn(AutomaticPayment automatic) {
        try {
            var payment = payments.find(automatic.payment());
            if (payment.isPresent()) {
                goOn(automatic, payment.get());
            } else if (writeDown(automatic, false)) {
                goOn(automatic, payments.find(automatic.payment()).orElseThrow());
            }
        } catch (TurnNeeded turn) {
            waitForTurn(automatic, turn);
        } catch (NotAgreed _) {
            fail(automatic, AutomaticFailure.CONSENT_WITHDRAWN);
        } catch (ProblemException refused) {
            refused(automatic, refused);
        }
    }

    private void waitForTurn(AutomaticPayment automatic, TurnNeeded turn) {
        try {
            pace.await(Offers.holdOf(automatic.offer()), turn.sale());
            if (writeDown(automatic, true)) {
                goOn(automatic, payments.find(automatic.payment()).orElseThrow());
            }
        } catch (NotAgreed _) {
            fail(automatic, AutomaticFailure.CONSENT_WITHDRAWN);
        } catch (ProblemException refused) {
            refused(automatic, refused);
        }
    }

    /// Consent is not there, in the very transaction that was to begin the charge.
    private static final class NotAgreed extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotAgreed() {
            super(null, null, false, false);
        }
    }

    private void requireAgreed(AutomaticPayment automatic) {
        if (!methods.isAgreed(automatic.customer(), automatic.method())) {
            throw new NotAgreed();
        }
    }

    /// Makes the order and begins its payment, both or neither; points are paid with it. A refusal leaves nothing.
    ///
    /// @return whether there is a payment now
    private boolean writeDown(AutomaticPayment automatic, boolean inTurn) {
        return QuarkusTransaction.requiringNew().call(() -> {
            if (Sql.of(LOCK)
                    .with("offer", automatic.offer())
                    .first(database, _ -> true)
                    .isEmpty()) {
                return false;
            }
            requireAgreed(automatic);
            var method = automatic.method().map(id -> methods.mine(id, automatic.customer()));
            if (method.isPresent() && !channels.isAvailable(Payments.channelOf(method.get()))) {
                waitForChannel(automatic);
                return false;
            }
            var recipient = customers.contact(automatic.customer());
            if (recipient.isEmpty()) {
                ended(automatic, AutomaticState.FAILED, AutomaticFailure.NO_CONTACT);
                return false;
            }
            var wish = new OrderWish(Offers.holdOf(automatic.offer()), Map.of(), Delivery.MOBILE, Optional.empty());
            var placed = orders.place(
                    automatic.order(), wish, Booker.member(automatic.customer()), recipient.get(), null, inTurn);
            if (placed.isEmpty()) {
                // The customer has made an order of it; how they want it is theirs to say.
                ended(automatic, AutomaticState.FAILED, AutomaticFailure.BY_HAND);
                return false;
            }
            pay(automatic, placed.get().order());
            return true;
        });
    }

    private void pay(AutomaticPayment automatic, Order order) {
        var total = order.total();
        if (total.isZero() || automatic.method().isEmpty()) {
            var channel = total.isZero() ? Channel.FREE : Channel.POINTS;
            payments.payAtOnce(automatic.payment(), order.id(), channel, total);
            ended(automatic, AutomaticState.PAID, null);
        } else {
            payments.startSaved(automatic.payment(), order, automatic.method().get(), total);
        }
    }

    /// The channel's own rules decide whether anybody is led there. Another way to pay is not taken instead: the
    /// customer has agreed to this one.
    private void waitForChannel(AutomaticPayment automatic) {
        if (automatic.waited() > config.channelPatience().toMillis() / 1000.0) {
            ended(automatic, AutomaticState.FAILED, AutomaticFailure.CHANNEL_DOWN);
        } else {
            later(automatic, PAUSE.multipliedBy(2));
        }
    }

    private void goOn(AutomaticPayment automatic, Payment payment) {
        var now = payment.state() == Payment.State.STARTED
                ? payments.take(payment.id(), _ -> requireAgreed(automatic))
                : payment;
        switch (now.state()) {
            case CAPTURED -> end(automatic, AutomaticState.PAID, null);
            case DECLINED -> end(automatic, AutomaticState.FAILED, whyDeclined(automatic));
            case LATE -> end(automatic, AutomaticState.FAILED, AutomaticFailure.TOO_LATE);
            // The questions about it are asked by whoever asks about all payments.
            case STARTED, CONFIRMING, UNKNOWN -> later(automatic, PAUSE);
        }
    }

    private AutomaticFailure whyDeclined(AutomaticPayment automatic) {
        return switch (payments.codeOf(automatic.payment()).orElse("")) {
            case "METHOD_REMOVED" -> AutomaticFailure.CONSENT_WITHDRAWN;
            case "WITHDRAWN" -> AutomaticFailure.CHANNEL_DOWN;
            default -> isOpen(automatic) ? AutomaticFailure.DECLINED : AutomaticFailure.OFFER_ENDED;
        };
    }

    private void refused(AutomaticPayment automatic, ProblemException refused) {
        var problem = refused.problem();
        var type = problem.type();
        if (PASSING.contains(type)) {
            later(automatic, PAUSE);
        } else if (type == HOLD_LAPSED || type == NOT_FOUND) {
            fail(automatic, AutomaticFailure.OFFER_ENDED);
        } else if (type == ORDER_NOT_PAYABLE) {
            fail(automatic, AutomaticFailure.BY_HAND);
        } else if (type == PAYMENT_DECLINED) {
            fail(automatic, AutomaticFailure.NOT_ENOUGH_POINTS);
        } else {
            LOG.warnf("offer %s cannot be paid by itself: %s", automatic.offer(), type);
            fail(automatic, AutomaticFailure.NOT_OFFERED);
        }
    }

    /// Nothing was charged, and nothing will be. If the money has been asked for meanwhile, that is seen through.
    private void fail(AutomaticPayment automatic, AutomaticFailure failure) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (Sql.of(LOCK)
                    .with("offer", automatic.offer())
                    .first(database, _ -> true)
                    .isEmpty()) {
                return;
            }
            if (payments.giveUp(automatic.payment(), failure.name())) {
                ended(automatic, AutomaticState.FAILED, isOpen(automatic) ? failure : AutomaticFailure.OFFER_ENDED);
            } else {
                later(automatic, PAUSE);
            }
        });
    }

    private boolean isOpen(AutomaticPayment automatic) {
        return holds.find(Offers.holdOf(automatic.offer()))
                .filter(hold -> hold.state() != Hold.State.LAPSED && hold.state() != Hold.State.RELEASED)
                .isPresent();
    }

    private void end(AutomaticPayment automatic, AutomaticState state, @Nullable AutomaticFailure failure) {
        QuarkusTransaction.requiringNew().run(() -> ended(automatic, state, failure));
    }

    private void ended(AutomaticPayment automatic, AutomaticState state, @Nullable AutomaticFailure failure) {
        var ended = Sql.of(END)
                .with("offer", automatic.offer())
                .with("state", state)
                .with("reason", failure == null ? null : failure.name())
                .run(database);
        if (ended == 0) {
            return;
        }
        metrics.counter("holdfast.offer.automatic", "outcome", failure == null ? state.name() : failure.name())
                .increment();
        if (failure != null && failure.isNews()) {
            outbox.append(new AutomaticPaymentFailed(
                    automatic.performance(), automatic.offer(), automatic.customer(), failure.name(), clock.instant()));
        }
    }

    private void later(AutomaticPayment automatic, Duration wait) {
        Sql.of(LATER)
                .with("offer", automatic.offer())
                .with("seconds", wait.toMillis() / 1000.0)
                .run(database);
    }

    /// Those of these offers that are, or were to be, paid by themselves.
    Map<OfferId, AutomaticPaymentView> of(Collection<OfferId> offers) {
        record Line(OfferId offer, AutomaticPaymentView view) {}
        return Sql.of(SHOWN)
                .with("offers", offers.stream().map(OfferId::value).toList())
                .list(database, row -> {
                    var state = AutomaticState.valueOf(row.text("state"));
                    return new Line(
                            new OfferId(row.uuid("offer_id")),
                            new AutomaticPaymentView(
                                    state,
                                    state == AutomaticState.FAILED
                                            ? AutomaticFailure.valueOf(row.text("reason"))
                                            : null,
                                    row.maybeUuid("order_id").map(OrderId::new).orElse(null)));
                })
                .stream()
                .collect(Collectors.toMap(Line::offer, Line::view));
    }
}
