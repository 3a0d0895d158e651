package io.holdfast.ticketing.hall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.hall.PlanOutcome.Read;
import io.holdfast.ticketing.hall.SeatingPlan.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// The plans the launcher brings, read as an organiser's own.
class DemoHallPlansTest {

    private static final ObjectMapper JSON = new ObjectMapper();

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

    @Test
    void the_overview_of_the_arena_tells_what_its_sections_hold_and_where_they_are() throws IOException {
        // Given
        var plan = plan("arena-15000.json");
        var prices = Map.of("VIP", Money.won(160_000));
        var whole = JSON.readTree(PlanGeometry.json(plan, prices)).path("sections");

        // When
        var overview = JSON.readTree(PlanGeometry.overview(plan, prices)).path("sections");

        // Then
        assertThat(overview).hasSameSizeAs(whole);
        for (var n = 0; n < overview.size(); n++) {
            var seats = whole.path(n).path("seats");
            assertThat(overview.path(n).path("name")).isEqualTo(whole.path(n).path("name"));
            assertThat(gradesOf(overview.path(n).path("runs"))).isEqualTo(grades(seats));
            assertThat(reach(overview.path(n).path("outline"))).containsExactly(reach(positions(seats)), within(0.001));
        }
    }

    @Test
    void the_overview_of_the_theatre_has_its_seats() throws IOException {
        // Given
        var plan = plan("theatre-1004.json");

        // When
        var overview = PlanGeometry.overview(plan, Map.of());

        // Then
        assertThat(overview).isEqualTo(PlanGeometry.json(plan, Map.of()));
    }

    @Test
    void the_seats_of_some_sections_are_those_of_the_whole_plan() throws IOException {
        // Given
        var plan = plan("arena-15000.json");
        var whole = JSON.readTree(PlanGeometry.json(plan, Map.of())).path("sections");

        // When
        var last = JSON.readTree(PlanGeometry.sections(plan, 54, 10)).path("sections");

        // Then
        assertThat(last).hasSize(2);
        assertThat(last.path(1).path("seats")).isEqualTo(whole.path(55).path("seats"));
    }

    private static List<Integer> grades(JsonNode seats) {
        var grades = new ArrayList<Integer>();
        seats.forEach(seat -> grades.add(seat.path(3).asInt()));
        return grades;
    }

    private static List<Integer> gradesOf(JsonNode runs) {
        var grades = new ArrayList<Integer>();
        runs.forEach(run -> grades.addAll(
                Collections.nCopies(run.path(1).asInt(), run.path(0).asInt())));
        return grades;
    }

    private static JsonNode positions(JsonNode seats) {
        var positions = JSON.createArrayNode();
        seats.forEach(seat -> positions.addArray().add(seat.path(1)).add(seat.path(2)));
        return positions;
    }

    /// How far the points reach to each of eight sides; two sets with the same hull reach as far.
    private static double[] reach(JsonNode points) {
        return IntStream.range(0, 8)
                .mapToDouble(side -> {
                    var x = Math.cos(side * Math.PI / 4);
                    var y = Math.sin(side * Math.PI / 4);
                    return StreamSupport.stream(points.spliterator(), false)
                            .mapToDouble(
                                    at -> at.path(0).asDouble() * x + at.path(1).asDouble() * y)
                            .max()
                            .orElseThrow();
                })
                .toArray();
    }

    private static SeatingPlan plan(String file) throws IOException {
        var json = Files.readAllBytes(Path.of("../platform/launcher/src/main/resources/demo", file));
        return ((Read) PretixPlan.read(json)).plan();
    }
}
