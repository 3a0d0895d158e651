package io.holdfast.room.door;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.sale.Sale;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/// Each room's numbers as meters. Every process tells the same numbers of a room, so dashboards take their
/// maximum and never their sum.
@ApplicationScoped
class RoomMeters {

    private final MeterRegistry registry;
    private final Rooms rooms;
    private final Set<SaleId> known = ConcurrentHashMap.newKeySet();

    RoomMeters(MeterRegistry registry, Rooms rooms) {
        this.registry = registry;
        this.rooms = rooms;
    }

    void measure(@Observes RoomSeen seen) {
        var sale = seen.sale();
        if (known.add(sale.id())) {
            gauge("holdfast.room.waiting", "visitors in the lobby or queue", sale, Room::waiting);
            gauge("holdfast.room.called", "visitors called who have not come in yet", sale, Room::called);
            gauge("holdfast.room.active", "visitors inside", sale, Room::active);
            counter("holdfast.room.admitted", "visitors called", sale, Room::admitted);
            counter("holdfast.room.no.shows", "called visitors who did not come in", sale, Room::noShows);
            counter("holdfast.room.done", "stays that ended with a purchase", sale, Room::done);
        }
    }

    private void gauge(String name, String description, Sale sale, ToDoubleFunction<Room> number) {
        Gauge.builder(name, rooms, now -> told(now, sale, number))
                .description(description)
                .tags(tags(sale))
                .register(registry);
    }

    private void counter(String name, String description, Sale sale, ToDoubleFunction<Room> number) {
        FunctionCounter.builder(name, rooms, now -> told(now, sale, number))
                .description(description)
                .tags(tags(sale))
                .register(registry);
    }

    private static double told(Rooms rooms, Sale sale, ToDoubleFunction<Room> number) {
        return rooms.lastSeen(sale)
                .map(door -> number.applyAsDouble(door.room()))
                .orElse(Double.NaN);
    }

    private static List<Tag> tags(Sale sale) {
        return List.of(Tag.of("sale", sale.id().toString()));
    }
}
