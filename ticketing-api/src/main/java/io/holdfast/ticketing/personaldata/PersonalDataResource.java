package io.holdfast.ticketing.personaldata;

import static io.holdfast.contracts.problem.ProblemType.ERASURE_NOT_YET;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.account.AccountCookie;
import io.holdfast.ticketing.channel.Channels;
import io.holdfast.ticketing.channel.Gateway.SavedKey;
import io.holdfast.ticketing.paymentmethod.PaymentMethods;
import io.holdfast.ticketing.personaldata.ErasureOutcome.Forgotten;
import io.holdfast.ticketing.personaldata.ErasureOutcome.NotYet;
import io.holdfast.ticketing.personaldata.ErasureOutcome.Obstacle;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What we know of a member.
@Path("/api")
@RunOnVirtualThread
public class PersonalDataResource {

    /// @param confirmed that the person knows what they ask for; nothing happens otherwise
    /// @param waived the points given up, as `points` of the answer before said them
    public record EraseMe(
            @NotNull Boolean confirmed,
            @Nullable @Size(max = 10) Set<@NotNull Money> waived) {}

    /// @param obstacles what has to be over first; empty when nothing stands in the way
    public record ErasureView(List<Obstacle> obstacles, List<Money> points) {}

    private final Export export;
    private final Erasure erasure;
    private final PaymentMethods methods;
    private final Channels channels;
    private final Visitor visitor;

    PersonalDataResource(Export export, Erasure erasure, PaymentMethods methods, Channels channels, Visitor visitor) {
        this.export = export;
        this.erasure = erasure;
        this.methods = methods;
        this.channels = channels;
        this.visitor = visitor;
    }

    /// Everything this service knows of the member, as a file.
    @GET
    @Path("/me/export")
    @Produces(MediaType.APPLICATION_JSON)
    public Response export() {
        return Response.ok(export.of(visitor.customerOrProblem()))
                .header("Content-Disposition", "attachment; filename=\"holdfast-my-data.json\"")
                .header("Cache-Control", "no-store")
                .build();
    }

    /// What stands in the way of being forgotten.
    @GET
    @Path("/me/erasure")
    public ErasureView obstacles() {
        var standing = erasure.obstacles(visitor.customerOrProblem());
        return new ErasureView(standing.obstacles(), standing.points());
    }

    /// Forgets the member for good and signs them out everywhere. Asking again finds nobody.
    @POST
    @Path("/me/erasure")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response erase(@NotNull @Valid EraseMe wish) {
        var customer = visitor.customerOrProblem();
        if (!wish.confirmed()) {
            throw INVALID_REQUEST
                    .because("Please confirm that all of it is to be erased; it cannot be brought back.")
                    .asException();
        }
        record Saved(String gateway, SavedKey key) {}
        var saved = methods.of(customer).stream()
                .map(method -> new Saved(method.gateway(), methods.key(method.id())))
                .toList();
        return switch (erasure.forget(customer, wish.waived() == null ? Set.of() : wish.waived())) {
            case Forgotten() -> {
                saved.forEach(one -> channels.find(one.gateway()).ifPresent(gateway -> gateway.forget(one.key())));
                yield Response.noContent()
                        .cookie(AccountCookie.none(visitor.secure()))
                        .build();
            }
            case NotYet(var obstacles, var points) ->
                throw ERASURE_NOT_YET
                        .because("Something of yours is still under way; it has to be over first.")
                        .with("obstacles", obstacles)
                        .with("points", points)
                        .asException();
        };
    }
}
