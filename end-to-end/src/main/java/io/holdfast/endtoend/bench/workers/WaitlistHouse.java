package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.endtoend.bench.stage.Ground;
import io.holdfast.endtoend.bench.workers.Stage.Worker;
import io.holdfast.launcher.house.Service;
import io.holdfast.stack.Secrets;
import io.holdfast.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// waitlist-worker and those around it: ticketing-api, which tells it of seats, and whoever hears of its offers.
///
/// @param fans who wait
/// @param sales tells what ticketing-api would have told
/// @param ear hears of offers
record WaitlistHouse(Stage stage, Worker worker, Fans fans, Sales sales, Ear ear) implements AutoCloseable {

    private static final Duration STUCK = Duration.ofMinutes(3);

    private static final String SEATS_OF_ROUNDS =
            "select jsonb_array_length(pool) from matching where performance_id = ? order by id";

    /// What waitlist-worker says of its own work.
    record Matched(long releases, double seconds) {
        Matched minus(Matched earlier) {
            return new Matched(releases - earlier.releases, seconds - earlier.seconds);
        }
    }

    /// Nobody has left an address, so no mail is sent.
    static WaitlistHouse open(Stage stage) throws IOException {
        return open(stage, Map.of("quarkus.mailer.port", String.valueOf(Ports.free())));
    }

    static WaitlistHouse open(Stage stage, Map<String, String> more) throws IOException {
        var servers = stage.kafka().bootstrapServers();
        var told = new TreeMap<>(more);
        told.put("holdfast.account.key", stage.key("holdfast.account.key"));
        told.put("holdfast.notification.stop-key", Secrets.password());
        told.put("holdfast.public-url", "http://127.0.0.1");
        // Seats kept for a group would be offered later, by intention.
        told.put("holdfast.waitlist.gathering-lasts", "0s");
        var worker = stage.starting("waitlist-worker", Service.WAITLIST_WORKER, Fans.SCHEMA, told);
        Ground.await("waitlist-worker to be ready", () -> stage.isReady(worker));
        var sales = new Sales(servers);
        return new WaitlistHouse(stage, worker, new Fans(stage, sales), sales, new Ear(servers, WaitlistEvent.TOPIC));
    }

    SeatsReleased release(PerformanceId performance, List<ReleasedSeat> seats) {
        return new SeatsReleased(
                performance, ReleaseId.next(), seats, Instant.now().plus(Duration.ofMinutes(30)));
    }

    /// Until so many seats have been offered or given up.
    void awaitSeats(PerformanceId performance, int count) {
        var seen = 0L;
        var progress = System.nanoTime();
        while (seen < count) {
            Ground.pause(Duration.ofMillis(20));
            var now = seats(performance).count();
            if (now > seen) {
                seen = now;
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > STUCK.toNanos()) {
                throw new IllegalStateException(
                        "of %,d seats that came back nothing was heard of %,d".formatted(count, count - seen));
            }
        }
    }

    private Stream<SeatId> seats(PerformanceId performance) {
        return Stream.concat(offered(performance).stream(), unwanted(performance).stream());
    }

    List<SeatsOffered> offers(PerformanceId performance) {
        return ear.heard(SeatsOffered.class).stream()
                .filter(offer -> offer.performance().equals(performance))
                .toList();
    }

    List<SeatId> offered(PerformanceId performance) {
        return offers(performance).stream()
                .flatMap(offer -> offer.seats().stream())
                .toList();
    }

    List<SeatId> unwanted(PerformanceId performance) {
        return ear.heard(SeatsUnwanted.class).stream()
                .filter(given -> given.performance().equals(performance))
                .flatMap(given -> given.seats().stream())
                .toList();
    }

    /// What was given away at once, in the order it was.
    ///
    /// @throws IllegalStateException if that is not what came back, in the order it came back
    List<List<ReleasedSeat>> together(PerformanceId performance, List<List<ReleasedSeat>> releases) {
        var rounds = new ArrayList<List<ReleasedSeat>>();
        var back = releases.iterator();
        for (var seats : stage.list(Fans.SCHEMA, SEATS_OF_ROUNDS, performance.value())) {
            var round = new ArrayList<ReleasedSeat>();
            while (round.size() < seats && back.hasNext()) {
                round.addAll(back.next());
            }
            if (round.size() != seats) {
                throw new IllegalStateException("a release was given away in two parts, or twice");
            }
            rounds.add(round);
        }
        if (back.hasNext()) {
            throw new IllegalStateException("a release was not given away");
        }
        return rounds;
    }

    /// Where somebody is told to stand.
    long position(EntryId entry, String cookie) {
        try {
            return stage.get(worker.server().at("/api/waitlist/" + entry), cookie)
                    .path("position")
                    .asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// So far.
    Matched matched() {
        try {
            return new Matched(
                    Math.round(stage.metric(worker, "holdfast_waitlist_match_seconds_count")),
                    stage.metric(worker, "holdfast_waitlist_match_seconds_sum"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        ear.close();
        sales.close();
        stage.stop(worker.server());
    }
}
