package io.holdfast.ticketing.paymentmethod;

import static io.holdfast.contracts.problem.ProblemType.CHANNEL_UNAVAILABLE;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.PAYMENT_DECLINED;
import static io.holdfast.contracts.problem.ProblemType.REQUEST_RUNNING;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.channel.Channels;
import io.holdfast.ticketing.channel.Gateway;
import io.holdfast.ticketing.channel.Gateway.Naming;
import io.holdfast.ticketing.channel.Gateway.Opening;
import io.holdfast.ticketing.channel.Gateway.Saving;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.paymentmethod.PaymentMethods.Page;
import io.holdfast.visitor.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// A member's own ways to pay that are kept for later, and what they have agreed to.
@Path("/api")
@RunOnVirtualThread
public class PaymentMethodResource {

    /// @param consentVersion the text that was shown and agreed to
    public record SaveMethod(
            @NotBlank @Size(max = 50) String gateway,
            @NotBlank @Size(max = 50) String consentVersion) {}

    /// @param redirect the gateway's page, where the card is left
    /// @param clientKey where the gateway's own script goes on instead: what it is used with
    /// @param customerKey and what the customer is called there
    @RegisterForReflection
    public record PageOpened(
            UUID id, @Nullable String redirect, @Nullable String clientKey, String customerKey) {}

    /// @param proof what the gateway gave the browser
    public record FinishSaving(@NotBlank @Size(max = 300) String proof) {}

    /// @param consentVersion the text that was shown and agreed to, or is taken back
    public record PointsWish(
            @NotNull Boolean given,
            @NotBlank @Size(max = 50) String consentVersion) {}

    @RegisterForReflection
    public record MethodView(UUID id, String gateway, String label, String consentVersion, Instant consentedAt) {}

    /// @param gateways that have a page where a card can be left now
    public record MethodList(
            List<MethodView> methods,
            PaymentMethods.@Nullable PointConsent points,
            Texts texts,
            List<String> gateways) {}

    /// What is to be shown before anybody agrees.
    public record Texts(Consent card, Consent points) {}

    private final PaymentMethods methods;
    private final Channels channels;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final String publicUrl;

    PaymentMethodResource(
            PaymentMethods methods,
            Channels channels,
            IdempotentRequests requests,
            Visitor visitor,
            @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.methods = methods;
        this.channels = channels;
        this.requests = requests;
        this.visitor = visitor;
        this.publicUrl = publicUrl;
    }

    @GET
    @Path("/me/payment-methods")
    public MethodList list() {
        var customer = visitor.customerOrProblem();
        return new MethodList(
                methods.of(customer).stream().map(PaymentMethodResource::view).toList(),
                methods.points(customer).orElse(null),
                new Texts(Consent.CARD, Consent.POINTS),
                channels.keepingCards());
    }

    /// Opens the gateway's page where a card is left, under the consent given here.
    @POST
    @Path("/me/payment-methods")
    public Response open(
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @NotNull @Valid SaveMethod request) {
        var customer = visitor.customerOrProblem();
        var valid = IdempotentRequests.validated(key);
        var consent = Consent.toCard(request.consentVersion()).orElseThrow(PaymentMethodResource::otherText);
        var gateway = channels.find(request.gateway()).filter(Gateway::isOn).orElseThrow(() -> INVALID_REQUEST
                .because("There is no such way to pay.")
                .asException());
        var id = UUID.nameUUIDFromBytes(("method " + customer + " " + valid).getBytes(StandardCharsets.UTF_8));
        var opened = methods.page(id, customer).isPresent() ? null : opened(id, customer, gateway);
        return Answers.of(requests.once(visitor.subject(), key, "POST /me/payment-methods", request, () -> {
            if (opened == null) {
                throw unavailable();
            }
            methods.openPage(id, customer, gateway.name(), opened.customerKey(), consent);
            return new Outcome(201, opened);
        }));
    }

