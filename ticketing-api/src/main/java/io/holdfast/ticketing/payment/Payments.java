package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.CHANNEL_UNAVAILABLE;
import static io.holdfast.contracts.problem.ProblemType.HOLD_LAPSED;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.ORDER_NOT_PAYABLE;
import static io.holdfast.contracts.problem.ProblemType.PAYMENT_AMOUNT_MISMATCH;

import io.holdfast.contracts.event.SalesEvent.FromOpenSale;
import io.holdfast.contracts.event.SalesEvent.FromQueue;
import io.holdfast.contracts.event.SalesEvent.FromWaitlist;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.LateCaptureRejected;
import io.holdfast.contracts.event.SalesEvent.Origin;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.hold.Shopping;
import io.holdfast.ticketing.ledger.Ledger;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.payment.Channel.Answer;
import io.holdfast.ticketing.payment.Channel.Opening;
import io.holdfast.ticketing.payment.Payment.State;
import io.holdfast.ticketing.repayment.Repayments;
import io.holdfast.ticketing.seat.PaidSeats;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.ticket.Tickets;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where money is asked for and what comes of it is written down.
@ApplicationScoped
public class Payments {

    private static final Logger LOG = Logger.getLogger(Payments.class);

    /// How long to wait before asking about an unknown outcome for the first, second, … time.
    private static final List<Duration> PATIENCE = List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1));

    private static final String COLUMNS =
            "select id, order_id, channel, amount, currency, state, provider_payment, asked from payment ";

    private static final String BY_ID = COLUMNS + "where id = :payment";
    private static final String LOCK = COLUMNS + "where id = :payment for update";
    private static final String OF_ORDER = COLUMNS + "where order_id = :order order by at";
    private static final String BY_PROVIDER =
            COLUMNS + "where channel = :channel and provider_payment = :providerPayment";

    private static final String START = """
        insert into payment (id, order_id, channel, amount, currency, state, provider_payment)
        values (:payment, :order, :channel, :amount, :currency, 'STARTED', :providerPayment)
        """;

    private static final String MOVE = """
        update payment
           set state = :state, code = :code,
               next_ask_at = case when :state in ('CONFIRMING', 'UNKNOWN')
                                  then now() + make_interval(secs => :seconds) end,
               ended_at = case when :state in ('CAPTURED', 'DECLINED', 'LATE') then now() end
         where id = :payment
        """;

    /// Leased by moving the next time on, in a transaction of its own, so that no lock is held while asking.
    private static final String LEASE = """
        update payment
           set asked = asked + 1, next_ask_at = now() + interval '30 seconds'
         where id in (select id from payment
                       where next_ask_at <= now()
                       order by next_ask_at
                       limit 50
                         for update skip locked)
        returning id
        """;

    private final DataSource database;
    private final Orders orders;
    private final Holds holds;
    private final Shopping shopping;
    private final PaidSeats seats;
    private final Tickets tickets;
    private final Ledger ledger;
    private final Repayments repayments;
    private final Catalogue catalogue;
    private final Outbox outbox;
    private final Instance<Channel> channels;
    private final Attempts attempts;
    private final Clock clock;

    Payments(
            DataSource database,
            Orders orders,
            Holds holds,
            Shopping shopping,
            PaidSeats seats,
            Tickets tickets,
            Ledger ledger,
            Repayments repayments,
            Catalogue catalogue,
            Outbox outbox,
            @Any Instance<Channel> channels,
            Attempts attempts,
            Clock clock) {
        this.database = database;
        this.orders = orders;
        this.holds = holds;
        this.shopping = shopping;
        this.seats = seats;
        this.tickets = tickets;
        this.ledger = ledger;
        this.repayments = repayments;
        this.catalogue = catalogue;
        this.outbox = outbox;
        this.channels = channels;
        this.attempts = attempts;
        this.clock = clock;
    }

    /// A payment that has been opened at the gateway.
    ///
    /// @param page where the customer pays
    record Opened(PaymentId id, String channel, Money amount, String providerPayment, String page) {}

    /// Opens a payment at the gateway, holding no transaction; [#started] writes it down.
    ///
    /// @param id chosen by whoever asks, so that asking twice opens one payment
    Opened open(PaymentId id, Order order, String channelName, Money amount) {
        var channel = channel(channelName);
        if (!amount.equals(order.total())) {
            throw PAYMENT_AMOUNT_MISMATCH
                    .because("The order comes to another amount; please look at it again.")
                    .with("total", order.total())
                    .asException();
        }
        if (order.state() != Order.State.PENDING) {
            throw ORDER_NOT_PAYABLE.because("This order is paid for or over.").asException();
        }
        requireLiveHold(order);
        var title = catalogue.performance(order.performance()).title();
        return switch (channel.open(id, order.id(), title, amount)) {
            case Opening.Unavailable() -> {
                attempts.unanswered();
                throw CHANNEL_UNAVAILABLE
                        .because("The payment company does not answer. Your seats are still yours; please try again.")
                        .with("retryAfterSeconds", 5)
                        .asException();
            }
            case Opening.Opened(var providerPayment, var page) ->
                new Opened(id, channelName, amount, providerPayment, page);
        };
    }

    /// Writes an opened payment down, in the running transaction, and keeps its seats once more.
    void started(Opened opened, Order order) {
        Sql.of(START)
                .with("payment", opened.id())
                .with("order", order.id())
                .with("channel", opened.channel())
                .with("amount", opened.amount().amount())
                .with("currency", opened.amount().currency().getCurrencyCode())
                .with("providerPayment", opened.providerPayment())
                .run(database);
        holds.extend(order.hold());
    }

    /// Takes the money: says so first, asks the gateway, and writes down what it answered. Asking again gives the
    /// state things are in.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `HOLD_LAPSED` if it is too late; nothing is charged
    Payment confirm(PaymentId id, String providerPayment, Money amount) {
        var ready = QuarkusTransaction.requiringNew().call(() -> {
            var payment = lock(id);
            if (!payment.providerPayment().equals(providerPayment)) {
                throw INVALID_REQUEST.because("This is another payment.").asException();
            }
            if (!payment.amount().equals(amount)) {
                throw PAYMENT_AMOUNT_MISMATCH
                        .because("The payment page was about another amount; nothing was charged.")
                        .asException();
            }
            if (payment.state() != State.STARTED) {
                return false;
            }
            var order = orders.lock(payment.order());
            if (order.state() != Order.State.PENDING || inFlight(order.id())) {
                throw ORDER_NOT_PAYABLE
                        .because("This order is paid for, being paid for, or over.")
                        .asException();
            }
            holds.lock(order.hold());
            var hold = holds.find(order.hold()).orElseThrow();
            var paying = seats.paying(hold.id(), order.id());
            if (paying != hold.seats().size()) {
                throw HOLD_LAPSED
                        .because("The time for these seats is over; nothing was charged.")
                        .asException();
            }
            move(id, State.CONFIRMING, null, PATIENCE.getFirst().multipliedBy(2));
            return true;
        });
        if (ready) {
            var payment = find(id).orElseThrow();
            var answer = channel(payment.channel()).confirm(id, payment.order(), providerPayment, amount);
            if (answer instanceof Answer.Unknown) {
                attempts.unanswered();
            } else {
                attempts.answered();
            }
            settle(id, answer);
        }
        return find(id).orElseThrow();
    }

    /// The customer came back from the gateway without paying.
    Payment abandon(PaymentId id) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (lock(id).state() == State.STARTED) {
                move(id, State.DECLINED, "USER_CANCEL", Duration.ZERO);
            }
        });
        return find(id).orElseThrow();
    }

    /// Asks the gateway about everything that is not known; survives any crash, because the questions are rows.
    void askAboutUnknown() {
        var due = QuarkusTransaction.requiringNew()
                .call(() -> Sql.of(LEASE).list(database, row -> new PaymentId(row.uuid("id"))));
        for (var id : due) {
            try {
                ask(id);
            } catch (RuntimeException e) {
                LOG.errorf(e, "payment %s stays unknown", id);
            }
        }
    }

    /// Asks the gateway about one payment, whatever we believe.
    void ask(PaymentId id) {
        var payment = find(id).orElseThrow();
        var channel = channel(payment.channel());
        var answer = channel.query(payment.providerPayment());
        if (answer instanceof Answer.NotYet && payment.state().open()) {
            // We meant to charge and the gateway says it has not: the same question under the same key, once more.
            answer = channel.confirm(id, payment.order(), payment.providerPayment(), payment.amount());
        }
        settle(id, answer);
    }

    Optional<Payment> byProvider(String channel, String providerPayment) {
        return Sql.of(BY_PROVIDER)
                .with("channel", channel)
                .with("providerPayment", providerPayment)
                .first(database, Payments::read);
    }

    public Optional<Payment> find(PaymentId id) {
        return Sql.of(BY_ID).with("payment", id).first(database, Payments::read);
    }

    public List<Payment> of(OrderId order) {
        return Sql.of(OF_ORDER).with("order", order).list(database, Payments::read);
    }

    /// Writes down what the gateway answered. Whoever comes second, be it the customer, a webhook or the asking loop,
    /// finds it written.
    private void settle(PaymentId id, Answer answer) {
        QuarkusTransaction.requiringNew().run(() -> {
            var payment = lock(id);
            switch (answer) {
                case Answer.Charged(var amount)
                when payment.state() == State.CAPTURED || payment.state() == State.LATE -> {}
                case Answer.Charged(var amount)
                when !amount.equals(payment.amount()) ->
                    throw new IllegalStateException("the gateway charged another amount than payment " + id);
                case Answer.Charged(var amount) when payment.state().open() -> captured(payment);
                case Answer.Charged(var amount) -> lateCapture(payment);
                case Answer.Declined(var code)
                when payment.state().open() -> {
                    seats.back(payment.order());
                    move(id, State.DECLINED, code, Duration.ZERO);
                }
                case Answer.Declined(var code)
                when payment.state() == State.STARTED -> move(id, State.DECLINED, code, Duration.ZERO);
                case Answer.Declined _ -> {}
                case Answer.NotYet(), Answer.Unknown() -> {
                    if (payment.state().open()) {
                        var wait = PATIENCE.get(Math.min(payment.asked(), PATIENCE.size() - 1));
                        move(id, State.UNKNOWN, null, wait);
                    }
                }
            }
        });
    }

    private void captured(Payment payment) {
        var order = orders.lock(payment.order());
        var hold = holds.find(order.hold()).orElseThrow();
        var sold = seats.sold(order.id());
        if (sold != hold.seats().size()) {
            throw new IllegalStateException("a payment in flight lost its seats: " + payment.id());
        }
        move(payment.id(), State.CAPTURED, null, Duration.ZERO);
        sell(order, hold, payment);
    }

    private void sell(Order order, Hold hold, Payment payment) {
        hold.session().ifPresent(session -> shopping.bought(hold.sale(), session, hold.subject()));
        holds.bought(hold.id());
        orders.move(order.id(), Order.State.PAID);
        ledger.purchased(order.id(), order.performance(), payment.channel(), payment.amount());
        var issued = tickets.issue(
                order.id(),
                order.performance(),
                hold.seats().stream().map(Hold.HeldSeat::id).toList());
        outbox.append(new TicketsIssued(
                order.performance(),
                order.id(),
                order.booking(),
                order.customer(),
                issued.stream()
                        .map(ticket -> new IssuedTicket(
                                ticket.id(), ticket.seat(), ticket.label(), ticket.grade(), ticket.price()))
                        .toList(),
                order.total(),
                origin(hold),
                clock.instant()));
    }

    private static Origin origin(Hold hold) {
        if (hold.offer().isPresent()) {
            return new FromWaitlist(hold.offer().get());
        }
        return hold.session()
                .<Origin>map(session -> new FromQueue(hold.sale(), session))
                .orElseGet(FromOpenSale::new);
    }

    /// Money came after we had given up on it: the same seats if they are still free, else all of it goes back.
    private void lateCapture(Payment payment) {
        var order = orders.lock(payment.order());
        var counted = holds.lock(order.hold());
        var hold = holds.find(order.hold()).orElseThrow();
        var payable = Set.of(Order.State.PENDING, Order.State.LAPSED).contains(order.state()) && !inFlight(order.id());
        var retaken = payable
                ? seats.retaken(
                        hold.id(),
                        order.id(),
                        order.performance(),
                        hold.seats().stream().map(Hold.HeldSeat::id).toList())
                : 0;
        if (retaken == hold.seats().size() && orders.revive(order)) {
            seats.sold(order.id());
            move(payment.id(), State.CAPTURED, null, Duration.ZERO);
            if (!counted && hold.offer().isEmpty()) {
                holds.countBack(hold.sale(), hold.subject(), -retaken);
            }
            sell(order, hold, payment);
            return;
        }
        if (retaken > 0) {
            seats.freed(order.id());
        }
        LOG.warnf("payment %s was charged too late; all of it goes back", payment.id());
        move(payment.id(), State.LATE, null, Duration.ZERO);
        ledger.lateCapture(order.id(), payment.channel(), payment.amount());
        var refund = RefundId.next();
        repayments.owe(
                CancellationId.next(),
                order.id(),
                refund,
                Repayments.Cause.LATE_CAPTURE,
                List.of(),
                "late",
                Repayments.Sum.allOf(payment.amount()));
        outbox.append(new LateCaptureRejected(
                order.performance(),
                order.id(),
                order.customer(),
                new Repayment(refund, payment.id(), payment.channel(), payment.providerPayment(), payment.amount()),
                clock.instant()));
    }

    private void requireLiveHold(Order order) {
        var live = holds.find(order.hold()).filter(hold -> hold.state() == Hold.State.ACTIVE);
        if (live.isEmpty()) {
            throw HOLD_LAPSED
                    .because("The time for these seats is over; please choose again.")
                    .asException();
        }
    }

    private boolean inFlight(OrderId order) {
        return of(order).stream().anyMatch(payment -> payment.state().open() || payment.state() == State.CAPTURED);
    }

    private Payment lock(PaymentId id) {
        return Sql.of(LOCK).with("payment", id).one(database, Payments::read);
    }

    private void move(PaymentId id, State state, @Nullable String code, Duration askIn) {
        Sql.of(MOVE)
                .with("payment", id)
                .with("state", state)
                .with("code", code)
                .with("seconds", (double) askIn.toSeconds())
                .run(database);
    }

    private Channel channel(String name) {
        return channels.stream()
                .filter(channel -> channel.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        INVALID_REQUEST.because("There is no such way to pay.").asException());
    }

    private static Payment read(Row row) throws SQLException {
        return new Payment(
                new PaymentId(row.uuid("id")),
                new OrderId(row.uuid("order_id")),
                row.text("channel"),
                row.money(),
                State.valueOf(row.text("state")),
                row.text("provider_payment"),
                row.number("asked"));
    }
}
