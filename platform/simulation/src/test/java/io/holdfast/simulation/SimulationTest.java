package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// A counter that hears of payments over a wire, and may hear of one twice.
class SimulationTest {

    private sealed interface Step {}

    private record Pay(int amount) implements Step {}

    private record Hear(int which) implements Step {}

    private record HearAgain(int which) implements Step {}

    private record Lose(int which) implements Step {}

    private record Wait(int seconds) implements Step {}

    private record Payment(int number, int amount) {}

    private static final class Counter implements World<Step> {

        private final VirtualClock clock = new VirtualClock(Instant.EPOCH);
        private final Wire<Payment> wire = new Wire<>();
        private final Set<Integer> heard = new HashSet<>();
        private final Predicate<Boolean> counts;
        private final boolean isToldAgain;
        private final List<Payment> paid = new ArrayList<>();
        private final List<String> told;
        private int counted;

        Counter(Predicate<Boolean> counts, boolean isToldAgain, List<String> told) {
            this.counts = counts;
            this.isToldAgain = isToldAgain;
            this.told = told;
        }

        @Override
        public void take(Step step) {
            told.add(step + " at " + clock.instant());
            switch (step) {
                case Pay(var amount) -> {
                    var payment = new Payment(paid.size(), amount);
                    paid.add(payment);
                    wire.send(payment);
                }
                case Hear(var which) -> wire.comes(which).ifPresent(this::hear);
                case HearAgain(var which) -> wire.comesTwice(which).ifPresent(this::hear);
                case Lose(var which) -> wire.isLost(which);
                case Wait(var seconds) -> clock.pass(Duration.ofSeconds(seconds));
            }
        }

        private void hear(Payment payment) {
            if (counts.test(heard.add(payment.number()))) {
                counted += payment.amount();
            }
        }

        private int sum() {
            return paid.stream().mapToInt(Payment::amount).sum();
        }

        @Override
        public void check() {
            Broken.unless(counted <= sum(), "%d were paid, %d are counted", sum(), counted);
        }

        @Override
        public void goOn() {
            wire.allCome().forEach(this::hear);
            if (isToldAgain) {
                paid.stream()
                        .filter(payment -> !heard.contains(payment.number()))
                        .forEach(wire::send);
            }
        }

        @Override
        public boolean isAtRest() {
            return counted == sum();
        }
    }

    private final List<String> told = new ArrayList<>();

    private Simulation<Step> simulation(Predicate<Boolean> counts, boolean isToldAgain) {
        var deck = new Deck<Step>()
                .with(5, random -> new Pay(1 + random.nextInt(9)))
                .with(5, random -> new Hear(random.nextInt(100)))
                .with(1, random -> new HearAgain(random.nextInt(100)))
                .with(1, random -> new Lose(random.nextInt(100)))
                .with(1, random -> new Wait(random.nextInt(60)));
        return new Simulation<>("counting", deck, _ -> new Counter(counts, isToldAgain, told), 40, 3);
    }

    @Test
    void a_rule_that_holds_is_not_broken() {
        assertThat(simulation(isFirst -> isFirst, true).play(new Seeds(1, 2000)))
                .isEmpty();
    }

    @Test
    void what_must_never_happen_is_found_and_shortened() {
        var failure = simulation(_ -> true, true).play(new Seeds(1, 2000)).orElseThrow();

        assertThat(failure.mode()).isEqualTo(Failure.Mode.SAFETY);
        assertThat(failure.story()).hasSize(3).hasAtLeastOneElementOfType(HearAgain.class);
        assertThat(failure.toString())
                .contains("paid", "are counted", "3 of 40 steps", "--seed " + failure.seed() + " --seeds 1");
    }

    @Test
    void what_never_comes_to_an_end_is_found_and_shortened() {
        var failure =
                simulation(isFirst -> isFirst, false).play(new Seeds(1, 2000)).orElseThrow();

        assertThat(failure.mode()).isEqualTo(Failure.Mode.LIVENESS);
        assertThat(failure.story()).hasSize(2).hasAtLeastOneElementOfType(Lose.class);
    }

    @Test
    void a_seed_tells_its_story_the_same_way_each_time() {
        // Given
        simulation(isFirst -> isFirst, true).play(17);
        var first = List.copyOf(told);
        told.clear();

        // When
        simulation(isFirst -> isFirst, true).play(17);

        // Then
        assertThat(told).isEqualTo(first).hasSize(40);
    }
}
