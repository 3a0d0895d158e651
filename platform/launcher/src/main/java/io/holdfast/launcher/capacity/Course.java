package io.holdfast.launcher.capacity;

import static io.holdfast.launcher.capacity.Sale.seconds;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// How a sale goes, on average: people are a fluid that flows from the queue through the shop. All times are seconds
/// after the opening, all rates per second.
///
/// @param allTaken when the last free seat was taken; empty: some are left
/// @param nineTenths when nine of ten seats were paid
/// @param soldOut when all were
/// @param drained when nobody waited any more, served or told that all is sold
/// @param everybody when the last would come in if seats never ran out, by the rate alone
/// @param cameIn visitors
/// @param sold seats
/// @param mostWaiting at once, from the opening on
/// @param mostInside at once
/// @param mostComingIn per second
/// @param mostOrders per second
/// @param mostLooks at the queue per second, from the opening on
/// @param minutes what it was at the end of each minute
record Course(
        OptionalDouble allTaken,
        OptionalDouble nineTenths,
        OptionalDouble soldOut,
        double drained,
        double everybody,
        double cameIn,
        double sold,
        double mostWaiting,
        double mostInside,
        double mostComingIn,
        double mostOrders,
        double mostLooks,
        List<Minute> minutes) {

    record Minute(double at, double waiting, double inside, double taken, double sold) {}

    /// So finely time is cut.
    private static final int STEPS = 60_000;

    /// Less than one seat, or than one person, is nothing; nearly, for what is added up.
    private static final double WHOLE = 1 - 1e-6;

    /// The door's rule (`Door.nextPollSeconds`): everybody asks four times before their turn, at least once
    /// a second and at most every half minute.
    private static final double ASKED = 4;

    private static final double LONGEST_POLL = 30;

    static Course of(Sale sale) {
        return new Flow(sale).run();
    }

    /// Looks per second of so many who wait. Somebody with `x` ahead looks every `x / (4·pace)` seconds,
    /// between 1 and the longest; this is the sum over the queue.
    static double looksPerSecond(double waiting, double pace, double longest) {
        var everySecond = ASKED * pace;
        var near = Math.min(waiting, everySecond);
        var middle = waiting <= everySecond ? 0 : everySecond * Math.log(Math.min(waiting / everySecond, longest));
        var far = Math.max(0, waiting - everySecond * longest) / longest;
        return near + middle + far;
    }

    static double longestPoll(Sale sale) {
        return Math.clamp(Math.floor(seconds(sale.called()) / 2), 1, LONGEST_POLL);
    }

    private static final class Flow {

        private record Lot(int since, double size) {}

        private final Sale sale;
        private final double step;
        private final int steps;
        private final double[] cameIn;
        private final double[] paid;
        private final double[] lapses;
        private final double[] leaves;
        /// Those who found nothing free and try again, the longest inside first.
        private final ArrayDeque<Lot> trying = new ArrayDeque<>();

        private double free;
        private double sold;

        Flow(Sale sale) {
            this.sale = sale;
            this.free = sale.seats();
            var longest = seconds(sale.arrivals())
                    + 2 * sale.comers() / Math.min(sale.pace(), sale.room() / seconds(sale.stay()))
                    + seconds(sale.hold())
                    + 2 * seconds(sale.stay());
            this.step = Math.max(0.1, longest / STEPS);
            this.steps = (int) Math.ceil(longest / step);
            this.cameIn = new double[steps];
            this.paid = new double[steps];
            this.lapses = new double[steps];
            this.leaves = new double[steps];
        }

        Course run() {
            var allTaken = OptionalDouble.empty();
            var nineTenths = OptionalDouble.empty();
            var soldOut = OptionalDouble.empty();
            var drained = OptionalDouble.empty();
            var waiting = sale.arrived(-1);
            var mostWaiting = waiting;
            var inside = 0.0;
            var total = 0.0;
            var mostInside = 0.0;
            var mostComingIn = 0.0;
            var mostOrders = 0.0;
            var mostLooks = 0.0;
            var minutes = new ArrayList<Minute>();
            var i = 0;
            for (; i < steps; i++) {
                var at = (i + 1) * step;
                waiting += sale.arrived(at) - sale.arrived(i == 0 ? -1 : i * step);
                sold += paid[i];
                free += lapses[i];
                inside -= leaves[i];
                inside -= giveUp(i);
                var in = Math.min(waiting, Math.min(sale.pace() * step, Math.max(0, room() - inside)));
                cameIn[i] = in;
                waiting -= in;
                total += in;
                inside += in;
                take(i);

                mostWaiting = Math.max(mostWaiting, waiting);
                mostInside = Math.max(mostInside, inside);
                mostComingIn = Math.max(mostComingIn, in / step);
                mostOrders = Math.max(mostOrders, paid[i] / sale.seatsPerOrder() / step);
                mostLooks = Math.max(mostLooks, looksPerSecond(waiting, sale.pace(), longestPoll(sale)));
                if (allTaken.isEmpty() && free < WHOLE) {
                    allTaken = OptionalDouble.of(at);
                }
                if (nineTenths.isEmpty() && sold >= 0.9 * sale.seats()) {
                    nineTenths = OptionalDouble.of(at);
                }
                if (Math.floor(at / 60) > Math.floor((at - step) / 60)) {
                    minutes.add(new Minute(Math.floor(at / 60) * 60, waiting, inside, sale.seats() - free, sold));
                }
                if (sold > sale.seats() - WHOLE) {
                    soldOut = OptionalDouble.of(at);
                    break;
                }
                if (waiting < WHOLE && at >= seconds(sale.arrivals())) {
                    if (drained.isEmpty()) {
                        drained = OptionalDouble.of(at);
                    }
                    if (inside < WHOLE) {
                        break;
                    }
                }
            }
            return new Course(
                    allTaken,
                    nineTenths,
                    soldOut,
                    drained.orElse((i + 1) * step),
                    servedByRateAlone(),
                    total,
                    sold,
                    mostWaiting,
                    mostInside,
                    mostComingIn,
                    mostOrders,
                    mostLooks,
                    List.copyOf(minutes));
        }

        /// The door's rule: the cap, and no more than twice as many as the seats are good for that are not sold yet;
        /// nobody while none is free.
        private double room() {
            return free < WHOLE ? 0 : Math.min(sale.room(), 2 * (sale.seats() - sold) / sale.seatsPerOrder());
        }

        /// Whoever came in so long ago has chosen; the seats go to those who try longest, then to them. Who had to try
        /// again does not walk away from what they got.
        private void take(int now) {
            var chosen = before(now, seconds(sale.choosing()));
            var choosing = chosen < 0 ? 0 : cameIn[chosen];
            // Those who only looked are inside until their time is up.
            at(leaves, chosen, seconds(sale.stay()), choosing * sale.looking());
            while (!trying.isEmpty() && free > 0) {
                var first = trying.pop();
                var served = Math.min(first.size(), free / sale.seatsPerOrder());
                buy(now, served);
                if (served < first.size()) {
                    trying.push(new Lot(first.since(), first.size() - served));
                    break;
                }
            }
            var wanting = choosing * (1 - sale.looking());
            var served = Math.min(wanting, free / sale.seatsPerOrder());
            free -= served * sale.walking() * sale.seatsPerOrder();
            at(lapses, now, seconds(sale.hold()), served * sale.walking() * sale.seatsPerOrder());
            at(leaves, chosen, seconds(sale.stay()), served * sale.walking());
            buy(now, served * (1 - sale.walking()));
            if (wanting > served) {
                trying.add(new Lot(chosen, wanting - served));
            }
        }

        private void buy(int now, double orders) {
            free -= orders * sale.seatsPerOrder();
            at(paid, now, seconds(sale.paying()), orders * sale.seatsPerOrder());
            at(leaves, now, seconds(sale.paying()), orders);
        }

        /// @return those whose time is up and who have nothing
        private double giveUp(int now) {
            var gone = 0.0;
            while (!trying.isEmpty() && trying.peek().since() <= before(now, seconds(sale.stay()))) {
                gone += trying.pop().size();
            }
            return gone;
        }

        private int before(int now, double ago) {
            return now - (int) Math.round(ago / step);
        }

        private void at(double[] when, int from, double later, double size) {
            var then = from + Math.max(1, (int) Math.round(later / step));
            if (size > 0 && then < steps) {
                when[then] += size;
            }
        }

        /// The queue alone, as if the shop never ran out: `max` over all moments of what has come until
        /// then and what the rate still needs for the rest.
        private double servedByRateAlone() {
            var last = 0.0;
            var end = seconds(sale.arrivals());
            for (var k = 0; k <= 1_000; k++) {
                var at = end * k / 1_000;
                last = Math.max(last, at + (sale.comers() - sale.arrived(at)) / sale.pace());
            }
            return Math.max(last, sale.comers() / sale.pace());
        }
    }
}
