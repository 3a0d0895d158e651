package io.holdfast.refund.refund;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.refund.provider.Found;
import io.holdfast.refund.provider.Provider;
import io.holdfast.refund.provider.Repay;
import io.holdfast.refund.provider.RepayOutcome;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import io.holdfast.refund.refund.Delays.Line;
import io.holdfast.refund.refund.RefundState.Parked;
import io.holdfast.refund.refund.RefundState.Requested;
import io.holdfast.refund.refund.RefundState.Sending;
import io.holdfast.refund.refund.RefundState.Settled;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Workers that die, oversleep and time out, and a gateway that loses, delays and refuses: the money goes
/// back once, is tried as patiently as was promised, and every refund ends. [RefundState], [Patience],
/// [Backoff], [Line] and how a gateway is asked again are those of production; who may lease what is SQL
/// there, and a few lines here.
class RefundSimulationTest {

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int TRIES = 6;
    private static final Patience PATIENCE = new Patience(TRIES, new Backoff(FIRST, LONGEST));

    /// What is tried out.
    private interface Rule {
        default RefundState after(Sending sending, RepayOutcome outcome, Instant now, RandomGenerator random) {
            return PATIENCE.after(sending, outcome, now, random);
        }

        default RepayOutcome ask(Provider provider, Repay repay, Sending state) {
            return state.isRepetition() ? provider.repayUnlessDone(repay) : provider.repay(repay);
        }

        default int daysUntil(Line line, Money amount) {
            return line.daysUntil(amount);
        }
    }

    private sealed interface Step {}

    private record Ask(int amount, String currency) implements Step {}

    private record Send(Call repay, boolean canTell, After after) implements Step {}

    private record DelayedArrives(int which) implements Step {}

    private record WakesUp(int which) implements Step {}

    private record DeadIsFound(int which) implements Step {}

    private record PersonRetries(int which) implements Step {}

    private record Foresee(int most, int sum) implements Step {}

    private record Wait(int seconds) implements Step {}

    /// What becomes of a request.
    private enum Call {
        ANSWERED,
        LOST,
        ANSWER_LOST,
        DELAYED,
        REFUSED
    }

    /// What becomes of the worker then.
    private enum After {
        WRITES,
        DIES,
        OVERSLEEPS
    }

    private static final class Row {
        private final RefundId id;
        private final Money amount;
        private RefundState state;
        private int before;
        private int round;
        private int told;

        Row(UUID id, Money amount, Instant now) {
            this.id = new RefundId(id);
            this.amount = amount;
            this.state = new Requested(0, now);
        }
    }

    private record Answered(Row row, Sending sending, RepayOutcome outcome) {}

    private static final class House implements World<Step> {

        private final Rule rule;
        private final RandomGenerator random;
        private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-20T03:00:00Z"));
        private final List<Row> rows = new ArrayList<>();
        private final List<Row> leftByTheDead = new ArrayList<>();
        private final Wire<Answered> overslept = new Wire<>();
        private final Gateway gateway = new Gateway();

        House(Rule rule, RandomGenerator random) {
            this.rule = rule;
            this.random = random;
        }

        @Override
        public void take(Step step) {
            switch (step) {
                case Ask(var amount, var currency) ->
                    rows.add(new Row(
                            new UUID(random.nextLong(), random.nextLong()),
                            Money.of(amount, currency),
                            clock.instant()));
                case Send send -> send(send);
                case DelayedArrives(var which) -> gateway.delayed.comes(which).ifPresent(gateway::does);
                case WakesUp(var which) -> overslept.comes(which).ifPresent(this::writeDown);
                case DeadIsFound(var which) -> endLease(which);
                case PersonRetries(var which) -> retry(which);
                case Foresee(var most, var sum) -> foresee(most, sum);
                case Wait(var seconds) -> clock.pass(Duration.ofSeconds(seconds));
            }
        }

        private void send(Send how) {
            var now = clock.instant();
            rows.stream().filter(row -> isDue(row, now)).findFirst().ifPresent(row -> {
                var sending = new Sending(row.state.tries() + 1, row.before, now.plus(LEASE));
                row.state = sending;
                gateway.how = how;
                var repay = new Repay(row.id, "payment", row.amount, java.util.Optional.empty(), row.round);
                var answered = new Answered(row, sending, rule.ask(gateway, repay, sending));
                switch (how.after()) {
                    case WRITES -> writeDown(answered);
                    case DIES -> leftByTheDead.add(row);
                    case OVERSLEEPS -> overslept.send(answered);
                }
            });
        }

        private static boolean isDue(Row row, Instant now) {
            return switch (row.state) {
                case Requested(var _, var due) -> !now.isBefore(due);
                case Sending(var _, var _, var leaseEnds) -> !now.isBefore(leaseEnds);
                default -> false;
            };
        }

