package io.holdfast.room.queue;

import static io.holdfast.contracts.problem.ProblemType.LOGIN_REQUIRED;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.RoomSeen;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.door.SaleState;
import io.holdfast.room.draw.Draws;
import io.holdfast.room.queue.JoinOutcome.Joined;
import io.holdfast.room.queue.JoinOutcome.LobbyNotOpen;
import io.holdfast.room.queue.JoinOutcome.Recovering;
import io.holdfast.room.queue.JoinOutcome.SaleClosed;
import io.holdfast.room.queue.Joins.Ask;
import io.holdfast.room.queue.Joins.Ticket;
import io.holdfast.room.redis.RedisAway;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.holdfast.visitor.Visitor;
import io.vertx.redis.client.Command;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Joining, looking, showing one's place again and leaving.
@ApplicationScoped
public class Queue {

    /// How many of those who left or were invited in the lobby are worked out at one look.
    private static final int AT_ONCE = 200;

    private final Joins joins;
    private final Scripts scripts;
    private final Rooms rooms;
    private final Draws draws;
    private final RedisStore redis;
    private final Event<StayCutShort> cutShort;

    Queue(Joins joins, Scripts scripts, Rooms rooms, Draws draws, RedisStore redis, Event<StayCutShort> cutShort) {
        this.joins = joins;
        this.scripts = scripts;
        this.rooms = rooms;
        this.draws = draws;
        this.redis = redis;
        this.cutShort = cutShort;
    }

    /// A place as it stands in the room of today.
    ///
    /// @param place in the room's epoch
    /// @param replaced whether a newer window has it
    public record Current(Door door, Place place, boolean replaced) {}

    /// Gives a place, or the one the visitor has, for a newer window; a place that has ended is not given again.
    ///
    /// @param subjects everybody the visitor may act as; the first is who they are now
    /// @param former the place the visitor shows; null: none
    /// @param invitation the id of a good one; null: none
    JoinOutcome join(Sale sale, List<Subject> subjects, @Nullable Place former, @Nullable String invitation) {
        if (former != null && subjects.contains(former.subject())) {
            // Should Redis have forgotten it, it is known again before we ask.
            current(sale, former);
        }
        Set<Long> renounced = Set.of();
        while (true) {
            var epoch = rooms.lastSeen(sale).map(door -> door.room().epoch()).orElse(0L);
            var ticket = await(new Ask(sale, epoch, subjects, renounced, invitation));
            switch (ticket.outcome()) {
                case EARLY -> {
                    var told = rooms.door(sale).room().told();
                    return new LobbyNotOpen(told.lobbyOpensAt(), told.opensAt());
                }
                case CLOSED -> {
                    return new SaleClosed(rooms.door(sale).reason());
                }
                case RECOVERING -> {
                    return new Recovering();
                }
                case LOST -> rooms.look(sale);
                case NEW -> {
                    rooms.given(sale, ticket.epoch(), ticket.ticket());
                    return new Joined(place(sale, ticket), stateOfNew(ticket), false);
                }
                case AGAIN -> {
                    var place = place(sale, ticket);
                    var number = place.number(draws.of(sale.id()), ticket.drawn());
                    var state = scripts.look(place, number, null).state();
                    if (!state.ended()) {
                        return new Joined(place, state, true);
                    }
                    var more = new HashSet<>(renounced);
                    more.add(ticket.ticket());
                    renounced = more;
                }
            }
        }
    }

    /// The member, where only members may join; else everybody the visitor may act as, who they are now first.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `LOGIN_REQUIRED`
    static List<Subject> subjects(Sale sale, Visitor visitor) {
        if (sale.accountsOnly()) {
            var customer = visitor.customer().orElseThrow(() -> LOGIN_REQUIRED
                    .because("Only members may join this queue. Please sign in first.")
                    .asException());
            return List.of(Subject.member(customer));
        }
        return visitor.subjects();
    }

    private Ticket await(Ask ask) {
        try {
            return joins.join(ask).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisAway("this process is about to stop");
        }
    }

    private static boolean inLobby(Ticket ticket) {
        return ticket.drawn().isEmpty() || ticket.ticket() <= ticket.drawn().getAsLong();
    }

    static Place place(Sale sale, Ticket ticket) {
        return new Place(
                sale.id(),
                ticket.epoch(),
                inLobby(ticket) ? Place.Kind.LOBBY : Place.Kind.QUEUE,
                ticket.ticket(),
                ticket.session(),
                ticket.invited(),
                ticket.whose());
    }

    static PlaceState stateOfNew(Ticket ticket) {
        return inLobby(ticket)
                ? new PlaceState.Lobby()
                : new PlaceState.Waiting(
                        ticket.ticket(), ticket.ticket(), Math.max(0, ticket.ticket() - ticket.serving() - 1), false);
    }

