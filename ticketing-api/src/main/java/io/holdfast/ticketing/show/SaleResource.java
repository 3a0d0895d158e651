package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.HallId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.organisation.Ownership;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
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
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The hand of those who sell on a sale that runs: an organiser's on their own, operations' on any.
@Path("/api/organiser/sales/{sale}")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class SaleResource {

    public record WaitingRoom(@NotNull Boolean on) {}

    public record BookingCap(
            @NotNull @DecimalMin("0.1") @DecimalMax("10000") Double bookingsPerSecond) {}

    public record Notice(@NotBlank @Size(max = 500) String text) {}

    /// @param closesAt when the sale closes from now on; as before when absent
    /// @param notice what those who wait are told of it
    /// @param hall whose seating plan it has; when absent the one the show was put on the programme with,
    ///     whatever the plans of its performances have become since
    public record ExtraPerformance(
            @NotNull Instant startsAt,
            @Nullable Instant closesAt,

            @Nullable @Size(max = 500) @Pattern(regexp = "(?s).*\\S.*", message = "says something")
            String notice,

            @Nullable HallId hall) {}

    @RegisterForReflection
    public record PerformanceAdded(PerformanceId id) {}

    /// @param changes newest first, at most 100
    public record SaleView(
            SaleId id,
            ShowId show,
            String title,
            Sale.State state,
            boolean waitingRoom,
            Instant lobbyOpensAt,
            Instant opensAt,
            Instant closesAt,
            boolean accountsOnly,
            @Nullable Double invitedShare,
            @Nullable Double bookingsPerSecond,
            @Nullable String notice,
            List<PerformanceAt> performances,
            List<ChangeView> changes,
            Instant serverTime) {}

    public record PerformanceAt(PerformanceId id, Instant startsAt) {}

    /// @param what `WAITING_ROOM`, `BOOKINGS_PER_SECOND`, `NOTICE` or `EXTRA_PERFORMANCE`
    public record ChangeView(
            String who, String what, @Nullable String became, Instant at) {}

    private final RunningSales sales;
    private final Catalogue catalogue;
    private final IdempotentRequests requests;
    private final Ownership ownership;
    private final Clock clock;

    SaleResource(
            RunningSales sales, Catalogue catalogue, IdempotentRequests requests, Ownership ownership, Clock clock) {
        this.sales = sales;
        this.catalogue = catalogue;
        this.requests = requests;
        this.ownership = ownership;
        this.clock = clock;
    }

    @GET
    @Transactional
    public SaleView get(@PathParam("sale") SaleId sale) {
        ownership.require(sale);
        return view(sale);
    }

    /// Puts the sale behind its waiting room at once, or takes it away. Whoever holds seats may finish.
    @PUT
    @Path("/waiting-room")
    public SaleView waitingRoom(@PathParam("sale") SaleId sale, @NotNull @Valid WaitingRoom wish) {
        ownership.require(sale);
        sales.waitingRoom(sale, wish.on(), ownership.name());
        return view(sale);
    }

    /// From now on at most so many orders are made in one second.
    @PUT
    @Path("/booking-cap")
    public SaleView capBookings(@PathParam("sale") SaleId sale, @NotNull @Valid BookingCap wish) {
        ownership.require(sale);
        sales.bookingsPerSecond(sale, wish.bookingsPerSecond(), ownership.name());
        return view(sale);
    }

    @DELETE
    @Path("/booking-cap")
    public SaleView endBookingCap(@PathParam("sale") SaleId sale) {
        ownership.require(sale);
        sales.bookingsPerSecond(sale, null, ownership.name());
        return view(sale);
    }

    /// Says something to those who wait.
    @PUT
    @Path("/notice")
    @Consumes(MediaType.APPLICATION_JSON)
    public SaleView say(@PathParam("sale") SaleId sale, @NotNull @Valid Notice wish) {
        ownership.require(sale);
        sales.notice(sale, wish.text().strip(), ownership.name());
        return view(sale);
    }

    @DELETE
    @Path("/notice")
    public SaleView endNotice(@PathParam("sale") SaleId sale) {
        ownership.require(sale);
        sales.notice(sale, null, ownership.name());
        return view(sale);
    }

    /// Puts one more performance on sale at the same prices, in the same hall unless another is named.
    @POST
    @Path("/performances")
    public Response addPerformance(
            @PathParam("sale") SaleId sale,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid ExtraPerformance wish) {
        ownership.require(sale);
        var notice = wish.notice() == null ? null : wish.notice().strip();
        return Answers.of(requests.once(
                ownership.subject(),
                key,
                "POST /organiser/sales/" + sale + "/performances",
                wish,
                () -> new Outcome(
                        201,
                        new PerformanceAdded(sales.extraPerformance(
                                sale, wish.startsAt(), wish.closesAt(), wish.hall(), notice, ownership.name())))));
    }

    private SaleView view(SaleId id) {
        return QuarkusTransaction.joiningExisting().call(() -> {
            SaleRow sale = SaleRow.findById(id.value());
            var now = clock.instant();
            return new SaleView(
                    id,
                    new ShowId(sale.show),
                    catalogue.show(new ShowId(sale.show)).title,
                    catalogue.sale(id).state(now),
                    sale.waitingRoom,
                    sale.lobbyOpensAt,
                    sale.opensAt,
                    sale.closesAt,
                    sale.accountsOnly,
                    sale.invitedShare,
                    sale.bookingsPerSecond,
                    sale.notice,
                    catalogue.performancesOf(sale.show).stream()
                            .map(row -> new PerformanceAt(new PerformanceId(row.id), row.startsAt))
                            .toList(),
                    sales.changes(id).stream()
                            .map(change ->
                                    new ChangeView(change.who(), change.what().name(), change.became(), change.at()))
                            .toList(),
                    now);
        });
    }
}
