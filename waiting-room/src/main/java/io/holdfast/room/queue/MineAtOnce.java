package io.holdfast.room.queue;

import io.holdfast.room.door.AtOnce;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.door.SaleState;
import io.holdfast.web.AnswerAtOnce;
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

    MineAtOnce(AtOnce atOnce, PlaceInHeader header, Rooms rooms, Queue queue) {
        this.atOnce = atOnce;
        this.header = header;
        this.rooms = rooms;
        this.queue = queue;
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
        AnswerAtOnce.json(context, waiting(door, place, number.getAsLong()), NOT_KEPT);
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

    /// A [PlacesResource.MyPlace] as JSON, written by hand: it is made more often than anything else here.
    private static Buffer waiting(Door door, Place place, long number) {
        var room = door.room();
        var ahead = room.ahead(number);
        var text = new StringBuilder(320)
                .append("{\"state\":\"WAITING\",\"ticket\":")
                .append(place.ticket())
                .append(",\"number\":")
                .append(number)
                .append(",\"turn\":")
                .append(number)
                .append(",\"ahead\":")
                .append(ahead)
                .append(",\"serving\":")
                .append(room.serving())
                .append(",\"epoch\":")
                .append(room.epoch())
                .append(",\"etaSeconds\":");
        door.eta(ahead)
                .ifPresentOrElse(
                        eta -> text.append("{\"from\":")
                                .append(eta.from())
                                .append(",\"to\":")
                                .append(eta.to())
                                .append('}'),
                        () -> text.append("null"));
        text.append(",\"calledUntil\":null,\"activeUntil\":null,\"movedBack\":false,\"nextPollSeconds\":")
                .append(door.nextPollSeconds(ahead))
                .append(",\"place\":null}");
        return Buffer.buffer(text.toString());
    }
}
