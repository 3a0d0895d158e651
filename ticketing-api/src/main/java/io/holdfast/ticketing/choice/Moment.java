package io.holdfast.ticketing.choice;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.availability.Availability;
import io.holdfast.ticketing.availability.LiveSeats;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.show.Performance;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// What is asked about seats, in the hall as it stood a moment ago.
@ApplicationScoped
class Moment {

    private final Catalogue catalogue;
    private final Geometries geometries;
    private final Availability availability;

    Moment(Catalogue catalogue, Geometries geometries, Availability availability) {
        this.catalogue = catalogue;
        this.geometries = geometries;
        this.availability = availability;
    }

    /// @return empty for seats we do not know, places without a number, and while the plan is being exchanged
    List<List<SeatId>> look(
            PerformanceId id, Collection<SeatId> wanted, BiFunction<Choices, int[], List<int[]>> question) {
        var performance = catalogue.performance(id);
        var hall = geometries.of(performance);
        var live = availability.live(id);
        if (live.capacity() != hall.places()) {
            return List.of();
        }
        return positions(live, hall, wanted)
                .map(seats -> question.apply(new Choices(hall, live::free, performance.orphanRule()), seats))
                .orElse(List.of())
                .stream()
                .map(choice -> Arrays.stream(choice).mapToObj(live::id).toList())
                .toList();
    }

    /// @return false when it leaves one, or nothing is known
    boolean leavesNoOrphan(Performance performance, Collection<SeatId> wanted) {
        var hall = geometries.known(performance);
        var live = availability.known(performance.id());
        return hall.isPresent()
                && live.isPresent()
                && live.get().capacity() == hall.get().places()
                && positions(live.get(), hall.get(), wanted)
                        .filter(seats -> Search.orphans(hall.get(), live.get()::free, seats).length == 0)
                        .isPresent();
    }

    private static Optional<int[]> positions(LiveSeats live, Geometry hall, Collection<SeatId> wanted) {
        var seats = wanted.stream().mapToInt(live::ordinal).distinct().sorted().toArray();
        var numbered = seats.length > 0 && seats[0] >= 0 && seats[seats.length - 1] < hall.seats();
        return numbered ? Optional.of(seats) : Optional.empty();
    }
}
