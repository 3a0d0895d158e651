package io.holdfast.endtoend.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/// Two things measured in turns (A B, B A, A B, …), so that whatever else the machine does in the meantime befalls
/// both alike.
public record Pairs(List<Double> ours, List<Double> others) {

    public Pairs {
        ours = List.copyOf(ours);
        others = List.copyOf(others);
        if (ours.isEmpty() || ours.size() != others.size()) {
            throw new IllegalArgumentException("pairs are measured at least once, and both sides as often");
        }
    }

    public static Pairs measure(int rounds, DoubleSupplier ours, DoubleSupplier others) {
        var first = new ArrayList<Double>();
        var second = new ArrayList<Double>();
        for (var round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                first.add(ours.getAsDouble());
                second.add(others.getAsDouble());
            } else {
                second.add(others.getAsDouble());
                first.add(ours.getAsDouble());
            }
        }
        return new Pairs(first, second);
    }

    /// Ours to the others', pair by pair.
    public List<Double> ratios() {
        return IntStream.range(0, ours.size())
                .mapToObj(i -> ours.get(i) / others.get(i))
                .toList();
    }

    /// The median of the pairs' ratios, which a busy moment cannot move far.
    public double ratio() {
        return median(ratios());
    }

    public static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        var middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
