package io.holdfast.room.queue;

import static io.holdfast.contracts.problem.ProblemType.LOBBY_NOT_OPEN;
import static io.holdfast.contracts.problem.ProblemType.SALE_CLOSED;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.guard.Guard;
import io.holdfast.room.queue.JoinOutcome.Joined;
import io.holdfast.room.queue.JoinOutcome.LobbyNotOpen;
import io.holdfast.room.queue.JoinOutcome.SaleClosed;
import io.holdfast.room.sale.Sales;
import io.holdfast.web.ProblemResponses;
import io.holdfast.web.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Places in a sale's queue.
@Path("/api/sales/{sale}/places")
@RunOnVirtualThread
public class PlacesResource {

    private final Sales sales;
    private final Rooms rooms;
    private final Queue queue;
    private final SignedPlaces signed;
    private final PlaceInHeader header;
    private final Visitor visitor;
    private final Guard guard;

    /// @param proof of work, when it was asked for
    public record JoinRequest(
            @Nullable String proof, @Nullable String invitation) {}

    /// @param place to be carried in the header `Holdfast-Place`
    /// @param number in the queue; null in the lobby
    /// @param ahead null in the lobby
    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record GivenPlace(
            String place,
            @Nullable Long number,
            long epoch,
            String state,
            @Nullable Long ahead,
            SaleId sale) {}

    /// @param etaSeconds null: nobody can tell
    /// @param nextPollSeconds when asking again is worth it
    public record MyPlace(
            String state,
            @Nullable Long number,
            @Nullable Long ahead,
            long serving,
            Door.@Nullable Eta etaSeconds,
            @Nullable Instant calledUntil,
            @Nullable Instant activeUntil,
            int nextPollSeconds) {}

    PlacesResource(
            Sales sales,
            Rooms rooms,
            Queue queue,
            SignedPlaces signed,
            PlaceInHeader header,
            Visitor visitor,
            Guard guard) {
        this.sales = sales;
        this.rooms = rooms;
        this.queue = queue;
        this.signed = signed;
        this.header = header;
        this.visitor = visitor;
        this.guard = guard;
    }

    /// Joins the queue. Joining again gives the same place.
    @POST
    @Consumes(MediaType.APPLICATION_JSON) // said here, so that a request without a body needs no type
    public Response join(
            @PathParam("sale") SaleId sale,
            @HeaderParam(PlaceInHeader.NAME) @Nullable String header,
            @Nullable JoinRequest request) {
        guard.letJoin(
                sales.get(sale),
                request == null ? null : request.proof(),
                this.header.find(header, sale).map(Place::subject));
        var subjects = Stream.concat(Stream.of(visitor.subject()), visitor.subjects().stream())
                .distinct()
                .toList();
        return switch (queue.join(sales.get(sale), subjects)) {
            case Joined(var place, var state, var again) ->
                Response.status(again ? 200 : 201)
                        .entity(new GivenPlace(
                                signed.sign(place), number(state), place.epoch(), state.label(), ahead(state), sale))
                        .build();
            case LobbyNotOpen(var lobbyOpensAt, var opensAt) ->
                ProblemResponses.of(LOBBY_NOT_OPEN
                        .because("Please come back when the lobby opens.")
                        .with("lobbyOpensAt", lobbyOpensAt)
                        .with("opensAt", opensAt));
            case SaleClosed() -> ProblemResponses.of(SALE_CLOSED.because("This sale has ended."));
        };
    }

    /// Where my place stands.
    @GET
    @Path("/me")
    public MyPlace mine(@PathParam("sale") SaleId saleId, @HeaderParam(PlaceInHeader.NAME) @Nullable String header) {
        var sale = sales.get(saleId);
        var place = this.header.read(header, saleId);
        var door = rooms.door(sale);
        var state = queue.look(door, place);
        var ahead = ahead(state);
        return new MyPlace(
                state.label(),
                number(state),
                ahead,
                door.room().serving(),
                state instanceof PlaceState.Waiting(var _, var before)
                        ? door.eta(before).orElse(null)
                        : null,
                state instanceof PlaceState.Called(var _, var until) ? until : null,
                state instanceof PlaceState.Active(var _, var until) ? until : null,
                switch (state) {
                    case PlaceState.Lobby _ -> door.nextPollSeconds();
                    case PlaceState.Waiting(var _, var before) -> door.nextPollSeconds(before);
                    case PlaceState.Called _ -> 1;
                    case PlaceState.Active _ -> 10;
                    case PlaceState.Done _, PlaceState.Expired _, PlaceState.Left _ -> 60;
                });
    }

    /// Gives the place up.
    @DELETE
    @Path("/me")
    public Response leave(@PathParam("sale") SaleId saleId, @HeaderParam(PlaceInHeader.NAME) @Nullable String header) {
        var sale = sales.get(saleId);
        queue.leave(sale, this.header.read(header, saleId));
        return Response.noContent().build();
    }

    private static @Nullable Long number(PlaceState state) {
        return switch (state) {
            case PlaceState.Waiting(var number, var _) -> number;
            case PlaceState.Called(var number, var _) -> number;
            case PlaceState.Active(var number, var _) -> number;
            case PlaceState.Done(var number) -> number;
            case PlaceState.Lobby _, PlaceState.Expired _, PlaceState.Left _ -> null;
        };
    }

    private static @Nullable Long ahead(PlaceState state) {
        return switch (state) {
            case PlaceState.Waiting(var _, var ahead) -> ahead;
            case PlaceState.Called _, PlaceState.Active _ -> 0L;
            case PlaceState.Lobby _, PlaceState.Done _, PlaceState.Expired _, PlaceState.Left _ -> null;
        };
    }
}
