package io.holdfast.simulation;

import io.holdfast.simulation.Failure.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Plays stories about one rule.
///
/// @param <S> a step
/// @param worlds makes a fresh world, with chance of its own; the same chance makes the same world
/// @param length of a story in steps
/// @param beats after so many without a fault everything has to be at rest
public record Simulation<S>(
        String rule, Deck<S> deck, Function<RandomGenerator, World<S>> worlds, int length, int beats) {

    private record Break(Mode mode, String why) {}

    /// Where one story breaks a rule others do, and the shortest is the easiest to understand.
    private static final int OTHERS = 100;

    /// Plays stories until one breaks the rule. Says on the console how fast it was.
    ///
    /// @return the shortest of the first that do
    public Optional<Failure<S>> play(Seeds seeds) {
        var began = System.nanoTime();
        for (var n = 0; n < seeds.count(); n++) {
            var failure = play(seeds.first() + n);
            if (failure.isPresent()) {
                return shortest(failure.get(), Math.min(OTHERS, seeds.count() - n - 1));
            }
        }
        var seconds = Math.max(1e-9, (System.nanoTime() - began) / 1e9);
        System.out.printf(
                "%s: %,d seeds from %d in %.1f s, %,.0f a minute%n",
                rule, seeds.count(), seeds.first(), seconds, 60 * seeds.count() / seconds);
        return Optional.empty();
    }

    private Optional<Failure<S>> shortest(Failure<S> first, int others) {
        return LongStream.rangeClosed(first.seed(), first.seed() + others)
                .mapToObj(this::play)
                .flatMap(Optional::stream)
                .filter(failure -> failure.mode() == first.mode())
                .min(Comparator.comparingInt(failure -> failure.story().size()));
    }

    public Optional<Failure<S>> play(long seed) {
        var story = deck.story(new SplittableRandom(seed), length);
        var broken = broken(seed, story);
        if (broken == null) {
            return Optional.empty();
        }
        var shortened = shortened(seed, story, broken.mode());
        var why = broken(seed, shortened);
        return Optional.of(
                new Failure<>(rule, seed, broken.mode(), (why == null ? broken : why).why(), shortened, story.size()));
    }

    private @Nullable Break broken(long seed, List<S> story) {
        try {
            var world = worlds.apply(new SplittableRandom(~seed));
            for (var step : story) {
                world.take(step);
                world.check();
            }
            for (var beat = 0; !world.isAtRest(); beat++) {
                if (beat == beats) {
                    return new Break(Mode.LIVENESS, "no rest after %d quiet beats".formatted(beats));
                }
                world.goOn();
                world.check();
            }
            return null;
        } catch (Broken e) {
            return new Break(Mode.SAFETY, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Break(Mode.SAFETY, e.toString());
        }
    }

    /// Leaves out halves, quarters and at last single steps, as long as it breaks in the same way.
    private List<S> shortened(long seed, List<S> story, Mode mode) {
        var kept = story;
        for (var size = Math.max(1, story.size() / 2); ; size = Math.max(1, size / 2)) {
            var before = kept.size();
            for (var from = 0; from < kept.size(); ) {
                var without = new ArrayList<>(kept);
                without.subList(from, Math.min(from + size, kept.size())).clear();
                var broken = broken(seed, without);
                if (broken != null && broken.mode() == mode) {
                    kept = without;
                } else {
                    from += size;
                }
            }
            if (size == 1 && kept.size() == before) {
                return List.copyOf(kept);
            }
        }
    }
}
