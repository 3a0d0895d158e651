package io.holdfast.room.staff;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.door.SaleState;
import io.holdfast.room.sale.Sales;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The staff's hand on the door. Whatever is changed here holds on every process within a second, and wins over
/// the sale's own settings.
@Path("/api/staff/sales/{sale}")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class StaffResource {

    private final Sales sales;
    private final Rooms rooms;

    /// @param reason what the waiting are told
    public record Pause(@NotBlank @Size(max = 200) String reason) {}

    public record Admission(
            @NotNull @DecimalMin("0.01") @DecimalMax("100000")
            BigDecimal ratePerSecond,

            @NotNull @Min(1) @Max(100_000) Integer burst,
            @NotNull @Min(1) @Max(1_000_000) Integer activeCap) {}

    /// @param paused why nobody is called; null: somebody is
    /// @param outflowPerSecond numbers passed per second lately; null: not known
    public record Numbers(
            SaleId sale,
            String title,
            SaleState state,
            Instant lobbyOpensAt,
            Instant opensAt,
            Instant closesAt,
            @Nullable String paused,
            double ratePerSecond,
            int burst,
            int activeCap,
            long epoch,
            long joined,
            long serving,
            long waiting,
            long called,
            long active,
            long admitted,
            long noShows,
            long done,
            long left,
            @Nullable Double outflowPerSecond) {

        static Numbers of(Door door) {
            var sale = door.sale();
            var room = door.room();
            return new Numbers(
                    sale.id(),
                    sale.title(),
                    door.state(),
                    sale.lobbyOpensAt(),
                    sale.opensAt(),
                    sale.closesAt(),
                    room.paused(),
                    room.ratePerSecond(),
                    room.burst(),
                    room.activeCap(),
                    room.epoch(),
                    room.joined(),
                    room.serving(),
                    room.waiting(),
                    room.called(),
                    room.active(),
                    room.admitted(),
                    room.noShows(),
                    room.done(),
                    room.left(),
                    door.outflow().isEmpty() ? null : door.outflow().getAsDouble());
        }
    }

    StaffResource(Sales sales, Rooms rooms) {
        this.sales = sales;
        this.rooms = rooms;
    }

    @GET
    public Numbers numbers(@PathParam("sale") SaleId sale) {
        return Numbers.of(rooms.look(sales.get(sale)));
    }

    /// Nobody is called until the sale resumes; whoever has been called may still come in.
    @POST
    @Path("/pause")
    public Numbers pause(@PathParam("sale") SaleId sale, @NotNull @Valid Pause pause) {
        return Numbers.of(rooms.pause(sales.get(sale), pause.reason().strip()));
    }

    @POST
    @Path("/resume")
    public Numbers resume(@PathParam("sale") SaleId sale) {
        return Numbers.of(rooms.resume(sales.get(sale)));
    }

    @PUT
    @Path("/admission")
    public Numbers change(@PathParam("sale") SaleId sale, @NotNull @Valid Admission admission) {
        return Numbers.of(rooms.change(
                sales.get(sale), admission.ratePerSecond().doubleValue(), admission.burst(), admission.activeCap()));
    }
}
