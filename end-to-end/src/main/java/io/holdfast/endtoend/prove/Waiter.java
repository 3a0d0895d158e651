package io.holdfast.endtoend.prove;

import io.holdfast.endtoend.rush.Turns;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A member who stands in the queue of a sale, comes in when called, goes at once, and joins again.
final class Waiter implements Runnable {

    private final Scene scene;
    private final Turns turns;
    private final Caller caller;

    Waiter(Scene scene, Turns turns, Caller caller) {
        this.scene = scene;
        this.turns = turns;
        this.caller = caller;
    }

    @Override
    public void run() {
        try {
            while (!scene.isOver()) {
                var joined = caller.send("POST", sale("/places"), null, Map.of());
                if (joined.good()) {
                    wait(joined.text("place"), joined.json().path("epoch").asLong());
                }
                TimeUnit.MILLISECONDS.sleep(700);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void wait(String given, long epoch) throws InterruptedException {
        var place = given;
        while (!scene.isOver()) {
            TimeUnit.MILLISECONDS.sleep(800);
            var sent = System.nanoTime();
            var mine = caller.get(sale("/places/me"), Map.of("Holdfast-Place", place));
            if (Recorder.outcome(mine) == io.holdfast.endtoend.prove.check.Operation.Outcome.UNKNOWN) {
                continue;
            }
            if (!mine.good()) {
                return;
            }
            var received = System.nanoTime();
            if (mine.json().path("place").isTextual()) {
                place = mine.text("place");
            }
            var state = mine.text("state");
            // Whoever has missed a call is called again out of order.
            if (mine.json().path("number").isNumber()
                    && !mine.json().path("movedBack").asBoolean()) {
                turns.saw(
                        epoch,
                        mine.json().path("number").asLong(),
                        state,
                        mine.json().path("serving").asLong(),
                        sent,
                        received);
            }
            switch (state) {
                case "CALLED", "ACTIVE" -> {
                    caller.send("POST", sale("/passes"), null, Map.of("Holdfast-Place", place));
                    caller.send("DELETE", sale("/places/me"), null, Map.of("Holdfast-Place", place));
                    return;
                }
                case "LOBBY", "WAITING" -> {}
                default -> {
                    return;
                }
            }
        }
    }

    private String sale(String path) {
        return "/api/sales/" + scene.queue() + path;
    }
}