        /// As `MOVE` and `SETTLED_LATE` do: under the very lease, or wherever it waits once the money has
        /// gone back.
        private void writeDown(Answered answered) {
            var row = answered.row();
            var isOurs = row.state instanceof Sending now
                    && now.tries() == answered.sending().tries();
            if (isOurs) {
                row.state = rule.after(answered.sending(), answered.outcome(), clock.instant(), random);
                if (row.state instanceof Requested(var _, var due)) {
                    isPatient(answered.sending(), Duration.between(clock.instant(), due));
                }
            } else if (answered.outcome() instanceof Repaid(var name, var at)
                    && !(row.state instanceof Sending)
                    && !(row.state instanceof Settled)) {
                row.state = new Settled(row.state.tries(), name, at, null);
            } else {
                return;
            }
            if (row.state instanceof Settled) {
                row.told++;
            }
        }

        private static void isPatient(Sending sending, Duration pause) {
            var full = Math.min(FIRST.toMillis() << (sending.inARow() - 1), LONGEST.toMillis());
            Broken.unless(
                    pause.toMillis() * 2 >= full && pause.toMillis() <= full,
                    "after try %d in a row the pause is %s",
                    sending.inARow(),
                    pause);
        }

        /// PostgreSQL knows that a worker's session has ended.
        private void endLease(int which) {
            if (!leftByTheDead.isEmpty()) {
                var row = leftByTheDead.remove(Math.floorMod(which, leftByTheDead.size()));
                if (row.state instanceof Sending(var tries, var before, var _)) {
                    row.state = new Sending(tries, before, clock.instant());
                }
            }
        }

        private void retry(int which) {
            var parked =
                    rows.stream().filter(row -> row.state instanceof Parked).toList();
            if (!parked.isEmpty()) {
                var row = parked.get(Math.floorMod(which, parked.size()));
                var state = (Parked) row.state;
                row.state = state.retry(clock.instant());
                row.before = state.tries();
                row.round += state.reason().equals("REFUSED") ? 1 : 0;
            }
        }

        /// The day on which each goes out, worked out day by day as they would be leased.
        private void foresee(int most, int sum) {
            var line = new Line(most, Map.of("KRW", (long) sum));
            var waiting = new ArrayList<>(rows);
            var days = new HashMap<Row, Integer>();
            for (var day = 0; !waiting.isEmpty(); day++) {
                var shut = new HashSet<String>();
                var begun = 0;
                var won = 0L;
                for (var each = waiting.iterator(); each.hasNext(); ) {
                    var row = each.next();
                    var currency = row.amount.currency().getCurrencyCode();
                    if (begun >= most || currency.equals("KRW") && won >= sum || shut.contains(currency)) {
                        shut.add(currency);
                        continue;
                    }
                    each.remove();
                    days.put(row, day);
                    begun++;
                    won += currency.equals("KRW") ? row.amount.amount() : 0;
                }
            }
            for (var row : rows) {
                var foreseen = rule.daysUntil(line, row.amount);
                Broken.unless(
                        foreseen == days.get(row),
                        "%s is foreseen in %d days and goes in %d",
                        row.amount,
                        foreseen,
                        days.get(row));
            }
        }

        @Override
        public void check() {
            for (var row : rows) {
                var paid = gateway.paid.getOrDefault(row.id, 0);
                Broken.unless(paid <= 1, "it has gone back %d times", paid);
                Broken.unless(!(row.state instanceof Settled) || paid == 1, "it is settled, and nothing has gone back");
                Broken.unless(row.told <= 1, "it was told %d times that it has gone back", row.told);
            }
        }

        @Override
        public void goOn() {
            clock.pass(Duration.ofSeconds(30));
            gateway.delayed.allCome().forEach(gateway::does);
            overslept.allCome().forEach(this::writeDown);
            for (var n = 0; n < rows.size(); n++) {
                send(new Send(Call.ANSWERED, true, After.WRITES));
            }
        }

        /// What a person has been asked about is theirs.
        @Override
        public boolean isAtRest() {
            return gateway.delayed.isEmpty()
                    && overslept.isEmpty()
                    && rows.stream().allMatch(row -> row.state instanceof Settled || row.state instanceof Parked);
        }
    }

    /// Does a thing once for each key, as gateways promise, and answers a key it knows as before.
    private static final class Gateway implements Provider {

        private record Asked(RefundId refund, String key) {}

        private final Wire<Asked> delayed = new Wire<>();
        private final Set<String> refused = new HashSet<>();
        private final Set<String> done = new HashSet<>();
        private final Map<RefundId, Integer> paid = new HashMap<>();
        private Send how = new Send(Call.ANSWERED, true, After.WRITES);

        @Override
        public String name() {
            return "simulator";
        }

