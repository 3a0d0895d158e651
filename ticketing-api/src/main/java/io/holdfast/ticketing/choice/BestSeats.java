package io.holdfast.ticketing.choice;

import io.holdfast.ticketing.choice.Geometry.Area;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// The best places there are for a party that leaves the choice to us.
public final class BestSeats {

    /// What a party would take.
    ///
    /// @param count how many sit together if they can
    /// @param grade position in the plan's grades; any when empty
    /// @param section position in the plan's sections; anywhere when empty
    /// @param area general admission: one place is as good as the next. Empty: seats
    public record Party(int count, OptionalInt grade, OptionalInt section, Optional<Area> area) {}

    private BestSeats() {}

    /// Neighbours that leave no single seat, else neighbours, else as few groups as can be; of these the nearest to
    /// what people came to look at.
    ///
    /// @param free by position in the plan
    /// @return positions; empty when there are not so many
    public static Optional<int[]> of(Geometry hall, IntPredicate free, Party party) {
        return party.area().isPresent()
                ? places(party.area().get(), free, party.count())
                : new Choices(hall, free, true).best(party.count(), wanted(hall, party));
    }

    /// The same, but nobody is split up for it.
    public static Optional<int[]> together(Geometry hall, IntPredicate free, Party party) {
        return party.area().isPresent()
                ? places(party.area().get(), free, party.count())
                : new Choices(hall, free, true).bestTogether(party.count(), wanted(hall, party));
    }

    private static Optional<int[]> places(Area area, IntPredicate free, int count) {
        var places = IntStream.range(area.from(), area.to())
                .filter(free)
                .limit(count)
                .toArray();
        return places.length == count ? Optional.of(places) : Optional.empty();
    }

    private static IntPredicate wanted(Geometry hall, Party party) {
        return seat ->
                (party.grade().isEmpty() || hall.grade(seat) == party.grade().getAsInt())
                        && (party.section().isEmpty()
                                || hall.section(seat) == party.section().getAsInt());
    }
}
