package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.account.Browser;
import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A pod that leaves, as it does with every new version: asked politely (SIGTERM), with people in the middle of it.
@ExtendWith(InTheHouse.class)
class SentAwayUnderLoadTest {

    private static final int PEOPLE = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void ticketing_api_is_sent_away_under_load_and_answers_everybody_who_was_there_and_nobody_loses_a_seat(House house)
            throws Exception {
        // Given
        var show = new Olga(house).putsOnSale(Olga.plan(40, 50));
        var seats = new ConcurrentLinkedQueue<>(Person.named("anybody", house).seesSeats(show.performance(), 'A'));
        var crowd = new Crowd(house, show.performance(), seats);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var n = 0; n < PEOPLE; n++) {
                threads.submit(crowd);
            }
            await().atMost(PATIENCE).until(() -> crowd.held.size() >= PEOPLE);

            // When
            var sentAway = Instant.now();
            house.restart(Service.TICKETING_API);

            // Then
            var before = crowd.held.size();
            await().atMost(PATIENCE).until(() -> crowd.held.size() >= before + PEOPLE);
            crowd.over.set(true);
            // Who comes in the door while it is being closed may be cut off, and asks again under the same key.
            assertThat(crowd.unanswered).allMatch(began -> began.isAfter(sentAway));
        }
        assertThat(crowd.refused).hasPositiveValue();
        assertThat(crowd.unexpected).isEmpty();
        assertThat(missing(house, List.copyOf(crowd.held))).isZero();
    }

    /// Each holds one seat after the other, as a guest of their own, and asks the service itself: nobody stands before
    /// it who would ask again for them.
    private static final class Crowd implements Runnable {

        private final Queue<String> seats;
        private final URI holds;
        private final Queue<String> held = new ConcurrentLinkedQueue<>();
        private final AtomicInteger guests = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();

        /// When those requests began that ended without a word.
        private final Queue<Instant> unanswered = new ConcurrentLinkedQueue<>();

        private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean over = new AtomicBoolean();

        Crowd(House house, String performance, Queue<String> seats) {
            this.seats = seats;
            this.holds = URI.create("http://127.0.0.1:%d/api/performances/%s/holds"
                    .formatted(house.ports().http(Service.TICKETING_API), performance));
        }

        @Override
        public void run() {
            try (var http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                while (!over.get()) {
                    var seat = seats.remove();
                    var hold = HttpRequest.newBuilder(holds)
                            .timeout(PATIENCE)
                            .header("Cookie", Browser.COOKIE + "=guest%017d".formatted(guests.incrementAndGet()))
                            .header("Idempotency-Key", UUID.randomUUID().toString())
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"seats\":[\"" + seat + "\"]}"))
                            .build();
                    while (!over.get() && !isAnswered(http, hold)) {
                        // The same once more, under the same key.
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean isAnswered(HttpClient http, HttpRequest hold) throws InterruptedException {
            var began = Instant.now();
            try {
                var answer = http.send(hold, BodyHandlers.ofString());
                if (answer.statusCode() == 201) {
                    held.add(new ObjectMapper()
                            .readTree(answer.body())
                            .path("id")
                            .asText());
                    return true;
                }
                if (answer.statusCode() != 503) {
                    unexpected.add(answer.statusCode() + " " + answer.body());
                    return true;
                }
                refused.incrementAndGet();
            } catch (ConnectException _) {
                refused.incrementAndGet();
            } catch (IOException e) {
                unanswered.add(began);
            }
            // Whoever is refused waits a little.
            Thread.sleep(20);
            return false;
        }
    }

    private static long missing(House house, List<String> holds) throws SQLException {
        try (var connection = house.postgres().admin("holdfast");
                var statement = connection.prepareStatement("""
                        select count(*)
                          from unnest(?) as told (id)
                         where not exists (select from ticketing.hold where id = cast(told.id as uuid))
                        """)) {
            statement.setArray(1, connection.createArrayOf("text", holds.toArray()));
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
