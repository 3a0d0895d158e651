package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.HOLD_LAPSED;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.LOGIN_REQUIRED;
import static io.holdfast.contracts.problem.ProblemType.ORDER_NOT_PAYABLE;
import static io.holdfast.contracts.problem.ProblemType.PAYMENT_AMOUNT_MISMATCH;
import static io.holdfast.contracts.problem.ProblemType.PAYMENT_DECLINED;

import io.holdfast.contracts.event.SalesEvent.LateCaptureRejected;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.ticketing.channel.Channel;
import io.holdfast.ticketing.channel.Channels;
import io.holdfast.ticketing.channel.Charge;
import io.holdfast.ticketing.channel.Gateway;
import io.holdfast.ticketing.channel.Gateway.Answer;
import io.holdfast.ticketing.channel.Gateway.Opening;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.ledger.Ledger;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.payment.Payment.State;
import io.holdfast.ticketing.payment.Purpose.ForOrder;
import io.holdfast.ticketing.payment.Purpose.ForTopUp;
import io.holdfast.ticketing.paymentmethod.PaymentMethods;
import io.holdfast.ticketing.point.Wallets;
import io.holdfast.ticketing.repayment.Repayments;
import io.holdfast.ticketing.seat.PaidSeats;
import io.holdfast.ticketing.show.CalledOff;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.visitor.Visitor;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where money is asked for and what comes of it is written down.
///
/// Rows are locked in one order everywhere: the payment, its order, the hold, the seats, the shopper, the wallet.
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

    private static final Pattern OURS = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static final String COLUMNS = """
        select id, order_id, top_up_id, channel, amount, currency, state, provider_payment, method_id, asked,
               coalesce(confirming_since < now() - make_interval(secs => :grace), false) as overdue
          from payment
        """;

    private static final String BY_ID = COLUMNS + "where id = :payment";
    private static final String CODE = "select code from payment where id = :payment and code is not null";
    private static final String LOCK = COLUMNS + "where id = :payment for update";
    private static final String OF_ORDER = COLUMNS + "where order_id = :order order by at";
    private static final String BY_PROVIDER =
            COLUMNS + "where channel like :channels and provider_payment = :providerPayment";

    private static final String START = """
        insert into payment (id, order_id, top_up_id, channel, amount, currency, state, provider_payment, method_id)
        values (:payment, cast(:order as uuid), cast(:topUp as uuid), :channel, :amount, :currency, 'STARTED',
                :providerPayment, cast(:method as uuid))
        """;

    /// Settled in the same statement: nobody has to be asked.
    private static final String PAID_AT_ONCE = """
        insert into payment (id, order_id, channel, amount, currency, state, provider_payment, charged,
                             confirming_since, ended_at)
        values (:payment, :order, :channel, :amount, :currency, 'CAPTURED', :providerPayment, :amount, now(), now())
        on conflict do nothing
        """;

    private static final String CONFIRMING = """
        update payment
           set state = 'CONFIRMING', confirming_since = coalesce(confirming_since, now()),
               next_ask_at = now() + make_interval(secs => :seconds)
         where id = :payment
        """;

    private static final String UNKNOWN = """
        update payment
           set state = 'UNKNOWN', code = :code, next_ask_at = now() + make_interval(secs => :seconds)
         where id = :payment
        """;

    private static final String DECLINED = """
        update payment
           set state = 'DECLINED', code = :code, next_ask_at = null, ended_at = now()
         where id = :payment
        """;

    /// @see Payment.State#CAPTURED
    private static final String TAKEN = """
        update payment
           set state = :state, code = :code, charged = :charged, provider_payment = :providerPayment,
               next_ask_at = null, ended_at = now()
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

    /// Begun, and never said yes to: no gateway keeps a page open for so long.
    private static final String GIVEN_UP = """
        update payment
           set state = 'DECLINED', code = 'EXPIRED', ended_at = now()
         where id in (select id from payment
                       where state = 'STARTED'
                         and at < now() - interval '40 minutes'
                       limit 50
                         for update skip locked)
        returning id
        """;

    private static final String IN_FLIGHT = """
        select 1 as found
          from payment
         where order_id = :order
           and state in ('CONFIRMING', 'UNKNOWN', 'CAPTURED')
        """;

    private static final String CALLED_OFF = """
        select performance.cancel_reason
          from orders
          join performance on performance.id = orders.performance_id
         where orders.id = :order
           and performance.cancelled_at is not null
        """;

    private static final String PUT_INTO_WALLET = """
        update top_up
           set credited_at = coalesce(credited_at, now())
         where id = :topUp
        returning customer_id
        """;

    private final DataSource database;
    private final Orders orders;
    private final Holds holds;
    private final PaidSeats seats;
    private final Selling selling;
    private final Ledger ledger;
    private final Wallets wallets;
    private final Repayments repayments;
    private final Catalogue catalogue;
    private final PaymentMethods methods;
    private final Outbox outbox;
    private final Channels channels;
    private final PaymentConfig config;
    private final Outage outage;
    private final Clock clock;

    Payments(
            DataSource database,
            Orders orders,
            Holds holds,
            PaidSeats seats,
            Selling selling,
            Ledger ledger,
            Wallets wallets,
            Repayments repayments,
            Catalogue catalogue,
            PaymentMethods methods,
            Outbox outbox,
            Channels channels,
            PaymentConfig config,
            Outage outage,
            Clock clock) {
        this.database = database;
        this.orders = orders;
        this.holds = holds;
        this.seats = seats;
        this.selling = selling;
        this.ledger = ledger;
        this.wallets = wallets;
        this.repayments = repayments;
        this.catalogue = catalogue;
        this.methods = methods;
        this.outbox = outbox;
        this.channels = channels;
        this.config = config;
        this.outage = outage;
        this.clock = clock;
    }

    /// A payment that has been opened at the gateway.
    ///
    /// @param page where the customer pays
    record Opened(PaymentId id, Purpose purpose, String channel, Money amount, String providerPayment, String page) {}

    /// Opens a payment of an order at the gateway, holding no transaction; [#started] writes it down.
    ///
    /// @param id chosen by whoever asks, so that asking twice opens one payment
    /// @param back where the gateway sends the customer afterwards
    Opened open(PaymentId id, Order order, String channelName, Money amount, String back) {
        var performance = catalogue.performance(order.performance());
        var channel = channels.offered(channelName, performance.show(), amount.currency());
        performance.calledOff().ifPresent(calledOff -> {
            throw CalledOff.problem(calledOff.reason());
        });
        requirePayable(order, amount);
        return switch (channels.open(
                channel, charge(id, new ForOrder(order.id()), channel, amount, performance.title()), back)) {
            case Opening.Opened(var providerPayment, var page) ->
                new Opened(id, new ForOrder(order.id()), channelName, amount, providerPayment, page);
            case Opening.Refused(var code) ->
                throw PAYMENT_DECLINED
                        .because("The payment company does not take this payment.")
                        .with("code", code)
                        .asException();
            case Opening.Unavailable() -> throw outage.of(order, channel, performance.show());
            case Opening.InBrowser _ -> throw new IllegalStateException("payments have pages");
        };
    }

    /// The same for a wallet.
    Opened openTopUp(PaymentId id, UUID topUp, String channelName, Money amount, String back) {
        var channel = channels.offered(channelName, null, amount.currency());
        if (channel.isOurs()) {
            throw INVALID_REQUEST.because("Points are not bought with points.").asException();
        }
        var purpose = new ForTopUp(topUp);
        return switch (channels.open(channel, charge(id, purpose, channel, amount, "Points"), back)) {
            case Opening.Opened(var providerPayment, var page) ->
                new Opened(id, purpose, channelName, amount, providerPayment, page);
            case Opening.Refused(var code) ->
                throw PAYMENT_DECLINED
                        .because("The payment company does not take this payment.")
                        .with("code", code)
                        .asException();
            case Opening.Unavailable() -> throw outage.of(channel, amount.currency());
            case Opening.InBrowser _ -> throw new IllegalStateException("payments have pages");
        };
    }

    /// Writes an opened payment down, in the running transaction, and keeps its seats once more.
    void started(Opened opened, Order order) {
        started(opened);
        holds.extend(order.hold());
    }

    void started(Opened opened) {
        insert(opened.id(), opened.purpose(), opened.channel(), opened.amount(), opened.providerPayment(), null);
    }

    /// Writes down, in the running transaction, that an order is to be paid by a way to pay that the customer has left
    /// with a gateway. [#take] takes the money.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND` if the customer has no such way to pay
    public Payment startSaved(PaymentId id, Order order, UUID method, Money amount) {
        requirePayable(order, amount);
        var channel = channelOf(methods.mine(method, order.customer()));
        insert(id, new ForOrder(order.id()), channel, amount, Charge.unopened(id), method);
        holds.extend(order.hold());
        return find(id).orElseThrow();
    }

    /// What charges a saved way to pay.
    public static String channelOf(PaymentMethods.Method method) {
        return method.gateway() + "-card";
    }

    private void insert(
            PaymentId id,
            Purpose purpose,
            String channel,
            Money amount,
            String providerPayment,
            @Nullable UUID method) {
        Sql.of(START)
                .with("payment", id)
                .with("order", purpose.anOrder().map(OrderId::value).orElse(null))
                .with("topUp", purpose instanceof ForTopUp(var topUp) ? topUp : null)
                .with("channel", channel)
                .with("amount", amount.amount())
                .with("currency", amount.currency().getCurrencyCode())
                .with("providerPayment", providerPayment)
                .with("method", method)
                .run(database);
    }

    /// Pays an order from the customer's wallet, or one that costs nothing: money, seats and tickets in the running
    /// transaction, because nobody else has to be asked.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `PAYMENT_DECLINED` if there are too few points
    public Payment payAtOnce(PaymentId id, OrderId orderId, Visitor visitor, String channelName, Money amount) {
        return payAtOnce(id, locked(orderId, visitor), visitor, channelName, amount);
    }

    /// The same for a customer who is not at the screen: the caller knows that they want it, and whose order it is.
    public Payment payAtOnce(PaymentId id, OrderId orderId, String channelName, Money amount) {
        return payAtOnce(id, locked(orderId), null, channelName, amount);
    }

    private Payment payAtOnce(
            PaymentId id, Buying buying, @Nullable Visitor visitor, String channelName, Money amount) {
        var order = buying.order();
        var hold = buying.hold();
        var channel = atOnce(channelName, order, visitor, amount);
        requireToBe(buying);
        requirePayable(order, amount);
        if (buying.inFlight()) {
            throw beingPaid();
        }
        if (hold.state() != Hold.State.ACTIVE) {
            throw tooLate();
        }
        var together = new Together();
        var sold = seats.soldAtOnce(together, hold.id(), order.id());
        var written = together.run(Sql.of(PAID_AT_ONCE)
                .with("payment", id)
                .with("order", order.id())
                .with("channel", channel.name())
                .with("amount", amount.amount())
                .with("currency", amount.currency().getCurrencyCode())
                .with("providerPayment", id.toString()));
        var done = selling.sell(together, buying, sold, channel.name(), amount);
        var spent = amount.isZero() ? null : wallets.spend(together, order.customer(), amount, order.id(), id);
        together.send(database);
        if (!done.hasAllSeats()) {
            throw tooLate();
        }
        if (written.get() == 0) {
            throw beingPaid();
        }
        if (spent != null && spent.get() == 0) {
            throw PAYMENT_DECLINED
                    .because("There are not enough points in your wallet; nothing was charged.")
                    .with("code", "NOT_ENOUGH_POINTS")
                    .asException();
        }
        done.requireWhole();
        return new Payment(
                id,
                new ForOrder(order.id()),
                channel.name(),
                amount,
                State.CAPTURED,
                id.toString(),
                Optional.empty(),
                0,
                false);
    }

    /// An order that was made as a guest belongs to no wallet; what costs nothing is not paid with points.
    private Channel atOnce(String name, Order order, @Nullable Visitor visitor, Money amount) {
        if (name.equals(Channel.POINTS)) {
            channels.offered(
                    Channel.POINTS, catalogue.performance(order.performance()).show(), amount.currency());
            if (visitor != null) {
                requireOwnWallet(order, visitor);
            }
        }
        if (name.equals(Channel.FREE) != amount.isZero()) {
            throw INVALID_REQUEST.because("There is no such way to pay.").asException();
        }
        return channels.named(name);
    }

    static void requireOwnWallet(Order order, Visitor visitor) {
        if (!visitor.customerOrProblem().equals(order.customer())) {
            throw LOGIN_REQUIRED
                    .because("Points pay for what was ordered while signed in.")
                    .asException();
        }
    }

    /// Locks an order and then its hold, in the running transaction, and reads what is to be known of them.
    private Buying locked(OrderId id) {
        return locked(id, Optional::orElseThrow);
    }

    /// The same if the order is the visitor's.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    private Buying locked(OrderId id, Visitor visitor) {
        return locked(id, found -> Orders.mine(found, visitor));
    }

    private Buying locked(OrderId id, Function<Optional<Order>, Order> known) {
        var together = new Together();
        var order = orders.lock(together, id);
        var locked = holds.lock(together, id);
        var amounts = orders.amounts(together, id);
        var inFlight = together.list(
                Sql.of(IN_FLIGHT).with("order", id), row -> row.number("found"), found -> !found.isEmpty());
        var calledOff = together.first(Sql.of(CALLED_OFF).with("order", id), row -> row.text("cancel_reason"));
        together.send(database);
        return new Buying(
                known.apply(order.get()),
                locked.hold().get().orElseThrow(),
                locked.counted().get(),
                amounts.get(),
                inFlight.get(),
                calledOff.get());
    }

    private void requirePayable(Order order, Money amount) {
        if (!amount.equals(order.total())) {
            throw PAYMENT_AMOUNT_MISMATCH
                    .because("The order comes to another amount; please look at it again.")
                    .with("total", order.total())
                    .asException();
        }
        if (order.state() != Order.State.PENDING) {
            throw ORDER_NOT_PAYABLE.because("This order is paid for or over.").asException();
        }
    }

    /// Where a gateway is about to be asked, so that nobody answers its page for nothing.
    void requireNothingInFlight(Order order) {
        if (inFlight(order.id())) {
            throw beingPaid();
        }
        var live = holds.find(order.hold()).filter(hold -> hold.state() == Hold.State.ACTIVE);
        if (live.isEmpty()) {
            throw HOLD_LAPSED
                    .because("The time for these seats is over; please choose again.")
                    .asException();
        }
    }

    private static ProblemException beingPaid() {
        return ORDER_NOT_PAYABLE
                .because("This order is paid for, being paid for, or over.")
                .asException();
    }

    /// Takes the money for a payment whose page the customer has answered.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `HOLD_LAPSED` if it is too late; nothing is charged
    Payment confirm(PaymentId id, String providerPayment, Money amount) {
        return take(id, payment -> {
            if (!payment.providerPayment().equals(providerPayment)) {
                throw INVALID_REQUEST.because("This is another payment.").asException();
            }
            if (!payment.amount().equals(amount)) {
                throw PAYMENT_AMOUNT_MISMATCH
                        .because("The payment page was about another amount; nothing was charged.")
                        .asException();
            }
        });
    }

    /// Takes the money: says so first, asks the gateway, and writes down what it answered. Asking again gives the
    /// state things are in.
    public Payment take(PaymentId id) {
        return take(id, _ -> {});
    }

    /// The same, if the check has nothing against it in the transaction that begins the charge. What it throws, the
    /// caller hears, and nothing is charged.
    public Payment take(PaymentId id, Consumer<Payment> check) {
        record Ready(Payment payment, boolean mine) {}
        var ready = QuarkusTransaction.requiringNew().call(() -> {
            var payment = lock(id);
            if (payment.state().over()) {
                return new Ready(payment, false);
            }
            check.accept(payment);
            if (payment.state() != State.STARTED) {
                return new Ready(payment, false);
            }
            if (payment.purpose() instanceof ForOrder(var order)) {
                enterPayment(order);
            }
            Sql.of(CONFIRMING)
                    .with("payment", id)
                    .with("seconds", (double)
                            PATIENCE.getFirst().multipliedBy(2).toSeconds())
                    .run(database);
            return new Ready(payment, true);
        });
        if (!ready.mine()) {
            return ready.payment();
        }
        var channel = channels.named(ready.payment().channel());
        return settle(id, channels.confirm(channel, charge(ready.payment(), channel)));
    }

    /// The order's seats wait for the answer from here on.
    private void enterPayment(OrderId id) {
        var buying = locked(id);
        requireToBe(buying);
        if (buying.order().state() != Order.State.PENDING || buying.inFlight()) {
            throw beingPaid();
        }
        if (seats.paying(buying.hold().id(), id) != buying.hold().seats().size()) {
            throw tooLate();
        }
    }

    private static void requireToBe(Buying buying) {
        buying.calledOff().ifPresent(reason -> {
            throw CalledOff.problem(reason);
        });
    }

    private static ProblemException tooLate() {
        return HOLD_LAPSED
                .because("The time for these seats is over; nothing was charged.")
                .asException();
    }

    /// Gives up, in the running transaction, a payment that nobody has asked the money for.
    ///
    /// @return false if it has gone further than that
    public boolean giveUp(PaymentId id, String code) {
        var found = read(LOCK).with("payment", id).first(database, Payments::read);
        if (found.filter(payment -> payment.state() == State.STARTED).isPresent()) {
            declined(id, code);
            return true;
        }
        return found.filter(payment -> payment.state() != State.DECLINED).isEmpty();
    }

    /// The customer came back from the gateway without paying.
    Payment abandon(PaymentId id) {
        record Was(Payment payment, boolean given) {}
        var was = QuarkusTransaction.requiringNew().call(() -> {
            var payment = lock(id);
            if (payment.state() != State.STARTED) {
                return new Was(payment, false);
            }
            declined(id, "USER_CANCEL");
            return new Was(payment, true);
        });
        if (was.given() && was.payment().method().isEmpty()) {
            // What the customer has agreed to there is given up, so that their card is not blocked for nothing.
            var channel = channels.named(was.payment().channel());
            return settle(id, channels.withdraw(channel, charge(was.payment(), channel)));
        }
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

    /// Takes back what customers have agreed to and never came back from.
    void giveUpWhatWasLeft() {
        var left = QuarkusTransaction.requiringNew()
                .call(() -> Sql.of(GIVEN_UP).list(database, row -> new PaymentId(row.uuid("id"))));
        for (var id : left) {
            var payment = find(id).orElseThrow();
            var channel = channels.named(payment.channel());
            settle(id, channels.withdraw(channel, charge(payment, channel)));
        }
    }

    /// What the gateway's own books say of a payment that went through one.
    public Gateway.Account account(PaymentId id) {
        var payment = find(id).orElseThrow();
        var channel = channels.named(payment.channel());
        return channels.account(channel, charge(payment, channel));
    }

    /// Asks the gateway about one payment, whatever we believe.
    public void ask(PaymentId id) {
        var payment = find(id).orElseThrow();
        var channel = channels.named(payment.channel());
        if (channel.isOurs()) {
            return;
        }
        var charge = charge(payment, channel);
        var answer = channels.query(channel, charge);
        if (answer instanceof Answer.NotYet && payment.state().open()) {
            // We meant to charge and the gateway says it has not: the same question under the same key, once more. But
            // not for ever.
            answer = payment.overdue() ? channels.withdraw(channel, charge) : channels.confirm(channel, charge);
        }
        settle(id, answer);
    }

    /// Whether one that a gateway has listed was asked for here and nobody remembers it. What strangers ask for by
    /// the same account bears no name as ours do.
    public boolean isForgotten(String gateway, Gateway.Taken taken) {
        return OURS.matcher(taken.ours()).matches()
                && called(gateway, taken.name()).isEmpty()
                && called(gateway, taken.ours()).isEmpty();
    }

    /// The payment that a gateway speaks of, by our name for it or its own.
    Optional<Payment> called(String gateway, String name) {
        if (OURS.matcher(name).matches()) {
            return find(PaymentId.fromString(name))
                    .filter(payment -> payment.channel().startsWith(gateway + "-"));
        }
        return read(BY_PROVIDER)
                .with("channels", gateway + "-%")
                .with("providerPayment", name)
                .first(database, Payments::read);
    }

    public Optional<Payment> find(PaymentId id) {
        return read(BY_ID).with("payment", id).first(database, Payments::read);
    }

    /// What the gateway, or we, said of a payment that came to nothing.
    public Optional<String> codeOf(PaymentId id) {
        return Sql.of(CODE).with("payment", id).first(database, row -> row.text("code"));
    }

    public List<Payment> of(OrderId order) {
        return read(OF_ORDER).with("order", order).list(database, Payments::read);
    }

    /// Writes down what the gateway answered. Whoever comes second, be it the customer, a webhook or the asking loop,
    /// finds it written.
    private Payment settle(PaymentId id, Answer answer) {
        return QuarkusTransaction.requiringNew().call(() -> {
            var payment = lock(id);
            switch (answer) {
                case Answer.Charged _
                when payment.state().over() -> {
                    return payment;
                }
                case Answer.Charged charged
                when payment.purpose() instanceof ForTopUp(var topUp) -> toppedUp(payment, topUp, charged);
                case Answer.Charged charged
                when !charged.amount().equals(payment.amount()) -> wrongAmount(payment, charged);
                case Answer.Charged charged when payment.state().open() -> captured(payment, charged);
                case Answer.Charged charged -> lateCapture(payment, charged);
                case Answer.Declined(var code)
                when payment.state().open() -> {
                    if (payment.purpose() instanceof ForOrder(var order)) {
                        locked(order);
                        seats.back(order);
                    }
                    declined(id, code);
                }
                case Answer.Declined(var code) when payment.state() == State.STARTED -> declined(id, code);
                case Answer.Declined _ -> {
                    return payment;
                }
                case Answer.NotYet() -> unknown(payment, "NOT_YET");
                case Answer.Unknown(var code) -> unknown(payment, code);
            }
            return find(id).orElseThrow();
        });
    }

    private void unknown(Payment payment, String code) {
        if (payment.state().open()) {
            var wait = PATIENCE.get(Math.min(payment.asked(), PATIENCE.size() - 1));
            Sql.of(UNKNOWN)
                    .with("payment", payment.id())
                    .with("code", code)
                    .with("seconds", (double) wait.toSeconds())
                    .run(database);
        }
    }

    private void declined(PaymentId id, String code) {
        Sql.of(DECLINED).with("payment", id).with("code", code).run(database);
    }

    private void taken(Payment payment, State state, Answer.Charged charged, @Nullable String code) {
        took(payment, state, charged, code).run(database);
    }

    private static Sql took(Payment payment, State state, Answer.Charged charged, @Nullable String code) {
        return Sql.of(TAKEN)
                .with("payment", payment.id())
                .with("state", state)
                .with("code", code)
                .with("charged", charged.amount().amount())
                .with("providerPayment", charged.providerPayment());
    }

    private static OrderId orderOf(Payment payment) {
        return payment.purpose().anOrder().orElseThrow();
    }

    private void captured(Payment payment, Answer.Charged charged) {
        var buying = locked(orderOf(payment));
        if (buying.calledOff().isPresent()) {
            LOG.infof("payment %s was charged for what has been called off; all of it goes back", payment.id());
            seats.back(buying.order().id());
            givenBack(payment, buying.order(), charged, "CALLED_OFF");
            return;
        }
        sell(buying, payment, charged);
    }

    private void sell(Buying buying, Payment payment, Answer.Charged charged) {
        var together = new Together();
        var sold = seats.sold(together, buying.order().id());
        together.run(took(payment, State.CAPTURED, charged, null));
        var done = selling.sell(together, buying, sold, payment.channel(), payment.amount());
        together.send(database);
        done.requireWhole();
    }

    /// Whatever was charged for a wallet is put into it, once, however late it is known.
    private void toppedUp(Payment payment, UUID topUp, Answer.Charged charged) {
        taken(payment, State.CAPTURED, charged, null);
        var customer = Sql.of(PUT_INTO_WALLET)
                .with("topUp", topUp)
                .one(database, row -> new CustomerId(row.uuid("customer_id")));
        wallets.credit(customer, charged.amount(), new Wallets.Reason.TopUp(payment.channel()), topUp);
    }

    /// Money came after we had given up on it: the same seats if they are still free and the performance is to be, else
    /// all of it goes back.
    private void lateCapture(Payment payment, Answer.Charged charged) {
        var buying = locked(orderOf(payment));
        var order = buying.order();
        var hold = buying.hold();
        var payable = Set.of(Order.State.PENDING, Order.State.LAPSED).contains(order.state())
                && !buying.inFlight()
                && buying.calledOff().isEmpty();
        var retaken = payable
                ? seats.retaken(
                        hold.id(),
                        order.id(),
                        order.performance(),
                        hold.seats().stream().map(Hold.HeldSeat::id).toList())
                : 0;
        if (retaken == hold.seats().size() && orders.revive(order)) {
            if (!buying.counted()) {
                holds.countBack(hold.sale(), hold.subject(), -retaken);
            }
            sell(buying, payment, charged);
            return;
        }
        if (retaken > 0) {
            seats.freed(order.id());
        }
        LOG.warnf("payment %s was charged too late; all of it goes back", payment.id());
        givenBack(payment, order, charged, null);
    }

    /// Another amount was charged than we asked for: no tickets for it, and all of it goes back.
    private void wrongAmount(Payment payment, Answer.Charged charged) {
        LOG.errorf("payment %s was charged with another amount than was asked for; all of it goes back", payment.id());
        var order = locked(orderOf(payment)).order();
        if (payment.state().open()) {
            seats.back(order.id());
        }
        givenBack(payment, order, charged, "WRONG_AMOUNT");
    }

    private void givenBack(Payment payment, Order order, Answer.Charged charged, @Nullable String code) {
        taken(payment, State.LATE, charged, code);
        ledger.lateCapture(order.id(), payment.channel(), charged.amount());
        var refund = RefundId.next();
        repayments.owe(
                CancellationId.next(),
                order.id(),
                refund,
                Repayments.Cause.LATE_CAPTURE,
                List.of(),
                "late",
                Repayments.Sum.allOf(charged.amount()));
        outbox.append(new LateCaptureRejected(
                order.performance(),
                order.id(),
                order.customer(),
                new Repayment(refund, payment.id(), payment.channel(), charged.providerPayment(), charged.amount()),
                clock.instant()));
    }

    private boolean inFlight(OrderId order) {
        return Sql.of(IN_FLIGHT)
                .with("order", order)
                .first(database, row -> row.number("found"))
                .isPresent();
    }

    private Charge charge(Payment payment, Channel channel) {
        return new Charge(
                payment.id(),
                payment.purpose().reference(),
                title(payment.purpose()),
                payment.amount(),
                channel.method(),
                payment.providerPayment(),
                payment.method().map(methods::key));
    }

    private static Charge charge(PaymentId id, Purpose purpose, Channel channel, Money amount, String title) {
        return new Charge(
                id, purpose.reference(), title, amount, channel.method(), Charge.unopened(id), Optional.empty());
    }

    private String title(Purpose purpose) {
        return switch (purpose) {
            case ForOrder(var order) ->
                catalogue
                        .performance(orders.find(order).orElseThrow().performance())
                        .title();
            case ForTopUp _ -> "Points";
        };
    }

    private Payment lock(PaymentId id) {
        return read(LOCK).with("payment", id).one(database, Payments::read);
    }

    private Sql read(String statement) {
        return Sql.of(statement).with("grace", config.grace().toMillis() / 1000.0);
    }

    private static Payment read(Row row) throws SQLException {
        var order = row.maybeUuid("order_id");
        return new Payment(
                new PaymentId(row.uuid("id")),
                order.isPresent() ? new ForOrder(new OrderId(order.get())) : new ForTopUp(row.uuid("top_up_id")),
                row.text("channel"),
                row.money(),
                State.valueOf(row.text("state")),
                row.text("provider_payment"),
                row.maybeUuid("method_id"),
                row.number("asked"),
                row.flag("overdue"));
    }
}
