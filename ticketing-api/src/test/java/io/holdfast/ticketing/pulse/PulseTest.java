package io.holdfast.ticketing.pulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.PulseEvent.SalePulse;
import io.holdfast.contracts.event.PulseEvent.Trouble;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@HouseTest
class PulseTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    DataSource database;

    @Inject
    PulseConfig config;

    @AfterEach
    void the_gateway_behaves_again() {
        house.gatewayFaults("{}");
    }

    @Test
    void a_running_sale_is_told_of_with_what_is_left_held_and_usual() {
        // Given
        var on = house.queuedSale();
        house.guest().admittedTo(on).buys(on, "A-1", "A-2", "A-3");
        house.guest().admittedTo(on).buys(on, "A-4");

        // When
        house.guest().admittedTo(on).held(on, "B-1");

        // Then
        var pulse = broker.awaitPulse(about(on, told -> told.seatsHeld() == 1));
        assertThat(pulse.seatsLeft()).isEqualTo(35);
        assertThat(pulse.seatsPerOrder()).isEqualTo(2.0, within(0.01));
        assertThat(pulse.health().databaseMillis()).isPositive();
    }

    @Test
    void seats_whose_hold_has_lapsed_are_left() {
        // Given
        var on = house.queuedSale();
        var hold = house.guest().admittedTo(on).held(on, "A-1", "A-2");
        broker.awaitPulse(about(on, told -> told.seatsHeld() == 2));

        // When
        house.lapse(hold);

        // Then
        var pulse = broker.awaitPulse(about(on, told -> told.seatsHeld() == 0));
        assertThat(pulse.seatsLeft()).isEqualTo(40);
    }

    @Test
    void a_sale_without_a_waiting_room_is_nobodys_business() {
        // Given
        var open = house.openSale();

        // When
        var queued = house.queuedSale();

        // Then
        broker.awaitPulse(about(queued, _ -> true));
        assertThat(broker.pulses()).noneMatch(about(open, _ -> true));
    }

    @Test
    void payments_that_fail_broadly_are_trouble_and_say_so() throws Exception {
        // Given
        var on = house.queuedSale();
        house.gatewayFaults("{\"confirm\":{\"mode\":\"ERROR_500\"}}");

        // When
        try (var threads = Executors.newFixedThreadPool(6)) {
            var running = new ArrayList<Future<?>>();
            for (var n = 0; n < 20; n++) {
                var seat = (char) ('A' + n / 10) + "-" + (n % 10 + 1);
                running.add(threads.submit(() -> {
                    var ann = house.guest().admittedTo(on);
                    var hold =
                            ann.holds(on, seat).then().statusCode(201).extract().jsonPath();
                    var amount = hold.getLong("total.amount");
                    ann.confirms(ann.atTheGateway(ann.ordered(hold.getString("id")), amount, "approve"));
                }));
            }
            for (var one : running) {
                one.get();
            }
        }

        // Then
        var pulse = broker.awaitPulse(about(on, told -> told.health().trouble() == Trouble.PAYMENT));
        assertThat(pulse.health().payments()).isGreaterThanOrEqualTo(20);
        assertThat(pulse.health().paymentsFailed()).isGreaterThan(0.3);
        assertThat(pulse.seatsHeld()).isEqualTo(20);
    }

    @Test
    void a_database_that_is_slow_for_everybody_is_trouble() throws Exception {
        // Given
        var on = house.queuedSale();
        broker.awaitPulse(about(on, _ -> true));

        // When
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table process_health");
            statement.execute("select pg_sleep(4)");
            connection.commit();
            connection.setAutoCommit(true);
        }

        // Then
        broker.awaitPulse(about(on, told -> told.health().trouble() == Trouble.DATABASE));
    }

    @Test
    void trouble_that_has_passed_is_told_as_well() {
        var on = house.queuedSale();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> broker.awaitPulse(about(on, _ -> true)).health().trouble() == Trouble.NONE);
    }

    @Test
    void of_64_processes_that_ask_at_once_exactly_one_measures() throws Exception {
        // Given
        var sale = SaleId.fromString(house.queuedSale().sale());
        var two = List.of(new Measuring(database, patient()), new Measuring(database, patient()));
        house.run("delete from pulse where sale_id = '%s'".formatted(sale));

        // When
        var given = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Integer>>();
            for (var i = 0; i < 64; i++) {
                var store = two.get(i % 2);
                running.add(threads.submit(() -> store.due(List.of(sale)).size()));
            }
            for (var one : running) {
                given += one.get();
            }
        }

        // Then
        assertThat(given).isLessThanOrEqualTo(1);
        assertThat(two.getFirst().due(List.of(sale))).isEmpty();
    }

    @Test
    void a_hall_of_45_000_seats_is_counted_in_a_moment() {
        // Given
        var on = house.queuedSale();
        house.run("""
            insert into seat (performance_id, id, ordinal, section, row_label, number, label, grade, amount, currency)
            select '%s', 'X-' || n, n, 'X', '1', n, 'X 1 ' || n, 'S', 110000, 'KRW'
              from generate_series(41, 45000) as n
            """.formatted(on.performance()));
        var measuring = new Measuring(database, config);
        var began = System.nanoTime();

        // When
        var seats = measuring.seats(SaleId.fromString(on.sale()));

        // Then
        assertThat(seats).isEqualTo(new Measuring.Seats(45_000, 0, 2));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    }

    private static Predicate<SalePulse> about(OnSale on, Predicate<SalePulse> which) {
        return pulse -> pulse.sale().toString().equals(on.sale()) && which.test(pulse);
    }

    /// The same settings, but a measured sale is left alone for long.
    private PulseConfig patient() {
        return new PulseConfig() {
            @Override
            public Duration every() {
                return Duration.ofMinutes(10);
            }

            @Override
            public Duration silence() {
                return config.silence();
            }

            @Override
            public Duration before() {
                return config.before();
            }

            @Override
            public Duration after() {
                return config.after();
            }

            @Override
            public double paymentsFailed() {
                return config.paymentsFailed();
            }

            @Override
            public int paymentsEnough() {
                return config.paymentsEnough();
            }

            @Override
            public Duration databaseSlow() {
                return config.databaseSlow();
            }
        };
    }
}
