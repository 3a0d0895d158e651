package io.holdfast.endtoend.rush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.endtoend.rush.RushOptions.Command;
import io.holdfast.endtoend.rush.RushOptions.DemoHall;
import io.holdfast.endtoend.rush.RushOptions.WrongUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RushOptionsTest {

    @Test
    void a_rush_is_the_opening_of_a_sale() {
        // When
        var rush = parsed("rush --buyers 300 --seed 7");

        // Then
        assertThat(rush.scenario()).isEqualTo(Scenario.SALE_OPENING);
        assertThat(rush.buyers()).isEqualTo(300);
        assertThat(rush.seed()).isEqualTo(7);
        assertThat(rush.report()).endsWithRaw(Path.of(".holdfast/rush"));
    }

    @Test
    void a_scenario_brings_its_presets_and_what_is_said_wins() {
        // When
        var race = parsed("rehearse seat-race --seats 2 --buyers 10000 --hall arena");

        // Then
        assertThat(race.scenario()).isEqualTo(Scenario.SEAT_RACE);
        assertThat(race.waitingRoom()).isFalse();
        assertThat(race.special().raced()).isEqualTo(2);
        assertThat(race.special().hall()).isEqualTo(DemoHall.ARENA);
        assertThat(race.buyers()).isEqualTo(10_000);
        assertThat(race.report()).endsWithRaw(Path.of(".holdfast/rehearsals/seat-race"));
    }

    @Test
    void a_rate_and_a_time_say_how_many_come() {
        // When
        var load = parsed("rehearse sustained-load --per-second 20 --arrivals 300 --p95 500");

        // Then
        assertThat(load.buyers()).isEqualTo(6_000);
        assertThat(load.special().hall()).isEqualTo(DemoHall.ARENA);
        assertThat(load.special().promise()).contains(Duration.ofMillis(500));
    }

    @Test
    void without_a_scenario_those_there_are_are_listed() {
        // When
        var usage = RushOptions.usage(Command.from(words("rehearse")));

        // Then
        assertThat(usage).contains("sale-opening", "seat-race", "queue-wave", "simultaneous-payment", "sustained-load");
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void each_scenario_says_what_can_be_said(Scenario scenario) {
        // When
        var usage = RushOptions.usage(Command.from(words("rehearse " + scenario)));

        // Then
        assertThat(usage).contains("Usage: ./holdfast rehearse " + scenario, "--buyers N", "--url URL");
    }

    @Test
    void an_unknown_scenario_is_answered_with_those_there_are() {
        assertThatThrownBy(() -> parsed("rehearse stampede"))
                .isInstanceOf(WrongUsage.class)
                .hasMessage("There is no scenario “stampede”. There is: sale-opening, seat-race, queue-wave,"
                        + " simultaneous-payment, sustained-load.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--buyers none",
                "--buyers 0",
                "--rate -1",
                "--per-second NaN",
                "--haste 0",
                "--hall cellar",
                "--p95 0",
                "--waves 0"
            })
    void nonsense_is_named(String option) {
        assertThatThrownBy(() -> parsed("rehearse queue-wave " + option))
                .isInstanceOf(WrongUsage.class)
                .hasMessage("“%s” makes no sense to me.", option);
    }

    @Test
    void another_organiser_needs_a_password_that_stands_on_no_command_line() {
        assertThatThrownBy(() -> Addresses.find(
                        new Addresses.Given(
                                "https://tickets.example.org", "https://login.example.org", null, null, "eve"),
                        Path.of("nowhere")))
                .isInstanceOf(WrongUsage.class)
                .hasMessage("The password of eve is expected in HOLDFAST_ORGANISER_PASSWORD.");
    }

    private static RushOptions parsed(String text) {
        var words = words(text);
        return RushOptions.parse(Command.from(words), words).play();
    }

    private static ArrayDeque<String> words(String text) {
        return new ArrayDeque<>(List.of(text.split(" ")));
    }
}
