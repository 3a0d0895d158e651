package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.endtoend.rush.Addresses;
import io.holdfast.endtoend.rush.Rush;
import io.holdfast.endtoend.rush.RushOptions;
import io.holdfast.endtoend.rush.RushOptions.Shares;
import io.holdfast.endtoend.rush.SeatMap;
import io.holdfast.endtoend.rush.Verdict;
import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InTheHouse.class)
class CrashInARushTest {

    private static final int SEATS = 120;

    @Test
    void ticketing_api_dies_in_the_middle_of_a_rush_and_no_seat_is_sold_twice_nor_any_paid_one_lost(House house)
            throws Exception {
        // Given
        var addresses =
                new Addresses(house.url(), house.realm(), house.simulator().url(), house.simulatorSecret());
        var options = RushOptions.usual()
                .withBuyers(150)
                .withSeed(20_261_120)
                .withRoom(12, 60)
                .withArrivals(Duration.ofSeconds(4), Duration.ofSeconds(8))
                .withTimes(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(180))
                .withHaste(1.5)
                .withShares(new Shares(0.6, 0.03, 0.03, 0.03, 0.1, 0.06))
                .withPatience(Duration.ofMinutes(4))
                .withReport(Path.of("target/rush").toAbsolutePath())
                .expectingOutage();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var rush = threads.submit(() -> new Rush(options, addresses, Olga.plan(10, SEATS / 10), System.out).play());
            awaitSold(house, options.seed(), SEATS / 6);

            // When
            house.kill(Service.TICKETING_API);
            house.restart(Service.TICKETING_API);
            var result = rush.get();

            // Then
            System.out.print(result.summary());
            assertThat(result.verdicts()).allMatch(Verdict::passed);
            assertThat(result.verdicts())
                    .extracting(Verdict::claim)
                    .contains("Seats sold twice", "Money against tickets", "Money at the payment gateway");
        }
    }

    /// Of the show that the rush has put on sale.
    private static void awaitSold(House house, long seed, int seats) {
        var anybody = Person.named("anybody", house);
        var performance = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> anybody.get("/api/shows?q=seed+" + seed)
                                .json(200)
                                .path("shows")
                                .path(0),
                        show -> show.path("title").asText().contains("seed " + seed))
                .path("performances")
                .path(0)
                .path("id")
                .asText();
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> SeatMap.letters(anybody.get("/api/performances/" + performance + "/seats")
                                        .json(200))
                                .chars()
                                .filter(state -> state == 'S')
                                .count()
                        >= seats);
    }
}
