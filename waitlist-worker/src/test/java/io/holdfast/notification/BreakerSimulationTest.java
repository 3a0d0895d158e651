package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.Broken;
import io.holdfast.simulation.Deck;
import io.holdfast.simulation.Failure;
import io.holdfast.simulation.Seeds;
import io.holdfast.simulation.Simulation;
import io.holdfast.simulation.VirtualClock;
import io.holdfast.simulation.Wire;
import io.holdfast.simulation.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Two workers and a provider that falls ill, asks for rest and recovers, with answers that come late and in
/// any order: a sick provider is left alone, and a well one is found well. [Breaker] is that of production.
class BreakerSimulationTest {

    private static final int MOST = 3;
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /// What is tried out.
    private interface Rule {
        default Breaker at(Breaker breaker, Instant now) {
            return breaker.at(now);
        }

        default Breaker heard(Breaker breaker, Health health, Instant now) {
            return switch (health) {
                case WELL -> breaker.succeeded();
                case SICK -> breaker.failed(now, MOST, FIRST, LONGEST);
                case TIRED -> breaker.throttled(now.plus(FIRST));
            };
        }
    }

    private enum Health {
        WELL,
        SICK,
        TIRED
    }

    private sealed interface Step {}

    private record Ask(int worker) implements Step {}

    private record Answers(int which) implements Step {}

    private record Becomes(Health health) implements Step {}

    private record Restart(int worker) implements Step {}

    private record Wait(int seconds) implements Step {}

    private static final class Worker {
        private Breaker breaker = Breaker.closed();
        private int failuresInARow;
        private int trying;
        private Instant openedAt = Instant.MIN;
        private int life;
    }

    private record Call(Worker worker, int life, Health answer) {}

    private static final class House implements World<Step> {

        private final Rule rule;
        private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-20T03:00:00Z"));
        private final List<Worker> workers =
                IntStream.range(0, 2).mapToObj(_ -> new Worker()).toList();
        private final Wire<Call> calls = new Wire<>();
        private Health health = Health.WELL;

        House(Rule rule) {
            this.rule = rule;
        }

        @Override
        public void take(Step step) {
            switch (step) {
                case Ask(var worker) -> ask(workers.get(worker));
                case Answers(var which) -> calls.comes(which).ifPresent(this::hear);
                case Becomes(var now) -> health = now;
                case Restart(var which) -> {
                    var worker = workers.get(which);
                    worker.life++;
                    worker.breaker = Breaker.closed();
                    worker.failuresInARow = 0;
                    worker.trying = 0;
                    worker.openedAt = Instant.MIN;
                }
                case Wait(var seconds) -> clock.pass(Duration.ofSeconds(seconds));
            }
        }

        /// As `Providers` does: of a provider on trial no second thing is asked.
        private void ask(Worker worker) {
            worker.breaker = rule.at(worker.breaker, clock.instant());
            if (!worker.breaker.lets() || worker.breaker instanceof Breaker.HalfOpen && worker.trying > 0) {
                return;
            }
            Broken.unless(
                    !clock.instant().isBefore(worker.openedAt.plus(FIRST)),
                    "it is asked %s after it was found sick",
                    Duration.between(worker.openedAt, clock.instant()));
            worker.trying++;
            calls.send(new Call(worker, worker.life, health));
        }

        private void hear(Call call) {
            var worker = call.worker();
            if (worker.life != call.life()) {
                return;
            }
            worker.trying--;
            var before = worker.breaker.at(clock.instant());
            worker.breaker = rule.heard(before, call.answer(), clock.instant());
            if (before instanceof Breaker.Closed) {
                worker.failuresInARow = call.answer() == Health.SICK ? worker.failuresInARow + 1 : 0;
                Broken.unless(
                        worker.failuresInARow < MOST || worker.breaker instanceof Breaker.Open,
                        "after %d failures in a row it is %s",
                        worker.failuresInARow,
                        worker.breaker);
                Broken.unless(
                        call.answer() != Health.WELL || worker.breaker.lets(), "it is left alone though it answers");
            } else {
                worker.failuresInARow = 0;
            }
            if (worker.breaker instanceof Breaker.Open(var until, var pause) && !(before instanceof Breaker.Open)) {
                worker.openedAt = clock.instant();
                Broken.unless(
                        pause.compareTo(FIRST) >= 0
                                && pause.compareTo(LONGEST) <= 0
                                && until.equals(clock.instant().plus(pause)),
                        "it is left alone for %s",
                        pause);
            } else if (before.lets() && worker.breaker.lets()) {
                worker.openedAt = Instant.MIN;
            }
        }

        @Override
        public void check() {
            for (var worker : workers) {
                Broken.unless(worker.trying >= 0, "more answers than questions");
            }
        }

        @Override
        public void goOn() {
            health = Health.WELL;
            clock.pass(Duration.ofSeconds(20));
            calls.allCome().forEach(this::hear);
            workers.forEach(this::ask);
        }

        @Override
        public boolean isAtRest() {
            return health == Health.WELL
                    && workers.stream().allMatch(worker -> worker.breaker.equals(Breaker.closed()));
        }
    }

    private static Simulation<Step> simulation(Rule rule) {
        var deck = new Deck<Step>()
                .with(20, random -> new Ask(random.nextInt(2)))
                .with(20, random -> new Answers(random.nextInt(100)))
                .with(3, random -> new Becomes(Health.values()[random.nextInt(3)]))
                .with(1, random -> new Restart(random.nextInt(2)))
                .with(10, random -> new Wait(random.nextInt(40)));
        var beats = (int) LONGEST.dividedBy(Duration.ofSeconds(20)) + 3;
        return new Simulation<>("breaker of a channel", deck, _ -> new House(rule), 80, beats);
    }

    @Test
    void the_sick_are_left_alone_and_the_well_are_found() {
        assertThat(simulation(new Rule() {}).play(Seeds.asked(2000))).isEmpty();
    }

    @Test
    void an_old_answer_that_closes_it_again_is_found() {
        var found = found(new Rule() {
            @Override
            public Breaker heard(Breaker breaker, Health health, Instant now) {
                return health == Health.WELL ? Breaker.closed() : Rule.super.heard(breaker, health, now);
            }
        });

        assertThat(found.why()).contains("after it was found sick");
        assertThat(found.story()).hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void a_breaker_that_never_tries_again_is_found() {
        var found = found(new Rule() {
            @Override
            public Breaker at(Breaker breaker, Instant now) {
                return breaker;
            }
        });

        assertThat(found.mode()).isEqualTo(Failure.Mode.LIVENESS);
        assertThat(found.story()).hasSizeLessThanOrEqualTo(7);
    }

    private static Failure<Step> found(Rule broken) {
        var failure = simulation(broken).play(new Seeds(1, 2000)).orElseThrow();
        System.out.println(failure);
        return failure;
    }
}