    /// The place in today's room: one from before a loss is taken back, with its number.
    public Current current(Sale sale, Place place) {
        var door = rooms.door(sale);
        if (place.epoch() == door.room().epoch()
                && place.ticket() <= door.room().joined()) {
            return new Current(door, place, false);
        }
        if (place.epoch() >= door.room().epoch()) {
            door = rooms.forgotten(sale, place.epoch(), place.ticket());
        }
        var epoch = door.room().epoch();
        if (place.epoch() == epoch) {
            return new Current(door, place, false);
        }
        var presented = scripts.present(place, number(door, place), null);
        return new Current(door, place.inEpoch(epoch), presented == Scripts.Presented.REPLACED);
    }

    /// Where a place stands. Until its turn comes it is told from what this process knows.
    PlaceState look(Current current) {
        var place = current.place();
        if (current.replaced()) {
            return new PlaceState.Replaced();
        }
        var door = current.door();
        var room = door.room();
        var number = number(door, place);
        var news = rooms.overtaken(door.sale(), place.ticket(), place.session());
        if (number.isEmpty()) {
            return room.drawn().isPresent() || door.state() == SaleState.CLOSED
                    ? new PlaceState.Expired()
                    : room.leavers() == 0 && !news
                            ? new PlaceState.Lobby()
                            : scripts.look(place, number, null).state();
        }
        var known = !news && !place.invited() && number.getAsLong() > room.serving();
        var state = known
                ? new PlaceState.Waiting(number.getAsLong(), number.getAsLong(), room.ahead(number.getAsLong()), false)
                : asked(door, place, number);
        return state instanceof PlaceState.Waiting
                        && door.now().isAfter(room.told().closesAt())
                ? new PlaceState.Expired()
                : state;
    }

    /// An invited visitor has only those in front who are, and the others who come in between.
    private PlaceState asked(Door door, Place place, OptionalLong number) {
        var seen = scripts.look(place, number, null);
        var share = door.room().told().invitedShare();
        if (seen.state() instanceof PlaceState.Waiting waiting && seen.rank() >= 0 && share > 0) {
            var ahead = Math.min(waiting.ahead(), (long) Math.ceil((seen.rank() + 1) / share) - 1);
            return new PlaceState.Waiting(waiting.number(), waiting.turn(), ahead, waiting.movedBack());
        }
        return seen.state();
    }

    /// The place's number in the queue; empty while the draw is still to come.
    public OptionalLong number(Door door, Place place) {
        return place.number(draws.of(place.sale()), door.room().drawn());
    }

    /// Gives the place up.
    ///
    /// @return whether this window was the one to do so
    boolean leave(Sale sale, Place shown) {
        var current = current(sale, shown);
        if (current.replaced()) {
            return false;
        }
        var number = number(current.door(), current.place());
        var gone = scripts.leave(current.place(), number);
        if (number.isEmpty()) {
            // Either this process sees at once that somebody has left the lobby, or that the draw has been.
            var door = rooms.look(sale);
            if (gone instanceof Scripts.Gone.Drawn) {
                number = number(door, current.place());
                gone = scripts.leave(current.place(), number);
            }
        }
        tell(sale.id(), number.orElse(0), gone);
        return !(gone instanceof Scripts.Gone.Replaced);
    }

    /// Ends a place by its number, whoever has it.
    ///
    /// @return whether it had not ended yet
    public boolean revoke(Sale sale, long number) {
        var room = rooms.look(sale).room();
        if (number < 1 || room.drawn().isEmpty() || number > room.joined()) {
            return false;
        }
        var drawn = room.drawn().getAsLong();
        var ticket = number <= drawn ? draws.of(sale.id()).ticket(drawn, number) : number;
        var gone = scripts.revoke(sale.id(), number, ticket);
        tell(sale.id(), number, gone);
        return !(gone instanceof Scripts.Gone.Ended);
    }

    private void tell(SaleId sale, long number, Scripts.Gone gone) {
        if (gone instanceof Scripts.Gone.WasInside(var until, var holder)) {
            cutShort.fire(new StayCutShort(sale, number, holder, until, false));
        }
    }

    /// Whoever left the lobby or was invited there has a number only since the draw.
    void workOutNumbers(@Observes RoomSeen seen) {
        var room = seen.room();
        if (room.drawn().isEmpty()) {
            return;
        }
        var sale = seen.sale().id();
        var keys = redis.keys(sale);
        var drawn = room.drawn().getAsLong();
        var draw = draws.of(sale);
        if (room.leavers() > 0) {
            for (var each : redis.send(Command.SPOP, keys.leavers(), AT_ONCE)) {
                scripts.passOver(sale, draw.number(drawn, each.toLong()), each.toLong());
            }
        }
        if (room.guests() > 0) {
            var order = room.at().toEpochMilli();
            for (var each : redis.send(Command.SPOP, keys.guests(), AT_ONCE)) {
                var number = each.toLong() <= drawn ? draw.number(drawn, each.toLong()) : each.toLong();
                redis.send(Command.ZADD, keys.invited(), "NX", order, number);
            }
        }
    }
}
