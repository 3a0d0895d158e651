package io.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// What may happen in a story, and how often. In each story some of it happens much more often than usual and
/// some of it never, so that rare things meet.
///
/// @param <S> a step
public final class Deck<S> {

    private record Card<S>(int weight, Function<RandomGenerator, ? extends S> step) {}

    private final List<Card<S>> cards = new ArrayList<>();

    /// @param weight how often it happens, compared with the others
    public Deck<S> with(int weight, Function<RandomGenerator, ? extends S> step) {
        cards.add(new Card<>(weight, step));
        return this;
    }

    List<S> story(RandomGenerator random, int steps) {
        var weights = cards.stream()
                .mapToInt(card -> switch (random.nextInt(6)) {
                    case 0 -> 0;
                    case 1 -> 4 * card.weight();
                    default -> card.weight();
                })
                .toArray();
        var all = 0;
        for (var weight : weights) {
            all += weight;
        }
        var story = new ArrayList<S>(steps);
        for (var n = 0; n < steps && all > 0; n++) {
            var left = random.nextInt(all);
            var card = 0;
            while (left >= weights[card]) {
                left -= weights[card++];
            }
            story.add(cards.get(card).step().apply(random));
        }
        return story;
    }
}
