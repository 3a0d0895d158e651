package io.holdfast.room.staff;

import io.holdfast.contracts.event.TurnEvent.Change;
import io.holdfast.contracts.event.TurnEvent.DoorChanged;
import io.holdfast.contracts.event.TurnEvent.DoorSettings;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.RoomSeen;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.sale.Sales;
import io.holdfast.room.told.Told;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the staff decides about doors. A decision is in Redis, where every process obeys it with its next look, and
/// is written down as an event in the same step. The events in turn bring it back should Redis forget.
@ApplicationScoped
class Decisions {

    private final RedisStore redis;
    private final LuaScript settle;
    private final Sales sales;
    private final Rooms rooms;
    private final Told told;

    Decisions(RedisStore redis, Sales sales, Rooms rooms, Told told) {
        this.redis = redis;
        this.settle = redis.script(Decisions.class, "settle.lua");
        this.sales = sales;
        this.rooms = rooms;
        this.told = told;
    }

    /// Who decides, and why.
    ///
    /// @param by the `sub` of their token
    /// @param reason for the log and, where it says so, for those who wait
    record Decider(String by, @Nullable String reason) {}

    /// A sale for a site that is not ours.
    Door create(DoorSettings settings, Decider decider) {
        var sale = SaleId.next();
        var at = decide(sale, Change.CREATED, settings, decider, List.of());
        // Known here at once; the others hear of it.
        sales.learn(new DoorChanged(sale, Change.CREATED, settings, decider.reason(), decider.by(), at));
        return rooms.look(sales.get(sale));
    }

    Door change(Sale sale, Change change, Decider decider, UnaryOperator<DoorSettings> to) {
        var door = rooms.look(sale);
        var before = settings(door);
        var after = to.apply(before);
        decide(sale.id(), change, after, decider, difference(before, after));
        return rooms.look(sale);
    }

    private Instant decide(
            SaleId sale, Change change, DoorSettings settings, Decider decider, List<Object> difference) {
        var event = new DoorChanged(sale, change, settings, decider.reason(), decider.by(), AT);
        var fields = Told.fields(event);
        var args = new ArrayList<Object>();
        args.add("");
        args.add(fields.get(1));
        args.add(fields.get(3).replace("\"" + AT + "\"", "@at@"));
        args.add(fields.get(5));
        args.addAll(difference);
        var keys = redis.keys(sale);
        var decided =
                settle.run(List.of(keys.room(), keys.told()), args.toArray()).toLong();
        told.wake(sale);
        return Instant.ofEpochMilli(decided);
    }

    /// Stands for the time at which Redis takes it down.
    private static final Instant AT = Instant.parse("1970-01-02T03:04:05Z");

    /// What was decided earlier holds again after Redis has forgotten it.
    void bringBack(@Observes RoomSeen seen) {
        var decision = sales.decision(seen.sale().id());
        if (decision.isEmpty()
                || !decision.get().at().isAfter(seen.room().told().decided().plusMillis(1))) {
            return;
        }
        var settings = decision.get().settings();
        var keys = redis.keys(seen.sale().id());
        var args = new ArrayList<Object>();
        args.addAll(List.of(decision.get().at().toEpochMilli(), "", "", ""));
        args.addAll(difference(null, settings));
        settle.run(List.of(keys.room(), keys.told()), args.toArray());
    }

    /// The door as it stands, whole.
    static DoorSettings settings(Door door) {
        var sale = door.sale();
        var now = door.room().told();
        return new DoorSettings(
                sale.title(),
                now.lobbyOpensAt(),
                now.opensAt(),
                now.closesAt(),
                now.ratePerSecond(),
                now.burst(),
                now.activeCap(),
                sale.calledFor(),
                sale.activeFor(),
                now.invitedShare(),
                sale.accountsOnly(),
                now.draining(),
                now.paused(),
                now.closed(),
                sale.own(),
                sale.organiser());
    }

    /// @param before null: all of it
    private static List<Object> difference(@Nullable DoorSettings before, DoorSettings after) {
        var fields = new ArrayList<Object>();
        add(fields, "lobby", before == null ? null : before.lobbyOpensAt(), after.lobbyOpensAt());
        add(fields, "opens", before == null ? null : before.opensAt(), after.opensAt());
        add(fields, "closes", before == null ? null : before.closesAt(), after.closesAt());
        add(fields, "rate", before == null ? null : before.ratePerSecond(), after.ratePerSecond());
        add(fields, "burst", before == null ? null : before.burst(), after.burst());
        add(fields, "cap", before == null ? null : before.activeCap(), after.activeCap());
        add(fields, "share", before == null ? null : before.invitedShare(), after.invitedShare());
        add(fields, "draining", before == null || !before.draining() ? null : 1, after.draining() ? 1 : null);
        add(fields, "paused", before == null ? null : before.paused(), after.paused());
        add(fields, "closed", before == null ? null : before.closed(), after.closed());
        return fields;
    }

    private static void add(List<Object> fields, String name, @Nullable Object before, @Nullable Object after) {
        if (before == null ? after != null : !before.equals(after)) {
            fields.add(name);
            fields.add(after == null ? "" : after instanceof Instant time ? time.toEpochMilli() : after);
        }
    }

    /// Just past by Redis' clock, so that a door closed at this moment is closed with the next look.
    static Instant atOnce(Door door) {
        return door.now().minus(Duration.ofMillis(1));
    }
}
