package io.holdfast.room.queue;

import static io.holdfast.contracts.problem.ProblemType.INVITATION_INVALID;
import static io.holdfast.contracts.problem.ProblemType.LOBBY_NOT_OPEN;
import static io.holdfast.contracts.problem.ProblemType.SALE_CLOSED;
import static io.holdfast.contracts.problem.ProblemType.SESSION_REPLACED;
import static io.holdfast.contracts.problem.ProblemType.TEMPORARILY_UNAVAILABLE;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.problem.Problem;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.guard.Guard;
import io.holdfast.room.queue.JoinOutcome.Joined;
import io.holdfast.room.queue.JoinOutcome.LobbyNotOpen;
import io.holdfast.room.queue.JoinOutcome.Recovering;
import io.holdfast.room.queue.JoinOutcome.SaleClosed;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.sale.Sales;
import io.holdfast.visitor.Visitor;
import io.holdfast.web.ProblemResponses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
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
import java.util.Optional;
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
    private final Invitations invitations;
    private final Visitor visitor;
    private final Guard guard;

    /// @param proof of work, where one was asked for
    /// @param invitation that lets in ahead of others
    public record JoinRequest(
            @Nullable String proof,
            @Nullable @Size(max = 200) String invitation) {}

    /// @param place to be carried in the header `Holdfast-Place`
    /// @param ticket the lobby ticket the draw goes by, or the number itself
    /// @param number in the queue; null in the lobby
    /// @param turn what is being served when it is called: the number, unless it was moved back; null in the lobby
    /// @param ahead null in the lobby
    /// @param noticePossible whether the visitor can be told of their turn by message
    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record GivenPlace(
            String place,
            long ticket,
            @Nullable Long number,
            @Nullable Long turn,
            long epoch,
            String state,
            @Nullable Long ahead,
            SaleId sale,
            boolean invited,
            boolean noticePossible) {

        static GivenPlace of(String signed, Place place, PlaceState state, boolean noticePossible) {
            return new GivenPlace(
                    signed,
                    place.ticket(),
                    PlacesResource.number(state),
                    PlacesResource.turn(state),
                    place.epoch(),
                    state.label(),
                    PlacesResource.ahead(state),
                    place.sale(),
                    place.invited(),
                    noticePossible);
        }
    }

    /// @param turn what is being served when it is called: the number, unless it was moved back
    /// @param etaSeconds null: nobody can tell
    /// @param movedBack whether a call was missed; another one will end the place
    /// @param nextPollSeconds when asking again is worth it
    /// @param place to be carried from now on; null: the one that was shown
    public record MyPlace(
            String state,
            long ticket,
            @Nullable Long number,
            @Nullable Long turn,
            @Nullable Long ahead,
            long serving,
            long epoch,
            Door.@Nullable Eta etaSeconds,
            @Nullable Instant calledUntil,
            @Nullable Instant activeUntil,
            boolean movedBack,
            int nextPollSeconds,
            @Nullable String place) {}

    PlacesResource(
            Sales sales,
            Rooms rooms,
            Queue queue,
            SignedPlaces signed,
            PlaceInHeader header,
            Invitations invitations,
            Visitor visitor,
            Guard guard) {
        this.sales = sales;
        this.rooms = rooms;
        this.queue = queue;
        this.signed = signed;
        this.header = header;
        this.invitations = invitations;
        this.visitor = visitor;
        this.guard = guard;
    }

    /// Joins the queue. Joining again gives the same place to the newer window.
    @POST
    @Consumes(MediaType.APPLICATION_JSON) // said here, so that a request without a body needs no type
    public Response join(
            @PathParam("sale") SaleId saleId,
            @HeaderParam(PlaceInHeader.NAME) @Nullable String header,
            @Nullable @Valid JoinRequest request) {
        var sale = sales.get(saleId);
        var former = this.header.find(header, saleId).orElse(null);
        var subjects = Queue.subjects(sale, visitor);
        guard.letJoin(
                sale,
                request == null ? null : request.proof(),
                Optional.ofNullable(former).map(Place::subject));
        var invitation =
                request == null || request.invitation() == null ? null : invitation(request.invitation(), sale);
        return switch (queue.join(sale, subjects, former, invitation)) {
            case Joined(var place, var state, var again) ->
                Response.status(again ? 200 : 201)
                        .entity(GivenPlace.of(
                                signed.sign(place),
                                place,
                                state,
                                visitor.customer().isPresent()))
                        .build();
            case LobbyNotOpen(var lobbyOpensAt, var opensAt) ->
                ProblemResponses.of(LOBBY_NOT_OPEN
                        .because("Please come back when the lobby opens.")
                        .with("lobbyOpensAt", lobbyOpensAt)
                        .with("opensAt", opensAt));
            case SaleClosed(var reason) ->
                ProblemResponses.of(SALE_CLOSED
                        .because(reason == Door.Reason.SOLD_OUT ? "Everything is sold." : "Nobody new can join.")
                        .with("reason", reason == null ? "DRAINING" : reason.name()));
            case Recovering() -> ProblemResponses.of(recovering());
        };
    }

    private static Problem recovering() {
        return TEMPORARILY_UNAVAILABLE
                .because("The queue is being brought back after a fault. Every place in it is safe.")
                .with("retryAfterSeconds", 2);
    }

    private String invitation(String text, Sale sale) {
        return invitations
                .read(text.strip(), sale.id(), rooms.door(sale).now())
                .filter(invitation -> invitation.customer() == null
                        || visitor.customer().map(invitation.customer()::equals).orElse(false))
                .map(Invitations.Invitation::id)
                .orElseThrow(() -> INVITATION_INVALID
                        .because("It is for another sale or person, or no longer good. You may join without it.")
                        .asException());
    }

    /// Where my place stands.
    @GET
    @Path("/me")
    public MyPlace mine(@PathParam("sale") SaleId saleId, @HeaderParam(PlaceInHeader.NAME) @Nullable String header) {
        var shown = this.header.read(header, saleId);
        var current = queue.current(sales.get(saleId), shown);
        var door = current.door();
        var state = queue.look(current);
        if (state instanceof PlaceState.Replaced) {
            throw replaced();
        }
        var ahead = ahead(state);
        return new MyPlace(
                state.label(),
                shown.ticket(),
                number(state),
                turn(state),
                ahead,
                door.room().serving(),
                door.room().epoch(),
                state instanceof PlaceState.Waiting && ahead != null
                        ? door.eta(ahead).orElse(null)
                        : null,
                state instanceof PlaceState.Called called ? called.until() : null,
                state instanceof PlaceState.Active active ? active.until() : null,
                state instanceof PlaceState.Waiting waiting && waiting.movedBack()
                        || state instanceof PlaceState.Called call && call.movedBack(),
                switch (state) {
                    case PlaceState.Lobby _ -> door.nextPollSeconds();
                    case PlaceState.Waiting waiting -> door.nextPollSeconds(waiting.ahead());
                    case PlaceState.Called _ -> 1;
                    case PlaceState.Active _ -> 10;
                    case PlaceState.Done _,
                            PlaceState.Expired _,
                            PlaceState.Left _,
                            PlaceState.Revoked _,
                            PlaceState.Replaced _ -> 60;
                },
                current.place().epoch() == shown.epoch() ? null : signed.sign(current.place()));
    }

    /// Gives the place up. Giving it up twice is the same as once.
    @DELETE
    @Path("/me")
    public Response leave(@PathParam("sale") SaleId saleId, @HeaderParam(PlaceInHeader.NAME) @Nullable String header) {
        if (!queue.leave(sales.get(saleId), this.header.read(header, saleId))) {
            throw replaced();
        }
        return Response.noContent().build();
    }

    public static ProblemException replaced() {
        return SESSION_REPLACED
                .because("You went on in a newer window or on another device.")
                .asException();
    }

    private static @Nullable Long number(PlaceState state) {
        return switch (state) {
            case PlaceState.Waiting waiting -> waiting.number();
            case PlaceState.Called called -> called.number();
            case PlaceState.Active active -> active.number();
            case PlaceState.Done(var number) -> number;
            case PlaceState.Lobby _,
                    PlaceState.Expired _,
                    PlaceState.Left _,
                    PlaceState.Revoked _,
                    PlaceState.Replaced _ -> null;
        };
    }

    private static @Nullable Long turn(PlaceState state) {
        return state instanceof PlaceState.Waiting waiting ? Long.valueOf(waiting.turn()) : number(state);
    }

    private static @Nullable Long ahead(PlaceState state) {
        return switch (state) {
            case PlaceState.Waiting waiting -> waiting.ahead();
            case PlaceState.Called _, PlaceState.Active _ -> 0L;
            case PlaceState.Lobby _,
                    PlaceState.Done _,
                    PlaceState.Expired _,
                    PlaceState.Left _,
                    PlaceState.Revoked _,
                    PlaceState.Replaced _ -> null;
        };
    }
}
