package io.holdfast.room.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.room.door.AtOnce;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.guard.Guard;
import io.holdfast.room.queue.Joins.Ask;
import io.holdfast.room.queue.Joins.Outcome;
import io.holdfast.room.queue.Joins.Ticket;
import io.holdfast.room.queue.PlacesResource.GivenPlace;
import io.holdfast.visitor.EndedSessions;
import io.holdfast.visitor.Visitor;
import io.holdfast.web.AnswerAtOnce;
import io.holdfast.web.OriginCheck;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Joins members who come plainly, which is what a stadium does in its first seconds: signed in, with a known
/// browser, nothing to say but that they are here. They are answered on the event loop, before authentication, tracing
/// and request scope. Everybody else, and whoever has a place, a proof to bring or a refusal to get, goes on to
/// [PlacesResource], which gives the same answers.
@ApplicationScoped
class JoinAtOnce {

    private static final CharSequence NOT_KEPT = HttpHeaders.createOptimized("no-store");

    private final AtOnce atOnce;
    private final Guard guard;
    private final Joins joins;
    private final Rooms rooms;
    private final SignedPlaces signed;
    private final ObjectMapper json;
    private final SignedAccount accounts;
    private final EndedSessions ended;

    JoinAtOnce(
            AtOnce atOnce,
            Guard guard,
            Joins joins,
            Rooms rooms,
            SignedPlaces signed,
            ObjectMapper json,
            EndedSessions ended,
            @ConfigProperty(name = "holdfast.account.key") String accountKey) {
        this.atOnce = atOnce;
        this.guard = guard;
        this.joins = joins;
        this.rooms = rooms;
        this.signed = signed;
        this.json = json;
        this.ended = ended;
        this.accounts = new SignedAccount(accountKey);
    }

    void answerFirst(@Observes Filters filters) {
        atOnce.offer(filters, HttpMethod.POST, "/places", this::join);
    }

    private boolean join(RoutingContext context, Door door) {
        var request = context.request();
        if (!door.takesJoins() || !plain(request)) {
            return false;
        }
        var visitor = Visitor.of(request, accounts, ended);
        if (visitor.newBrowser() || visitor.customer().isEmpty()) {
            return false;
        }
        var here = Vertx.currentContext();
        guard.letsJoinAtOnce(door.sale(), request, visitor)
                .thenCompose(may -> may
                        ? joins.join(new Ask(
                                door.sale(), door.room().epoch(), Queue.subjects(door.sale(), visitor), Set.of(), null))
                        : CompletableFuture.<@Nullable Ticket>completedStage(null))
                .whenComplete((ticket, failure) -> here.runOnContext(_ -> {
                    if (failure == null && ticket != null && ticket.outcome() == Outcome.NEW) {
                        rooms.given(door.sale(), ticket.epoch(), ticket.ticket());
                        context.response().setStatusCode(201);
                        AnswerAtOnce.json(context, Buffer.buffer(bytes(given(door, ticket))), NOT_KEPT);
                    } else {
                        context.next();
                    }
                }));
        return true;
    }

    /// Sent by our own page or by a program, with nothing in it.
    private static boolean plain(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return OriginCheck.isOwn(request)
                && (length == null || length.equals("0"))
                && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null
                && request.getHeader(PlaceInHeader.NAME) == null;
    }

    private GivenPlace given(Door door, Ticket ticket) {
        var place = Queue.place(door.sale(), ticket);
        return GivenPlace.of(signed.sign(place), place, Queue.stateOfNew(ticket), true);
    }

    private byte[] bytes(GivenPlace place) {
        try {
            return json.writeValueAsBytes(place);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
