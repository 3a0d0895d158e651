package io.holdfast.ticketing.hall;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.hall.PlanOutcome.Read;
import io.holdfast.ticketing.hall.SeatingPlan.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The plans the launcher brings, read as an organiser's own.
class DemoHallPlansTest {

    @Test
    void the_theatre_has_1004_seats_in_four_grades_and_looks_at_its_stage() throws IOException {
        // When
        var plan = plan("theatre-1004.json");

        // Then
        assertThat(plan.seatsPerGrade()).isEqualTo(Map.of("VIP", 100, "R", 300, "S", 398, "A", 206));
        assertThat(plan.focalPoint()).isEqualTo(new Point(572, 85));
        assertThat(plan.seats().filter(seat -> seat.id().value().equals("1F-A-8")))
                .singleElement()
                .satisfies(seat -> assertThat(seat.label()).isEqualTo("1층 B구역 A 8"));
    }

    @Test
    void the_arena_has_15000_seats_and_its_geometry_stays_small() throws IOException {
        // When
        var plan = plan("arena-15000.json");

        // Then
        assertThat(plan.capacity()).isEqualTo(15_000);
        assertThat(plan.sections()).hasSize(56);
        assertThat(PlanGeometry.json(plan, Map.of("VIP", Money.won(160_000))).length)
                .isLessThan(500_000);
    }

    private static SeatingPlan plan(String file) throws IOException {
        var json = Files.readAllBytes(Path.of("../platform/launcher/src/main/resources/demo", file));
        return ((Read) PretixPlan.read(json)).plan();
    }
}