    private PageOpened opened(UUID id, CustomerId customer, Gateway gateway) {
        var known = methods.customerKey(customer, gateway.name());
        var name = known.isPresent()
                ? known.get()
                : switch (gateway.nameCustomer(UUID.randomUUID().toString())) {
                    case Naming.Named(var named) -> named;
                    case Naming.Unavailable() -> throw unavailable();
                };
        return switch (gateway.openSaving(name, id.toString(), publicUrl + "/me/benefits?method=" + id)) {
            case Opening.Opened opened -> new PageOpened(id, opened.page(), null, name);
            case Opening.InBrowser(var clientKey) -> new PageOpened(id, null, clientKey, name);
            case Opening.Refused(var code) ->
                throw PAYMENT_DECLINED
                        .because("The payment company does not keep cards for us.")
                        .with("code", code)
                        .asException();
            case Opening.Unavailable() -> throw unavailable();
        };
    }

    /// Takes up what was left at the gateway. Asking again gives the same.
    @POST
    @Path("/me/payment-methods/{page}/completion")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response finish(
            @PathParam("page") UUID id,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid FinishSaving request) {
        var customer = visitor.customerOrProblem();
        IdempotentRequests.validated(key);
        var page = methods.page(id, customer)
                .orElseThrow(() -> NOT_FOUND.because("There is no such page.").asException());
        var saved = page.method().isPresent() ? null : saved(page, request.proof());
        var operation = "POST /me/payment-methods/" + id + "/completion";
        return Answers.of(requests.once(visitor.subject(), key, operation, request, () -> {
            var method = saved == null ? page.method().orElseThrow() : kept(customer, id, page, saved);
            return new Outcome(201, view(methods.mine(method, customer)));
        }));
    }

    /// Two at once find out here which of them was second; it is as if the page had been finished by one.
    private UUID kept(CustomerId customer, UUID id, Page page, Saving.Saved saved) {
        var method = methods.keep(customer, page, saved.label(), saved.key().secretOrThrow());
        if (!methods.finish(id, method)) {
            throw REQUEST_RUNNING.plain().with("retryAfterSeconds", 1).asException();
        }
        return method;
    }

    private Saving.Saved saved(Page page, String proof) {
        var gateway = channels.find(page.gateway()).orElseThrow();
        return switch (gateway.save(page.customerKey(), proof)) {
            case Saving.Saved saved -> saved;
            case Saving.Refused(var code) ->
                throw PAYMENT_DECLINED
                        .because("The card could not be kept; nothing was charged.")
                        .with("code", code)
                        .asException();
            case Saving.Unavailable() -> throw unavailable();
        };
    }

    /// Takes a way to pay back: its key is gone here at once, and the gateway is asked to forget it.
    @DELETE
    @Path("/me/payment-methods/{method}")
    public void remove(@PathParam("method") UUID id) {
        var customer = visitor.customerOrProblem();
        var method = methods.mine(id, customer);
        var key = methods.key(id);
        methods.end(id, customer);
        channels.find(method.gateway()).ifPresent(gateway -> gateway.forget(key));
    }

    /// Says whether waitlist offers may be paid with points by themselves.
    @PUT
    @Path("/me/payment-methods/points")
    public PaymentMethods.PointConsent points(@NotNull @Valid PointsWish wish) {
        var customer = visitor.customerOrProblem();
        var consent = Consent.toPoints(wish.consentVersion()).orElseThrow(PaymentMethodResource::otherText);
        methods.sayPoints(customer, wish.given(), consent);
        return methods.points(customer).orElseThrow();
    }

    private static MethodView view(PaymentMethods.Method method) {
        return new MethodView(
                method.id(), method.gateway(), method.label(), method.consentVersion(), method.consentedAt());
    }

    private static io.holdfast.contracts.problem.ProblemException otherText() {
        return INVALID_REQUEST
                .because("Please read the present text and agree to that.")
                .asException();
    }

    private static io.holdfast.contracts.problem.ProblemException unavailable() {
        return CHANNEL_UNAVAILABLE
                .because("The payment company does not answer; please try again.")
                .with("retryAfterSeconds", 5)
                .asException();
    }
}
