package io.holdfast.room.queue;

import io.holdfast.contracts.account.Subject;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.RoomSeen;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.door.SaleState;
import io.holdfast.room.draw.Draws;
import io.holdfast.room.queue.JoinOutcome.Joined;
import io.holdfast.room.queue.JoinOutcome.LobbyNotOpen;
import io.holdfast.room.queue.JoinOutcome.SaleClosed;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.vertx.redis.client.Command;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;

/// Joining, looking and leaving.
@ApplicationScoped
public class Queue {

    /// How many who left the lobby are passed over at one look.
    private static final int AT_ONCE = 200;

    private final Scripts scripts;
    private final Rooms rooms;
    private final Draws draws;
    private final RedisStore redis;

    Queue(Scripts scripts, Rooms rooms, Draws draws, RedisStore redis) {
        this.scripts = scripts;
        this.rooms = rooms;
        this.draws = draws;
        this.redis = redis;
    }

    /// Gives a place, or the one the visitor has; a place that has ended is not given again.
    ///
    /// @param subjects everybody the visitor may act as; the first is who they are now
    JoinOutcome join(Sale sale, List<Subject> subjects) {
        var renounced = new HashSet<Long>();
        while (true) {
            var ticket = scripts.join(sale, subjects, renounced, null);
            var lobby = ticket.drawn().isEmpty()
                    || ticket.ticket() <= ticket.drawn().getAsLong();
            var place = new Place(
                    sale.id(),
                    ticket.epoch(),
                    lobby ? Place.Kind.LOBBY : Place.Kind.QUEUE,
                    ticket.ticket(),
                    ticket.whose());
            switch (ticket.outcome()) {
                case EARLY -> {
                    return new LobbyNotOpen(sale.lobbyOpensAt(), sale.opensAt());
                }
                case CLOSED -> {
                    return new SaleClosed();
                }
                case NEW -> {
                    return new Joined(
                            place,
                            lobby
                                    ? new PlaceState.Lobby()
                                    : new PlaceState.Waiting(
                                            ticket.ticket(), Math.max(0, ticket.ticket() - ticket.serving() - 1)),
                            false);
                }
                case AGAIN -> {
                    var number = place.number(draws.of(sale.id()), ticket.drawn());
                    var state = scripts.look(place, number, null);
                    if (!state.ended()) {
                        return new Joined(place, state, true);
                    }
                    renounced.add(ticket.ticket());
                }
            }
        }
    }

    /// Where a place stands. Far back it is told from what this process knows; a place that was given up there is
    /// told so when its number comes near.
    PlaceState look(Door door, Place place) {
        var room = door.room();
        if (place.epoch() != room.epoch()) {
            return new PlaceState.Expired();
        }
        var number = number(door, place);
        if (number.isEmpty()) {
            return room.drawn().isPresent() || door.state() == SaleState.CLOSED
                    ? new PlaceState.Expired()
                    : room.leavers() == 0 ? new PlaceState.Lobby() : scripts.look(place, number, null);
        }
        var known = place.ticket() <= room.joined() && door.farBack(number.getAsLong());
        var state = known
                ? new PlaceState.Waiting(number.getAsLong(), room.ahead(number.getAsLong()))
                : scripts.look(place, number, null);
        return state instanceof PlaceState.Waiting && door.state() == SaleState.CLOSED
                ? new PlaceState.Expired()
                : state;
    }

    /// The place's number in the queue; empty while the draw is still to come.
    public OptionalLong number(Door door, Place place) {
        return place.number(draws.of(place.sale()), door.room().drawn());
    }

    void leave(Sale sale, Place place) {
        var number = number(rooms.door(sale), place);
        var gone = scripts.leave(place, number);
        if (number.isEmpty()) {
            // Either this process sees at once that somebody has left the lobby, or that the draw has been.
            var door = rooms.look(sale);
            if (gone == Scripts.Gone.DRAWN) {
                scripts.leave(place, number(door, place));
            }
        }
    }

    /// Whoever left the lobby has a number only since the draw; it is passed over.
    void passOverLeavers(@Observes RoomSeen seen) {
        var room = seen.room();
        if (room.drawn().isEmpty() || room.leavers() == 0) {
            return;
        }
        var sale = seen.sale();
        var draw = draws.of(sale.id());
        for (var ticket : redis.send(Command.SPOP, redis.keys(sale.id()).leavers(), AT_ONCE)) {
            scripts.passOver(sale, draw.number(room.drawn().getAsLong(), ticket.toLong()), ticket.toLong());
        }
    }
}
