package io.holdfast.room.queue;

import static io.holdfast.room.sale.TestSale.NOON;
import static io.holdfast.room.sale.TestSale.atNoon;
import static io.holdfast.room.sale.TestSale.withAdmission;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.account.Subject;
import io.holdfast.room.door.Looking;
import io.holdfast.room.door.Room;
import io.holdfast.room.pass.Passes;
import io.holdfast.room.queue.Joins.Ask;
import io.holdfast.room.queue.Joins.Outcome;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RealRedis;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.holdfast.simulation.Broken;
import io.holdfast.simulation.Deck;
import io.holdfast.simulation.Failure;
import io.holdfast.simulation.Seeds;
import io.holdfast.simulation.Simulation;
import io.holdfast.simulation.VirtualClock;
import io.holdfast.simulation.Wire;
import io.holdfast.simulation.World;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Visitors who come in time, late or never, purchases heard of late and twice, processes that forget, and a
/// Redis that forgets everything: never more inside than the cap, nobody moved back for somebody else's sake,
/// and everybody's turn comes. The scripts are those of production, on a real Redis; the clock is an
/// argument.
class QueueSimulationTest {

    private static final int CAP = 3;
    private static final RedisStore REDIS = RealRedis.store();
    private static final Joins JOINS = new Joins(REDIS);
    private static final Scripts SCRIPTS = new Scripts(REDIS);
    private static final LuaScript CLAIM = REDIS.script(Passes.class, "claim.lua");
    private static final LuaScript DONE = REDIS.script(Passes.class, "done.lua");

    /// What is tried out.
    private interface Rule {
        /// @return the most inside together, as a claim is told
        default int cap() {
            return CAP;
        }
    }

    private sealed interface Step {}

    private record Join() implements Step {}

    private record Look(int process) implements Step {}

    private record Claim(int visitor) implements Step {}

    private record Buy(int visitor) implements Step {}

    private record PurchaseIsHeardOf(int which, boolean willBeAgain) implements Step {}

    private record Shows(int visitor) implements Step {}

    private record ProcessForgets(int process) implements Step {}

    private record RedisForgets() implements Step {}

    private record Wait(int seconds) implements Step {}

    private static final class Visitor {
        private Place place;
        private Instant stays = Instant.MIN;
        private boolean isOver;
        private long ahead = Long.MAX_VALUE;
    }

    private static final class House implements World<Step> {

        private final Rule rule;
        private final Sale sale = withAdmission(atNoon(), 2, 2, CAP);
        private final VirtualClock clock = new VirtualClock(NOON.plusSeconds(1));
        private final Looking[] processes = {new Looking(REDIS, sale), new Looking(REDIS, sale)};
        private final boolean[] remembers = new boolean[2];
        private final List<Visitor> visitors = new ArrayList<>();
        private final Wire<Visitor> purchases = new Wire<>();
        private Room room;

        House(Rule rule) {
            this.rule = rule;
            look(0);
        }

        @Override
        public void take(Step step) {
            switch (step) {
                case Join _ -> join();
                case Look(var process) -> look(process);
                case Claim(var which) -> {
                    if (!visitors.isEmpty()) {
                        claim(visitors.get(which % visitors.size()));
                    }
                }
                case Buy(var which) -> {
                    var inside = visitors.stream().filter(this::isInside).toList();
                    if (!inside.isEmpty()) {
                        buy(inside.get(which % inside.size()));
                    }
                }
                case PurchaseIsHeardOf(var which, var willBeAgain) ->
                    (willBeAgain ? purchases.comesTwice(which) : purchases.comes(which)).ifPresent(this::done);
                case Shows(var which) -> {
                    if (!visitors.isEmpty()) {
                        show(visitors.get(which % visitors.size()));
                    }
                }
                case ProcessForgets(var process) -> {
                    // One that remembers is left; when all forget, `LobbyDrawn` and the visitors help (see EpochTest).
                    if (remembers[1 - process]) {
                        processes[process] = new Looking(REDIS, sale);
                        remembers[process] = false;
                    }
                }
                case RedisForgets _ -> {
                    // Every process looks several times a second.
                    look(0);
                    look(1);
                    REDIS.send(Command.DEL, keys(sale));
                    look(0);
                }
                case Wait(var seconds) -> clock.pass(Duration.ofSeconds(seconds));
            }
        }

        private void join() {
            var visitor = new Visitor();
            var subject = Subject.browser("v" + visitors.size());
            var ticket = JOINS.run(
                            List.of(new Ask(sale, room.epoch(), List.of(subject), Set.of(), null)), clock.instant())
                    .toCompletableFuture()
                    .join()
                    .getFirst();
            if (ticket.outcome() == Outcome.NEW) {
                Broken.unless(
                        visitors.stream().allMatch(other -> other.place.ticket() < ticket.ticket()),
                        "number %d is given after a later one",
                        ticket.ticket());
                visitor.place = new Place(
                        sale.id(),
                        ticket.epoch(),
                        Place.Kind.QUEUE,
                        ticket.ticket(),
                        ticket.session(),
                        false,
                        ticket.whose());
                visitors.add(visitor);
            }
        }

        private void look(int process) {
            var seen = processes[process].look(clock.instant());
            remembers[process] = true;
            if (room != null && seen.epoch() == room.epoch()) {
                Broken.unless(
                        seen.serving() >= room.serving() && seen.joined() >= room.joined(), "the queue has gone back");
            }
            room = seen;
            Broken.unless(room.active() <= CAP, "%d are counted inside", room.active());
        }

