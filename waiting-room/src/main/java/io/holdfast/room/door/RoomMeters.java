package io.holdfast.room.door;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.sale.Sale;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
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
            gauge("holdfast.room.epoch", "1, and 1 more each time Redis has forgotten the queue", sale, Room::epoch);
            gauge("holdfast.room.health", "share of the rate that ticketing-api can bear", sale, room -> room.told()
                    .health());
            counter("holdfast.room.calls", "calls", sale, Room::calls);
            counter("holdfast.room.admitted", "visitors come in", sale, Room::admitted);
            counter("holdfast.room.no.shows", "calls that ran out", sale, Room::noShows);
            counter("holdfast.room.done", "stays that ended with a purchase", sale, Room::done);
            Gauge.builder("holdfast.room.unattended", rooms, now -> unattended(now, sale))
                    .description("time since somebody has looked at a door where people wait")
                    .baseUnit("seconds")
                    .tags(tags(sale))
                    .register(registry);
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

    /// Above two seconds in every process, somebody who could come in does not.
    private static double unattended(Rooms rooms, Sale sale) {
        return rooms.lastSeen(sale).map(RoomMeters::unattended).orElse(Double.NaN);
    }

    /// Who has not looked for long does not know whether somebody waits now, and says nothing.
    private static double unattended(Door door) {
        var seconds = Duration.between(door.room().at(), door.now()).toMillis() / 1000.0;
        if (door.state() == SaleState.OPEN && door.room().waiting() > 0) {
            return seconds;
        }
        return seconds <= 2 ? 0 : Double.NaN;
    }

    private static List<Tag> tags(Sale sale) {
        return List.of(Tag.of("sale", sale.id().toString()));
    }
}
