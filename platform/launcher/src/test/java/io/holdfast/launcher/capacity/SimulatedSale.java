package io.holdfast.launcher.capacity;

import static io.holdfast.launcher.capacity.Sale.seconds;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// The same sale person by person, on a clock of its own: every arrival, call, choice and payment is one event, and the
/// door is looked at five times a second with a token bucket, as waiting-room does.
final class SimulatedSale {

    private static final double DOOR = 0.2;
    private static final double TRIES_AGAIN = 2;

    /// @param allTaken NaN when it never was
    /// @param soldOut NaN when it never was
    record Result(double allTaken, double soldOut, double drained, int cameIn, int sold, int mostInside) {}

    private record Event(double at, long number, Runnable happens) {}

    private final Sale sale;
    private final SplittableRandom chance;
    private final PriorityQueue<Event> ahead =
            new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private double now;
    private long events;
    private double tokens;
    private int free;
    private int sold;
    private int inside;
    private int mostInside;
    private int cameIn;
    private int toCome;
    private double allTaken = Double.NaN;
    private double drained = Double.NaN;

    private SimulatedSale(Sale sale, long seed) {
        this.sale = sale;
        this.chance = new SplittableRandom(seed);
        this.free = sale.seats();
    }

    static Result play(Sale sale, long seed) {
        return new SimulatedSale(sale, seed).run();
    }

    private Result run() {
        for (var person = 0; person < sale.people(); person++) {
            if (chance.nextDouble() < sale.noShow()) {
                continue;
            }
            toCome++;
            var arrives = chance.nextDouble() < sale.early() ? 0 : late();
            in(arrives, () -> {
                toCome--;
                queue.add(1);
            });
        }
        in(DOOR, this::door);
        while (!ahead.isEmpty() && sold < sale.seats()) {
            var event = ahead.poll();
            now = event.at();
            event.happens().run();
            mostInside = Math.max(mostInside, inside);
            if (free == 0 && Double.isNaN(allTaken)) {
                allTaken = now;
            }
        }
        var soldOut = sold == sale.seats() ? now : Double.NaN;
        return new Result(allTaken, soldOut, Double.isNaN(drained) ? now : drained, cameIn, sold, mostInside);
    }

    /// Those who would come after the end come at the end, as in the model.
    private double late() {
        var end = seconds(sale.arrivals());
        return Math.min(end, -Math.log(1 - chance.nextDouble()) / 3 * end);
    }

    private void door() {
        tokens = Math.min(Math.max(1, sale.pace()), tokens + sale.pace() * DOOR);
        while (tokens >= 1 && !queue.isEmpty() && free > 0 && inside < room()) {
            tokens--;
            queue.remove();
            comeIn();
        }
        if (queue.isEmpty() && toCome == 0) {
            drained = Double.isNaN(drained) ? now : drained;
        } else {
            in(DOOR, this::door);
        }
    }

    private double room() {
        return Math.min(sale.room(), 2 * (sale.seats() - sold) / sale.seatsPerOrder());
    }

    private void comeIn() {
        cameIn++;
        inside++;
        var until = now + seconds(sale.stay());
        in(about(seconds(sale.choosing())), () -> {
            if (chance.nextDouble() < sale.looking()) {
                in(until - now, () -> inside--);
            } else {
                choose(until, false);
            }
        });
    }

    private void choose(double until, boolean again) {
        if (free == 0) {
            if (now + TRIES_AGAIN < until) {
                in(about(TRIES_AGAIN), () -> choose(until, true));
            } else {
                inside--;
            }
            return;
        }
        var wanted = (int) sale.seatsPerOrder() + (chance.nextDouble() < sale.seatsPerOrder() % 1 ? 1 : 0);
        var taken = Math.min(free, wanted);
        free -= taken;
        if (!again && chance.nextDouble() < sale.walking()) {
            in(seconds(sale.hold()), () -> free += taken);
            in(until - now, () -> inside--);
        } else {
            in(about(seconds(sale.paying())), () -> {
                sold += taken;
                inside--;
            });
        }
    }

    private double about(double mean) {
        return mean * (0.5 + chance.nextDouble());
    }

    private void in(double later, Runnable happens) {
        ahead.add(new Event(now + Math.max(0, later), events++, happens));
    }
}
