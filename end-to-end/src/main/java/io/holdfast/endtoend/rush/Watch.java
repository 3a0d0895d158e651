package io.holdfast.endtoend.rush;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Looks at the public seat map once a second, keeps what it saw, and calls the rush over when there is nothing left
/// to wait for.
final class Watch implements Runnable {

    private static final Duration EVERY = Duration.ofSeconds(1);

    /// @param at since the opening
    /// @param calls made since the one before
    record Sample(Duration at, int available, int held, int sold, int waiting, int inside, long calls) {}

    private final Scene scene;
    private final Browser browser;
    private final List<Sample> samples = new ArrayList<>();
    private volatile Sample last = new Sample(Duration.ZERO, 0, 0, 0, 0, 0, 0);
    private long callsBefore;

    Watch(Scene scene) {
        this.scene = scene;
        this.browser = scene.newBrowser();
    }

    @Override
    public void run() {
        try {
            var next = System.nanoTime();
            var end = scene.opening + scene.options.patience().toNanos();
            while (!scene.waitUntil(next)) {
                if (look() || System.nanoTime() > end) {
                    scene.end();
                }
                next += EVERY.toNanos();
            }
            look();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return whether everything is sold, and nobody means to give anything back
    private boolean look() throws InterruptedException {
        // Asked first: whoever buys the last seat has said before whether they mean to keep it.
        var settled = !scene.books.cancellationsAhead();
        var answer = browser.send(browser.get(Step.WATCH, "/api/performances/" + scene.performance + "/seats"));
        if (!answer.good()) {
            return false;
        }
        var states = SeatMap.letters(answer.json());
        var calls = scene.calls.sent();
        var sample = new Sample(
                Duration.ofNanos(System.nanoTime() - scene.opening),
                count(states, 'A'),
                count(states, 'H'),
                count(states, 'S'),
                scene.waiting.get(),
                scene.inside.get(),
                calls - callsBefore);
        callsBefore = calls;
        synchronized (samples) {
            samples.add(sample);
        }
        last = sample;
        var soldOut = sample.sold() == states.length() && !states.isEmpty();
        return soldOut && settled && !scene.books.cancellationsAhead();
    }

    private static int count(String states, char wanted) {
        return (int) states.chars().filter(state -> state == wanted).count();
    }

    Sample last() {
        return last;
    }

    List<Sample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }
}
