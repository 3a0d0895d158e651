package io.holdfast.endtoend.rush;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// What one buyer has in mind.
///
/// @param arrives after the opening; negative for before
/// @param seats how many they would like
/// @param ending how their visit goes
record Intent(Duration arrives, int seats, boolean together, boolean declinedFirst, Ending ending) {

    enum Ending {
        BUY,
        /// Buys, and gives everything back later.
        CANCEL_ALL,
        /// Buys, and gives one ticket back later.
        CANCEL_ONE,
        /// Chooses seats and closes the window.
        WALK_AWAY_FROM_SEATS,
        /// Closes the window at the card page.
        WALK_AWAY_FROM_PAYING,
        /// Gives the place in the queue up.
        LEAVE_QUEUE,
        /// Does not come when called.
        MISS_CALL
    }

    /// How long it takes a wave to arrive.
    private static final double WAVE = 1_000;

    /// @param number of the buyer, from 1
    static Intent of(RushOptions options, int number, RandomGenerator chance) {
        var shares = options.shares();
        var arrives = arrives(options, number, chance);
        var howMany = chance.nextDouble();
        var seats = seats(options.scenario(), howMany);
        return new Intent(
                Duration.ofMillis((long) arrives),
                seats,
                chance.nextDouble() < 0.9,
                chance.nextDouble() < shares.declined(),
                ending(shares, chance, seats));
    }

    /// Milliseconds after the opening.
    private static double arrives(RushOptions options, int number, RandomGenerator chance) {
        return switch (options.scenario().coming()) {
            case AROUND_THE_OPENING ->
                chance.nextDouble() < options.shares().inLobby()
                        ? -chance.nextDouble() * options.lobby().toMillis()
                        : Math.min(1, -Math.log(1 - chance.nextDouble()) / 3)
                                * options.arrivals().toMillis();
            case BEFORE_THE_OPENING -> -chance.nextDouble() * options.lobby().toMillis();
            case IN_WAVES -> {
                var waves = options.special().waves();
                yield number % waves * options.arrivals().toMillis() / (double) waves + chance.nextDouble() * WAVE;
            }
            case STEADILY -> (number - 1) * options.arrivals().toMillis() / (double) options.buyers();
        };
    }

    /// Where everybody is to get what they want, nobody wants more than one.
    private static int seats(Scenario scenario, double howMany) {
        return switch (scenario) {
            case SEAT_RACE, SIMULTANEOUS_PAYMENT, SUSTAINED_LOAD -> 1;
            case SALE_OPENING, QUEUE_WAVE -> howMany < 0.2 ? 1 : howMany < 0.7 ? 2 : howMany < 0.85 ? 3 : 4;
        };
    }

    private static Ending ending(RushOptions.Shares shares, RandomGenerator chance, int seats) {
        var drawn = chance.nextDouble();
        var often = chance.nextBoolean();
        if ((drawn -= shares.leave()) < 0) {
            return Ending.LEAVE_QUEUE;
        }
        if ((drawn -= shares.miss()) < 0) {
            return Ending.MISS_CALL;
        }
        if ((drawn -= shares.neverPay()) < 0) {
            return often ? Ending.WALK_AWAY_FROM_SEATS : Ending.WALK_AWAY_FROM_PAYING;
        }
        if (drawn - shares.cancel() < 0) {
            return often && seats > 1 ? Ending.CANCEL_ONE : Ending.CANCEL_ALL;
        }
        return Ending.BUY;
    }

    boolean cancels() {
        return ending == Ending.CANCEL_ALL || ending == Ending.CANCEL_ONE;
    }
}
