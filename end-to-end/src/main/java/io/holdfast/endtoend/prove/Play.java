package io.holdfast.endtoend.prove;

import io.holdfast.endtoend.prove.check.History;
import io.holdfast.endtoend.prove.check.Invariant;
import io.holdfast.endtoend.rush.Turns;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/// One run: people who buy while a nemesis breaks things, then peace, then judgement.
///
/// @param lasts until nobody begins anything new
/// @param faults what the nemesis knows
/// @param waiters how many stand in the queue
/// @param patience how long people ask again who have had no answer, and how long everything may take to come to rest
record Play(
        Duration lasts,
        Scene.Habits habits,
        Scene.Size size,
        int waiters,
        Predicate<Nemesis.Fault> faults,
        Duration patience,
        long seed) {

    Outcome on(Stage stage) throws InterruptedException, SQLException, IOException {
        var scene = stage.scene(habits, size, waiters, patience);
        var customers = customers(stage, scene);
        var turns = new Turns();
        var nemesis = Nemesis.of(stage, scene, seed, faults);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var people = new ArrayList<Future<?>>();
            customers.forEach(customer -> people.add(threads.submit(customer)));
            for (var n = 0; n < waiters; n++) {
                var browser = stage.browser(scene.members().get(size.customers() + n), size.customers() + n);
                people.add(threads.submit(new Waiter(scene, turns, browser)));
            }
            scene.awaitEverybody();
            var breaking = threads.submit(nemesis);
            scene.waitFor(lasts);
            scene.end();
            // It mends what it has broken before everybody finishes what they are at.
            breaking.get();
            for (var person : people) {
                person.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("somebody could not go on: " + e.getCause(), e.getCause());
        } finally {
            scene.end();
        }
        for (var customer : customers) {
            customer.leaveTheLine();
        }
        for (var customer : customers) {
            customer.declineOffers();
        }
        var books = new Books(stage, scene);
        var left = books.awaitRest(patience);
        var state = books.read(scene.recorder().operations());
        repeatEverything(customers);
        var order = turns.order();
        var history = new History(
                scene.recorder().operations(),
                new History.Queue(order.called(), order.outOfOrder(), order.passedOver(), nemesis.flushed()));
        return new Outcome(
                this, history, state, nemesis.done(), nemesis.story(), left, Invariant.judge(history, state));
    }

    private List<Customer> customers(Stage stage, Scene scene) {
        var customers = new ArrayList<Customer>();
        var chance = new SplittableRandom(seed);
        for (var n = 0; n < size.customers(); n++) {
            var member = scene.members().get(n);
            customers.add(new Customer(
                    "member-" + n, scene, stage.browser(member, n), stage.browser(member, n), chance.nextLong()));
        }
        return customers;
    }

    /// Whatever was granted is asked for once more, when the books have been read. A house that cannot answer any
    /// more is not asked for ever.
    private void repeatEverything(List<Customer> customers) {
        var end = Instant.now().plus(patience);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var customer : customers) {
                threads.submit(() -> {
                    for (var wish : customer.granted()) {
                        if (Instant.now().isBefore(end)) {
                            customer.repeat(wish, customer.caller());
                        }
                    }
                    return null;
                });
            }
        }
    }
}
