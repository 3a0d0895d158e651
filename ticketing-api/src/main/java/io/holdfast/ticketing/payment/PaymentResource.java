package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.REQUEST_RUNNING;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.channel.Channel;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.visitor.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Paying. The states of a payment make every call safe to repeat; its id follows from what is paid and the key, so a
/// repeated call opens the same payment.
@Path("/api")
@RunOnVirtualThread
public class PaymentResource {

    /// @param channel one of `GET /api/channels`, or `free` for an order that costs nothing
    /// @param method a way to pay that the customer has left with a gateway; `channel` is `saved` then
    public record StartPayment(
            @NotBlank @Size(max = 50) String channel,
            @NotNull Money amount,
            @Nullable UUID method) {}

    /// @param redirect where the customer pays; absent where nobody has to be asked
    @RegisterForReflection
    public record Started(
            PaymentId id, Payment.State state, @Nullable String redirect) {}

    public record ConfirmPayment(
            @NotBlank @Size(max = 200) String paymentKey,
            @NotNull Money amount) {}

    /// @param state `STARTED`, `PENDING` (the gateway is being asked), `CAPTURED`, `DECLINED` or `LATE`
    /// @param order absent when points are bought
    public record PaymentView(
            PaymentId id, String state, @Nullable OrderId order, Money amount, String channel) {}

    private static final String SAVED = "saved";

    private final Payments payments;
    private final TopUps topUps;
    private final Orders orders;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final String publicUrl;

    PaymentResource(
            Payments payments,
            TopUps topUps,
            Orders orders,
            IdempotentRequests requests,
            Visitor visitor,
            @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.payments = payments;
        this.topUps = topUps;
        this.orders = orders;
        this.requests = requests;
        this.visitor = visitor;
        this.publicUrl = publicUrl;
    }

    /// Opens a payment and tells where the customer pays; points and what costs nothing are paid at once.
    @POST
    @Path("/orders/{order}/payments")
    public Response start(
            @PathParam("order") OrderId id,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid StartPayment request) {
        var payment = idOf(id.toString(), IdempotentRequests.validated(key));
        if (request.method() != null && !request.channel().equals(SAVED)) {
            throw INVALID_REQUEST.because("Only a saved way to pay has a name.").asException();
        }
        var operation = "POST /orders/" + id + "/payments";
        return switch (request.channel()) {
            case Channel.POINTS, Channel.FREE ->
                Answers.of(requests.once(visitor.subject(), key, operation, request, () -> {
                    var paid = payments.payAtOnce(payment, id, visitor, request.channel(), request.amount());
                    return new Outcome(201, new Started(paid.id(), paid.state(), null));
                }));
            case SAVED -> bySaved(orders.mine(id, visitor), payment, key, operation, request);
            default -> atAGateway(orders.mine(id, visitor), payment, key, operation, request);
        };
    }

    private Response bySaved(
            Order order, PaymentId payment, @Nullable String key, String operation, StartPayment request) {
        var method = request.method();
        if (method == null) {
            throw INVALID_REQUEST.because("Please say which saved way to pay.").asException();
        }
        Payments.requireOwnWallet(order, visitor);
        var answer = requests.once(visitor.subject(), key, operation, request, () -> {
            payments.requireNothingInFlight(order);
            payments.startSaved(payment, order, method, request.amount());
            return new Outcome(201, new Started(payment, Payment.State.STARTED, null));
        });
        // Written down first; what becomes of it is read from the payment.
        payments.take(payment);
        return Answers.of(answer);
    }

    private Response atAGateway(
            Order order, PaymentId payment, @Nullable String key, String operation, StartPayment request) {
        // The gateway is asked before the answer is recorded, so that no transaction waits for it; the payment's id
        // makes asking twice harmless.
        var known = payments.find(payment);
        var opened = known.isPresent() ? null : opened(order, payment, request);
        return Answers.of(requests.once(visitor.subject(), key, operation, request, () -> {
            if (opened == null) {
                throw REQUEST_RUNNING.plain().with("retryAfterSeconds", 1).asException();
            }
            payments.started(opened, order);
            return new Outcome(201, new Started(payment, Payment.State.STARTED, opened.page()));
        }));
    }

    private Payments.Opened opened(Order order, PaymentId payment, StartPayment request) {
        payments.requireNothingInFlight(order);
        return payments.open(
                payment, order, request.channel(), request.amount(), publicUrl + "/payments/" + payment + "/return");
    }

    /// Takes the money. Answers 200 with the state things are in, also while the outcome is unknown.
    @POST
    @Path("/payments/{payment}/confirmation")
    public Response confirm(
            @PathParam("payment") PaymentId id,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid ConfirmPayment request) {
        mine(id);
        var operation = "POST /payments/" + id + "/confirmation";
        return requests.bound(visitor.subject(), key, operation, request, () -> Response.ok(
                        view(payments.confirm(id, request.paymentKey(), request.amount())))
                .build());
    }

    /// Says that the customer came back without paying. The seats stay, another payment may be started.
    @POST
    @Path("/payments/{payment}/abandonment")
    public PaymentView abandon(@PathParam("payment") PaymentId id) {
        mine(id);
        return view(payments.abandon(id));
    }

    @GET
    @Path("/payments/{payment}")
    public PaymentView get(@PathParam("payment") PaymentId id) {
        return view(mine(id));
    }

    static PaymentId idOf(String what, String key) {
        return new PaymentId(UUID.nameUUIDFromBytes((what + " " + key).getBytes(StandardCharsets.UTF_8)));
    }

    private Payment mine(PaymentId id) {
        var payment = payments.find(id)
                .orElseThrow(
                        () -> NOT_FOUND.because("There is no such payment.").asException());
        switch (payment.purpose()) {
            case Purpose.ForOrder(var order) -> orders.mine(order, visitor);
            case Purpose.ForTopUp(var topUp) -> topUps.mine(topUp, visitor);
        }
        return payment;
    }

    static PaymentView view(Payment payment) {
        var state = payment.state().open() ? "PENDING" : payment.state().name();
        return new PaymentView(
                payment.id(), state, payment.purpose().anOrder().orElse(null), payment.amount(), payment.channel());
    }
}
