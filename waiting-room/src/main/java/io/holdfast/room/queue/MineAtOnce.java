package io.holdfast.room.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.room.door.AtOnce;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.door.SaleState;
import io.holdfast.room.queue.PlacesResource.MyPlace;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.OptionalLong;

/// Where my place stands, for whoever has waited without anything happening to their place: nearly everybody,
/// nearly always. The others are told by [PlacesResource#mine].
@ApplicationScoped
class MineAtOnce {

    private static final CharSequence NOT_KEPT = HttpHeaders.createOptimized("no-store");

    private final AtOnce atOnce;
    private final PlaceInHeader header;
    private final Rooms rooms;
    private final Queue queue;
    private final ObjectMapper json;

    MineAtOnce(AtOnce atOnce, PlaceInHeader header, Rooms rooms, Queue queue, ObjectMapper json) {
        this.atOnce = atOnce;
        this.header = header;
        this.rooms = rooms;
        this.queue = queue;
        this.json = json;
    }

    void answerFirst(@Observes Filters filters) {
        atOnce.offer(filters, "/places/me", this::answer);
    }

    private boolean answer(RoutingContext context, Door door) {
        var place = header.find(
                        context.request().getHeader(PlaceInHeader.NAME),
                        door.sale().id())
                .orElse(null);
        if (place == null || !knowsAllAbout(place, door)) {
            return false;
        }
        // A place given after the opening needs no draw.
        var number = place.kind() == Place.Kind.QUEUE ? OptionalLong.of(place.ticket()) : queue.number(door, place);
        if (number.isEmpty() || number.getAsLong() <= door.room().serving()) {
            return false;
        }
        AtOnce.answer(context, Buffer.buffer(bytes(waiting(door, place, number.getAsLong()))), NOT_KEPT);
        return true;
    }

    /// Whether nothing can have happened to the place that this process does not know of.
    private boolean knowsAllAbout(Place place, Door door) {
        return !place.invited()
                && place.epoch() == door.room().epoch()
                && place.ticket() <= door.room().joined()
                && door.state() != SaleState.CLOSED
                && !rooms.overtaken(door.sale(), place.ticket(), place.session());
    }

    private static MyPlace waiting(Door door, Place place, long number) {
        var room = door.room();
        var state = new PlaceState.Waiting(number, number, room.ahead(number), false);
        return new MyPlace(
                state.label(),
                place.ticket(),
                number,
                state.turn(),
                state.ahead(),
                room.serving(),
                room.epoch(),
                door.eta(state.ahead()).orElse(null),
                null,
                null,
                false,
                door.nextPollSeconds(state.ahead()),
                null);
    }

    private byte[] bytes(MyPlace place) {
        try {
            return json.writeValueAsBytes(place);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
