package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.channel.Channels;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.organisation.Ownership;
import io.holdfast.ticketing.payment.PaymentLinks.Link;
import io.holdfast.ticketing.show.Catalogue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Staff's hand on payment links: an organiser's for their own shows, operations' for any. The order may have been
/// made by the customer or by staff.
@Path("/api/organiser/orders/{order}/payment-links")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class PaymentLinkResource {

    /// @param minutes how long it lasts, and its seats with it
    public record MakeLink(
            @NotBlank @Size(max = 50) String channel,
            @NotNull @Min(5) @Max(1440) Integer minutes,
            @NotBlank @Size(max = 500) String reason) {}

    @RegisterForReflection
    public record LinkMade(UUID id) {}

    /// @param url where it is paid; only while it can be
    public record LinkView(
            UUID id,
            String channel,
            String reason,
            String who,
            Instant at,
            Instant expiresAt,
            boolean valid,
            @Nullable String url) {}

    public record LinkList(List<LinkView> links) {}

    private final PaymentLinks links;
    private final Orders orders;
    private final Channels channels;
    private final Catalogue catalogue;
    private final IdempotentRequests requests;
    private final Ownership ownership;
    private final String publicUrl;

    PaymentLinkResource(
            PaymentLinks links,
            Orders orders,
            Channels channels,
            Catalogue catalogue,
            IdempotentRequests requests,
            Ownership ownership,
            @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.links = links;
        this.orders = orders;
        this.channels = channels;
        this.catalogue = catalogue;
        this.requests = requests;
        this.ownership = ownership;
        this.publicUrl = publicUrl;
    }

    /// Makes a link. Its secret is not recorded with the answer, so a repetition is answered by making it anew of what
    /// it follows from.
    @POST
    public Response make(
            @PathParam("order") OrderId id,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid MakeLink request) {
        var order = mine(id);
        var total = order.total();
        var channel = channels.offered(
                request.channel(), catalogue.performance(order.performance()).show(), total.currency());
        if (channel.isOurs()) {
            throw INVALID_REQUEST
                    .because("A link is paid at a payment company.")
                    .asException();
        }
        var valid = IdempotentRequests.validated(key);
        var link = UUID.nameUUIDFromBytes(("link " + name() + " " + id + " " + valid).getBytes(StandardCharsets.UTF_8));
        var operation = "POST /organiser/orders/" + id + "/payment-links";
        var answer = requests.once(Subject.staff(name()), key, operation, request, () -> {
            links.make(
                    link,
                    id,
                    channel.name(),
                    Duration.ofMinutes(request.minutes()),
                    request.reason().strip(),
                    name());
            return new Outcome(201, new LinkMade(link));
        });
        var response =
                Response.status(answer.status()).entity(view(links.find(link).orElseThrow()));
        return (answer.replayed() ? response.header("Idempotent-Replayed", "true") : response).build();
    }

    @GET
    public LinkList list(@PathParam("order") OrderId id) {
        mine(id);
        return new LinkList(links.of(id).stream().map(this::view).toList());
    }

    /// Takes a link back.
    @DELETE
    @Path("/{link}")
    public void revoke(@PathParam("order") OrderId id, @PathParam("link") UUID link) {
        mine(id);
        if (links.find(link).filter(one -> one.order().equals(id)).isEmpty()) {
            throw NOT_FOUND.because("There is no such link.").asException();
        }
        QuarkusTransaction.requiringNew().run(() -> links.revoke(link, name()));
    }

    private LinkView view(Link link) {
        return new LinkView(
                link.id(),
                link.channel(),
                link.reason(),
                link.who(),
                link.at(),
                link.expiresAt(),
                link.valid(),
                link.valid() ? publicUrl + "/pay/" + links.token(link.id()) : null);
    }

    private Order mine(OrderId id) {
        var order = orders.find(id)
                .orElseThrow(() -> NOT_FOUND.because("There is no such order.").asException());
        ownership.require(order.performance());
        return order;
    }

    private String name() {
        return ownership.name();
    }
}
