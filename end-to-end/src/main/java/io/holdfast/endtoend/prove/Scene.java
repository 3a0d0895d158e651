package io.holdfast.endtoend.prove;

import io.holdfast.contracts.id.CustomerId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What everybody in one run shares: the performances of a show, the doors, and when it is over.
final class Scene {

    /// How often people do what, of a hundred times.
    ///
    /// @param points they pay with points
    /// @param dawdles they say yes to a payment when the hold may have ended
    /// @param twice they say yes in two windows at once
    /// @param enters they go in instead of giving the ticket back
    record Habits(int points, int dawdles, int twice, int enters) {
        static final Habits USUAL = new Habits(30, 6, 20, 15);
    }

    /// @param rows of each hall
    /// @param row how many seats each has
    record Size(int customers, int rows, int row) {}

    private final Habits habits;
    private final Size size;
    private final List<String> performances;
    private final String queue;
    private final List<CustomerId> members;
    private final List<Door> doors;
    private final Recorder recorder;
    private final CountDownLatch ready;
    private final CountDownLatch over = new CountDownLatch(1);

    /// @param queue the sale with a waiting room
    /// @param members everybody who plays
    /// @param patience how long somebody asks again who has had no answer
    Scene(
            Habits habits,
            Size size,
            List<String> performances,
            String queue,
            List<CustomerId> members,
            List<Door> doors,
            Duration patience) {
        this.habits = habits;
        this.size = size;
        this.performances = performances;
        this.queue = queue;
        this.members = members;
        this.doors = doors;
        this.recorder = new Recorder(patience);
        this.ready = new CountDownLatch(size.customers());
    }

    Habits habits() {
        return habits;
    }

    int performances() {
        return performances.size();
    }

    String performance(int number) {
        return performances.get(number);
    }

    List<String> allPerformances() {
        return performances;
    }

    String queue() {
        return queue;
    }

    List<CustomerId> members() {
        return members;
    }

    List<Door> doorsOf(String performance) {
        return doors.stream()
                .filter(door -> door.performance().equals(performance))
                .toList();
    }

    Recorder recorder() {
        return recorder;
    }

    /// The name of a seat by its place in the plan.
    String seat(int ordinal) {
        return Plan.seat(ordinal / size.row(), ordinal % size.row());
    }

    /// Somebody has what they need to begin.
    void isReady() {
        ready.countDown();
    }

    /// Until everybody is, while everything works.
    void awaitEverybody() throws InterruptedException {
        ready.await(recorder.patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    void end() {
        over.countDown();
    }

    /// @return whether it is over
    boolean waitFor(Duration time) throws InterruptedException {
        return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