        private void claim(Visitor visitor) {
            if (visitor.isOver) {
                return;
            }
            show(visitor);
            var number = visitor.place.ticket();
            var keys = REDIS.keys(sale.id());
            var answer = CLAIM.run(
                    List.of(
                            keys.room(),
                            keys.members(),
                            keys.called(),
                            keys.active(),
                            keys.marks(),
                            keys.again(),
                            keys.ghosts(),
                            keys.holders()),
                    number,
                    number,
                    visitor.place.session(),
                    visitor.place.subject(),
                    sale.calledFor().toMillis(),
                    sale.activeFor().toMillis(),
                    rule.cap(),
                    isInside(visitor) ? visitor.stays.toEpochMilli() : 0,
                    clock.instant().toEpochMilli());
            switch (answer.get(0).toString()) {
                case "ACTIVE" ->
                    visitor.stays = Instant.ofEpochMilli(answer.get(1).toLong());
                case "WAITING", "FULL" -> {
                    Broken.unless(!isInside(visitor), "number %d is inside and is told to wait", number);
                    var turn = answer.get(3).toLong();
                    var ahead = Math.max(0, turn - answer.get(2).toLong() - 1);
                    // Whoever has let a call pass is moved back, once.
                    Broken.unless(
                            ahead <= visitor.ahead || turn > number,
                            "number %d had %d ahead and has %d",
                            number,
                            visitor.ahead,
                            ahead);
                    visitor.ahead = ahead;
                }
                case "DONE", "EXPIRED" -> {
                    Broken.unless(!isInside(visitor), "number %d is inside and is told that it is over", number);
                    visitor.isOver = true;
                }
                default -> throw new Broken("number %d is told %s".formatted(number, answer.get(0)));
            }
        }

        private void buy(Visitor visitor) {
            visitor.isOver = true;
            visitor.stays = Instant.MIN;
            purchases.send(visitor);
        }

        private void done(Visitor visitor) {
            var keys = REDIS.keys(sale.id());
            DONE.run(
                    List.of(keys.room(), keys.active(), keys.marks(), keys.ghosts(), keys.holders()),
                    1,
                    visitor.place.ticket(),
                    sale.activeFor().toMillis(),
                    clock.instant().toEpochMilli());
        }

        /// As pages do once they hear of another epoch.
        private void show(Visitor visitor) {
            if (visitor.place.epoch() < room.epoch() && !visitor.isOver) {
                SCRIPTS.present(visitor.place, OptionalLong.of(visitor.place.ticket()), clock.instant());
                visitor.place = visitor.place.inEpoch(room.epoch());
            }
        }

        private boolean isInside(Visitor visitor) {
            return clock.instant().isBefore(visitor.stays);
        }

        @Override
        public void check() {
            var inside = visitors.stream().filter(this::isInside).count();
            Broken.unless(inside <= CAP, "%d are inside, and there is room for %d", inside, CAP);
        }

        @Override
        public void goOn() {
            clock.pass(Duration.ofSeconds(5));
            look(0);
            for (var visitor : visitors) {
                claim(visitor);
                if (isInside(visitor)) {
                    buy(visitor);
                }
            }
            purchases.allCome().forEach(this::done);
        }

        @Override
        public boolean isAtRest() {
            return purchases.isEmpty() && visitors.stream().allMatch(visitor -> visitor.isOver);
        }
    }

    private static Object[] keys(Sale sale) {
        var keys = REDIS.keys(sale.id());
        return new Object[] {
            keys.room(),
            keys.called(),
            keys.active(),
            keys.marks(),
            keys.again(),
            keys.invited(),
            keys.ghosts(),
            keys.leavers(),
            keys.guests(),
            keys.members(),
            keys.invitations(),
            keys.news(),
            keys.holders(),
            keys.told()
        };
    }

    private static Simulation<Step> simulation(Rule rule) {
        var deck = new Deck<Step>()
                .with(8, _ -> new Join())
                .with(8, random -> new Look(random.nextInt(2)))
                .with(12, random -> new Claim(random.nextInt(1000)))
                .with(3, random -> new Buy(random.nextInt(1000)))
                .with(4, random -> new PurchaseIsHeardOf(random.nextInt(1000), random.nextInt(4) == 0))
                .with(2, random -> new Shows(random.nextInt(1000)))
                .with(1, random -> new ProcessForgets(random.nextInt(2)))
                .with(1, _ -> new RedisForgets())
                .with(6, random -> new Wait(1 + random.nextInt(random.nextInt(4) == 0 ? 300 : 20)));
        return new Simulation<>("queue admission", deck, _ -> new House(rule), 40, 600);
    }

    @AfterEach
    void the_house_is_empty() {
        REDIS.send(Command.FLUSHDB);
    }

    @Test
    void never_too_many_inside_and_everybodys_turn_comes() {
        assertThat(simulation(new Rule() {}).play(Seeds.asked(200))).isEmpty();
    }

    /// Found by seed 189: the number counted as long over, though its visitor had been called late.
    @Test
    void who_was_called_late_after_one_loss_goes_on_shopping_after_another() {
        // Given
        var house = new House(new Rule() {});
        Stream.of(new Join(), new Wait(20), new RedisForgets(), new Wait(745), new Claim(0), new Look(1), new Claim(0))
                .forEach(house::take);

        // When
        Stream.of(new Wait(36), new RedisForgets(), new Claim(0)).forEach(house::take);

        // Then
        assertThat(house.isInside(house.visitors.getFirst())).isTrue();
    }

    @Test
    void a_claim_that_knows_no_cap_is_found() {
        var found = found(new Rule() {
            @Override
            public int cap() {
                return Integer.MAX_VALUE;
            }
        });

        assertThat(found.why()).contains("inside");
        assertThat(found.story()).hasSizeLessThanOrEqualTo(20);
    }

    private static Failure<Step> found(Rule broken) {
        var failure = simulation(broken).play(new Seeds(140, 20)).orElseThrow();
        System.out.println(failure);
        return failure;
    }
}
