package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.REQUEST_RUNNING;

import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.payment.PaymentResource.Started;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Putting money into one's own wallet. From its payment on it goes like any other: `/api/payments/{payment}`.
@Path("/api")
@RunOnVirtualThread
public class TopUpResource {

    public record TopUp(
            @NotBlank @Size(max = 50) String channel,
            @NotNull Money amount) {}

    private final Payments payments;
    private final TopUps topUps;
    private final PaymentConfig config;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final String publicUrl;

    TopUpResource(
            Payments payments,
            TopUps topUps,
            PaymentConfig config,
            IdempotentRequests requests,
            Visitor visitor,
            @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.payments = payments;
        this.topUps = topUps;
        this.config = config;
        this.requests = requests;
        this.visitor = visitor;
        this.publicUrl = publicUrl;
    }

    /// Opens a payment that will be credited to the member's wallet, and tells where it is paid.
    @POST
    @Path("/me/points/top-ups")
    public Response start(@HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @NotNull @Valid TopUp request) {
        var customer = visitor.customerOrProblem();
        if (request.amount().amount() < 1 || request.amount().amount() > config.mostToppedUp()) {
            throw INVALID_REQUEST
                    .because("A wallet is topped up by 1 to %d at once.".formatted(config.mostToppedUp()))
                    .asException();
        }
        var id = PaymentResource.idOf("top-up " + customer, IdempotentRequests.validated(key));
        var opened = payments.find(id).isPresent() ? null : opened(id, request);
        return Answers.of(requests.once(visitor.subject(), key, "POST /me/points/top-ups", request, () -> {
            if (opened == null) {
                throw REQUEST_RUNNING.plain().with("retryAfterSeconds", 1).asException();
            }
            // A top-up and its payment have one id.
            topUps.add(id.value(), customer, request.amount());
            payments.started(opened);
            return new Outcome(201, new Started(id, Payment.State.STARTED, opened.page()));
        }));
    }

    private Payments.Opened opened(PaymentId id, TopUp request) {
        return payments.openTopUp(
                id, id.value(), request.channel(), request.amount(), publicUrl + "/payments/" + id + "/return");
    }
}
