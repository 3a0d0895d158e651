package io.holdfast.room.door;

import io.holdfast.room.sale.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/// One room as this process knows it: how it was when last looked at, how it has moved, and what has lately happened
/// in it. No more of any single visitor than the last [#MOST_NEWS] who were taken over or ended.
final class KnownRoom {

    private static final int MOST_NEWS = 10_000;
    private static final Duration APART = Duration.ofSeconds(5);

    private record Sample(Instant at, long serving) {}

    private final Outflow outflow = new Outflow();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Map<Long, Integer> news = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > MOST_NEWS;
        }
    };

    private Room room;
    private long given;
    private long at = System.nanoTime();
    private long began = at - 1_000_000_000L;
    private long triedAt = at;

    KnownRoom(Room room) {
        this.room = room;
    }

    /// Two looks may come back in the other order: the one that began last counts.
    synchronized void renew(Sale sale, Room newer, long newerBegan) {
        for (var each : newer.news()) {
            news.put(each.ticket(), each.session());
        }
        if (newerBegan - began < 0) {
            return;
        }
        if (newer.epoch() != room.epoch()) {
            news.clear();
            given = 0;
        }
        room = newer;
        began = newerBegan;
        at = System.nanoTime();
        outflow.see(newer);
        if (samples.isEmpty() || !newer.at().isBefore(samples.getLast().at().plus(APART))) {
            samples.addLast(new Sample(newer.at(), newer.serving()));
            floor(sale);
        }
    }

    /// Whether it has not been looked at for a while, and nobody has tried just now. Who is told so tries.
    synchronized boolean mayBeLookedAt(Duration lookedAt, Duration betweenTries) {
        var nanos = System.nanoTime();
        if (nanos - at <= lookedAt.toNanos() || nanos - triedAt <= betweenTries.toNanos()) {
            return false;
        }
        triedAt = nanos;
        return true;
    }

    synchronized Door door(Sale sale) {
        return new Door(
                sale,
                room,
                room.at().plusNanos(System.nanoTime() - at),
                outflow.perSecond(),
                outflow.admittedPerSecond());
    }

    synchronized void given(long epoch, long ticket) {
        if (epoch == room.epoch()) {
            given = Math.max(given, ticket);
        }
    }

    synchronized boolean overtaken(long ticket, int session) {
        var newest = news.get(ticket);
        return newest != null && newest != session;
    }

    /// As it was last seen, and the tickets given since.
    synchronized Room remembered() {
        return given <= room.joined() ? room : room.withJoined(given);
    }

    /// Numbers up to here were called so long ago that their call and their stay are over, even if they were moved
    /// back once.
    synchronized long floor(Sale sale) {
        var over = room.at().minus(sale.activeFor()).minus(sale.calledFor().multipliedBy(3));
        var floor = 0L;
        while (!samples.isEmpty() && samples.getFirst().at().isBefore(over)) {
            floor = samples.removeFirst().serving();
        }
        if (floor > 0) {
            samples.addFirst(new Sample(over.minusMillis(1), floor));
        }
        return floor;
    }
}