        private void does(Asked asked) {
            if (!refused.contains(asked.key()) && done.add(asked.key())) {
                paid.merge(asked.refund(), 1, Integer::sum);
            }
        }

        @Override
        public RepayOutcome repay(Repay repay) {
            var asked = new Asked(repay.refund(), repay.refund() + "-" + repay.round());
            return switch (how.repay()) {
                case ANSWERED -> {
                    does(asked);
                    yield refused.contains(asked.key())
                            ? new Refused("REFUSED")
                            : new Repaid("at-gateway", Instant.EPOCH);
                }
                case REFUSED -> {
                    if (done.contains(asked.key())) {
                        yield new Repaid("at-gateway", Instant.EPOCH);
                    }
                    refused.add(asked.key());
                    yield new Refused("REFUSED");
                }
                case ANSWER_LOST -> {
                    does(asked);
                    yield new Unclear("TIMEOUT");
                }
                case DELAYED -> {
                    delayed.send(asked);
                    yield new Unclear("TIMEOUT");
                }
                case LOST -> new Unclear("TIMEOUT");
            };
        }

        @Override
        public Found find(Repay repay) {
            if (!how.canTell()) {
                return new Found.Unclear("AWAY");
            }
            return paid.containsKey(repay.refund())
                    ? new Found.Done(new Repaid("at-gateway", Instant.EPOCH))
                    : new Found.NotDone();
        }
    }

    private static Simulation<Step> simulation(Rule rule) {
        var deck = new Deck<Step>()
                .with(6, random -> new Ask(1 + random.nextInt(900), random.nextInt(4) > 0 ? "KRW" : "USD"))
                .with(
                        14,
                        random -> new Send(
                                random.nextInt(3) == 0 ? Call.ANSWERED : one(Call.values(), random),
                                random.nextInt(4) > 0,
                                random.nextBoolean() ? After.WRITES : one(After.values(), random)))
                .with(3, random -> new DelayedArrives(random.nextInt(100)))
                .with(3, random -> new WakesUp(random.nextInt(100)))
                .with(2, random -> new DeadIsFound(random.nextInt(100)))
                .with(1, random -> new PersonRetries(random.nextInt(100)))
                .with(1, random -> new Foresee(1 + random.nextInt(4), 1 + random.nextInt(1500)))
                .with(8, random -> new Wait(1 + random.nextInt(90)));
        return new Simulation<>("refund pacing", deck, random -> new House(rule, random), 60, 200);
    }

    private static <T> T one(T[] of, RandomGenerator random) {
        return of[random.nextInt(of.length)];
    }

    @Test
    void money_goes_back_once_and_every_refund_ends() {
        assertThat(simulation(new Rule() {}).play(Seeds.asked(2000))).isEmpty();
    }

    @Test
    void a_key_for_each_try_is_found() {
        var found = found(new Rule() {
            @Override
            public RepayOutcome ask(Provider provider, Repay repay, Sending state) {
                return Rule.super.ask(
                        provider,
                        new Repay(
                                repay.refund(),
                                repay.providerPayment(),
                                repay.amount(),
                                repay.account(),
                                state.tries()),
                        state);
            }
        });

        assertThat(found.why()).contains("gone back 2 times");
        assertThat(found.story()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void taking_silence_for_a_yes_is_found() {
        var found = found(new Rule() {
            @Override
            public RefundState after(Sending sending, RepayOutcome outcome, Instant now, RandomGenerator random) {
                return outcome instanceof Unclear
                        ? sending.settle("surely", now)
                        : Rule.super.after(sending, outcome, now, random);
            }
        });

        assertThat(found.why()).contains("nothing has gone back");
        assertThat(found.story()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void patience_without_an_end_is_found() {
        var found = found(new Rule() {
            @Override
            public RefundState after(Sending sending, RepayOutcome outcome, Instant now, RandomGenerator random) {
                return new Patience(Integer.MAX_VALUE, PATIENCE.backoff())
                        .after(sending, outcome instanceof Refused ? new Unclear("REFUSED") : outcome, now, random);
            }
        });

        assertThat(found.mode()).isEqualTo(Failure.Mode.LIVENESS);
        assertThat(found.story()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void a_forecast_in_which_somebody_passes_is_found() {
        var found = found(new Rule() {
            @Override
            public int daysUntil(Line line, Money amount) {
                return amount.currency().getCurrencyCode().equals("USD") ? 0 : line.daysUntil(amount);
            }
        });

        assertThat(found.why()).contains("is foreseen in 0 days");
        assertThat(found.story()).hasSizeLessThanOrEqualTo(5);
    }

    private static Failure<Step> found(Rule broken) {
        var failure = simulation(broken).play(new Seeds(1, 2000)).orElseThrow();
        System.out.println(failure);
        return failure;
    }
}
