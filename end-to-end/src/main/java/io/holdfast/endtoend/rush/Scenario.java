package io.holdfast.endtoend.rush;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What is rehearsed: who comes when, and what everybody does at one moment.
public enum Scenario {

    /// A whole sale with lobby, queue, shop and second thoughts; also what `./holdfast rush` plays.
    SALE_OPENING(
            "a lobby, an opening, a queue; people buy, hesitate, walk away and cancel", Coming.AROUND_THE_OPENING) {
        @Override
        RushOptions preset(RushOptions usual) {
            return usual;
        }
    },

    SEAT_RACE("everybody wants one of the same few seats at the same instant", Coming.BEFORE_THE_OPENING) {
        @Override
        RushOptions preset(RushOptions usual) {
            return usual.withBuyers(500)
                    .withWaitingRoom(false)
                    .withArrivals(Duration.ofSeconds(10), Duration.ofSeconds(1))
                    .withShares(RushOptions.Shares.NONE)
                    .withPatience(Duration.ofSeconds(120));
        }
    },

    QUEUE_WAVE("people come in waves, each within a second, and the queue takes them in turn", Coming.IN_WAVES) {
        @Override
        RushOptions preset(RushOptions usual) {
            return usual.withBuyers(1_000).withArrivals(Duration.ofSeconds(5), Duration.ofSeconds(60));
        }
    },

    SIMULTANEOUS_PAYMENT(
            "everybody has ordered, then all payments are confirmed at the same instant", Coming.AROUND_THE_OPENING) {
        @Override
        RushOptions preset(RushOptions usual) {
            return usual.withBuyers(300)
                    .withWaitingRoom(false)
                    .withArrivals(Duration.ofSeconds(1), Duration.ofSeconds(15))
                    .withTimes(Duration.ofSeconds(180), usual.called(), Duration.ofSeconds(300))
                    .withShares(RushOptions.Shares.NONE)
                    .withPatience(Duration.ofSeconds(300));
        }
    },

    SUSTAINED_LOAD("people come and buy at a constant rate, whether or not the house keeps up", Coming.STEADILY) {
        @Override
        RushOptions preset(RushOptions usual) {
            return usual.withBuyers(600)
                    .withWaitingRoom(false)
                    .withArrivals(Duration.ofSeconds(1), Duration.ofSeconds(120))
                    .withShares(RushOptions.Shares.NONE)
                    .withPromise(Duration.ofSeconds(2));
        }
    };

    /// When buyers arrive.
    enum Coming {
        /// Some in the lobby, the others after the opening, most of them at once.
        AROUND_THE_OPENING,
        /// All of them, so that everybody is there at the opening.
        BEFORE_THE_OPENING,
        /// As many in each wave, the first at the opening.
        IN_WAVES,
        /// One after the other at even distances.
        STEADILY
    }

    private final String about;
    private final Coming coming;

    Scenario(String about, Coming coming) {
        this.about = about;
        this.coming = coming;
    }

    /// With its own presets.
    public RushOptions options() {
        return preset(RushOptions.usual().withScenario(this));
    }

    abstract RushOptions preset(RushOptions usual);

    /// Whether everybody is to get a seat.
    boolean servesAll() {
        return this == SIMULTANEOUS_PAYMENT || this == SUSTAINED_LOAD;
    }

    Coming coming() {
        return coming;
    }

    /// What happens, in half a sentence.
    String about() {
        return about;
    }

    static Optional<Scenario> named(String name) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.toString().equals(name))
                .findFirst();
    }

    /// As it is typed, e.g. `seat-race`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
