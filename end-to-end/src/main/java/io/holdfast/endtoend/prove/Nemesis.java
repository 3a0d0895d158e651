package io.holdfast.endtoend.prove;

import io.holdfast.launcher.house.House.Part;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/// Breaks one thing after the other, each for a few seconds, in an order drawn from the seed. When it is stopped
/// everything works again.
final class Nemesis implements Runnable {

    /// What it knows.
    enum Kind {
        KILL("kill -9 and start again"),
        FREEZE("SIGSTOP, then SIGCONT"),
        FLUSH("FLUSHALL of Redis"),
        CUT("cut every connection"),
        TEAR("let no connection through for a while"),
        SLOW("deliver late"),
        GATEWAY_FORGETS("the payment gateway loses its answers"),
        GATEWAY_LATE("the payment gateway does it later");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    interface Deed {
        void run() throws IOException, InterruptedException;
    }

    record Fault(Kind kind, String what, Deed deed) {}

    /// First people do what works.
    private static final Duration CALM = Duration.ofSeconds(4);

    private final Stage stage;
    private final Scene scene;
    private final Random chance;
    private final List<Fault> repertoire;
    private final Map<Kind, Integer> done = new EnumMap<>(Kind.class);
    private final List<Instant> flushed = new CopyOnWriteArrayList<>();
    private final List<String> story = new CopyOnWriteArrayList<>();

    private Nemesis(Stage stage, Scene scene, long seed, List<Fault> repertoire) {
        this.stage = stage;
        this.scene = scene;
        this.chance = new Random(seed);
        this.repertoire = repertoire;
    }

    /// One that does only some of what there is.
    static Nemesis of(Stage stage, Scene scene, long seed, Predicate<Fault> some) {
        var nemesis = new Nemesis(stage, scene, seed, new ArrayList<>());
        nemesis.learn(some);
        return nemesis;
    }

    private void learn(Predicate<Fault> some) {
        var all = new ArrayList<Fault>();
        for (var service : Service.values()) {
            all.add(new Fault(Kind.KILL, service.toString(), () -> {
                stage.house().kill(service);
                pause(0, 1_500);
                stage.restart(service);
            }));
            all.add(new Fault(Kind.FREEZE, service.toString(), () -> {
                stage.house().freeze(service);
                try {
                    pause(1_000, 4_000);
                } finally {
                    stage.house().thaw(service);
                }
            }));
        }
        for (var part : Part.values()) {
            all.add(new Fault(Kind.KILL, part.name(), () -> {
                stage.house().kill(part);
                try {
                    pause(0, 1_500);
                } finally {
                    stage.house().restart(part);
                }
            }));
            all.add(new Fault(Kind.FREEZE, part.name(), () -> {
                stage.house().freeze(part);
                try {
                    pause(1_000, 3_500);
                } finally {
                    stage.house().thaw(part);
                }
            }));
        }
        all.add(new Fault(Kind.FLUSH, "Redis", () -> {
            flushed.add(Instant.now());
            stage.flushRedis();
        }));
        for (var line : stage.lines()) {
            all.add(new Fault(Kind.CUT, "to " + line, () -> {
                for (var times = 0; times < 4; times++) {
                    stage.line(line).cut();
                    pause(100, 900);
                }
            }));
            all.add(new Fault(Kind.TEAR, "to " + line, () -> whileFaulty(line, stage.line(line)::tear, 500, 3_000)));
            all.add(new Fault(
                    Kind.SLOW,
                    "to " + line,
                    () -> whileFaulty(
                            line,
                            () -> stage.line(line).slow(Duration.ofMillis(20 + chance.nextInt(150))),
                            1_000,
                            4_000)));
        }
        all.add(gateway(Kind.GATEWAY_FORGETS, "TIMEOUT_AFTER_EFFECT"));
        all.add(gateway(Kind.GATEWAY_LATE, "LATE"));
        all.stream().filter(some).forEach(repertoire::add);
    }

    private Fault gateway(Kind kind, String mode) {
        return new Fault(kind, "", () -> {
            var fault = "{\"mode\":\"%s\",\"rate\":0.5,\"delayMillis\":1500}".formatted(mode);
            stage.gatewayFaults("{\"confirm\":%s,\"cancel\":%s}".formatted(fault, fault));
            try {
                pause(4_000, 7_000);
            } finally {
                stage.gatewayFaults("{}");
            }
        });
    }

    private void whileFaulty(Stage.Line line, Runnable fault, int least, int most) throws InterruptedException {
        fault.run();
        try {
            pause(least, most);
        } finally {
            stage.line(line).mend();
        }
    }

    private void pause(int least, int most) throws InterruptedException {
        Thread.sleep(least + chance.nextInt(most - least));
    }

    @Override
    public void run() {
        try {
            if (scene.waitFor(CALM)) {
                return;
            }
            while (!scene.isOver()) {
                if (repertoire.isEmpty() && scene.waitFor(Duration.ofSeconds(1))) {
                    return;
                }
                var round = new ArrayList<>(repertoire);
                Collections.shuffle(round, chance);
                for (var fault : round) {
                    if (scene.waitFor(Duration.ofMillis(500 + chance.nextInt(2_000)))) {
                        return;
                    }
                    story.add(Instant.now() + " " + fault.kind().sentence() + " " + fault.what());
                    fault.deed().run();
                    done.merge(fault.kind(), 1, Integer::sum);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Map<Kind, Integer> done() {
        return done;
    }

    List<Instant> flushed() {
        return flushed;
    }

    /// What it did when.
    List<String> story() {
        return story;
    }
}
