package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.endtoend.rush.Addresses;
import io.holdfast.endtoend.rush.Rush;
import io.holdfast.endtoend.rush.Scenario;
import io.holdfast.endtoend.rush.Verdict;
import io.holdfast.launcher.house.House;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InTheHouse.class)
class RehearsalTest {

    @Test
    void of_a_hundred_who_race_for_three_seats_three_win_and_all_are_told(House house) throws Exception {
        // Given
        var addresses =
                new Addresses(house.url(), house.realm(), house.simulator().url(), house.simulatorSecret());
        var report = Path.of("target/rehearsals/seat-race").toAbsolutePath();
        var options = Scenario.SEAT_RACE
                .options()
                .withBuyers(100)
                .withRaced(3)
                .withSeed(20_261_130)
                .withArrivals(Duration.ofSeconds(4), Duration.ofSeconds(1))
                .withHaste(3)
                .withReport(report);

        // When
        var result = new Rush(options, addresses, Olga.plan(2, 10), System.out).play();

        // Then
        System.out.print(result.summary());
        assertThat(result.verdicts()).allMatch(Verdict::passed);
        assertThat(result.verdicts())
                .extracting(Verdict::claim)
                .contains("Each seat that many wanted has exactly one winner", "Money at the payment gateway");
        var data = new ObjectMapper().readTree(report.resolve("report.json").toFile());
        assertThat(data.path("scenario").asText()).isEqualTo("seat-race");
        assertThat(data.path("buyersBy").path("bought").asInt()).isEqualTo(3);
        assertThat(data.path("buyersBy").path("wanted a seat that another got").asInt())
                .isEqualTo(97);
        assertThat(report.resolve("report.html")).content().contains("seat-race", "<svg", "PASS");
    }
}
