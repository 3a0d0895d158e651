package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.REQUEST_RUNNING;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.web.Visitor;
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
import org.jspecify.annotations.Nullable;

/// Paying. The states of a payment make every call safe to repeat; its id follows from the order and the key, so a
/// repeated call opens the same payment.
@Path("/api")
@RunOnVirtualThread
public class PaymentResource {

    public record StartPayment(
            @NotBlank @Size(max = 50) String channel,
            @NotNull Money amount) {}

    @RegisterForReflection
    public record Started(PaymentId id, Payment.State state, String redirect) {}

    public record ConfirmPayment(
            @NotBlank @Size(max = 200) String paymentKey,
            @NotNull Money amount) {}

    /// @param state `STARTED`, `PENDING` (the gateway is being asked), `CAPTURED`, `DECLINED` or `LATE`
    public record PaymentView(PaymentId id, String state, OrderId order, Money amount, String channel) {}

    private final Payments payments;
    private final Orders orders;
    private final IdempotentRequests requests;
    private final Visitor visitor;

    PaymentResource(Payments payments, Orders orders, IdempotentRequests requests, Visitor visitor) {
        this.payments = payments;
        this.orders = orders;
        this.requests = requests;
        this.visitor = visitor;
    }

    /// Opens a payment and tells where the customer pays.
    @POST
    @Path("/orders/{order}/payments")
    public Response start(
            @PathParam("order") OrderId id,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid StartPayment request) {
        var order = orders.mine(id, visitor);
        var payment = idOf(id, IdempotentRequests.validated(key));
        var operation = "POST /orders/" + id + "/payments";
        // The gateway is asked before the answer is recorded, so that no transaction waits for it; the payment's id
        // makes asking twice harmless.
        var known = payments.find(payment);
        var opened = known.isPresent() ? null : payments.open(payment, order, request.channel(), request.amount());
        return Answers.of(requests.once(visitor.subject(), key, operation, request, () -> {
            if (opened == null) {
                throw REQUEST_RUNNING.plain().with("retryAfterSeconds", 1).asException();
            }
            payments.started(opened, order);
            return new Outcome(201, new Started(payment, Payment.State.STARTED, opened.page()));
        }));
    }

    /// Takes the money. Answers 200 with the state things are in, also while the outcome is unknown.
    @POST
    @Path("/payments/{payment}/confirmation")
    public Response confirm(
            @PathParam("payment") PaymentId id,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid ConfirmPayment request) {
        IdempotentRequests.validated(key);
        mine(id);
        return Response.ok(view(payments.confirm(id, request.paymentKey(), request.amount())))
                .build();
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

    private static PaymentId idOf(OrderId order, String key) {
        return new PaymentId(UUID.nameUUIDFromBytes((order + " " + key).getBytes(StandardCharsets.UTF_8)));
    }

    private Payment mine(PaymentId id) {
        var payment = payments.find(id)
                .orElseThrow(
                        () -> NOT_FOUND.because("There is no such payment.").asException());
        orders.mine(payment.order(), visitor);
        return payment;
    }

    private static PaymentView view(Payment payment) {
        var state = payment.state().open() ? "PENDING" : payment.state().name();
        return new PaymentView(payment.id(), state, payment.order(), payment.amount(), payment.channel());
    }
}
