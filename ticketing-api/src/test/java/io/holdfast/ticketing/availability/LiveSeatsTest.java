package io.holdfast.ticketing.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@HouseTest
class LiveSeatsTest {

    @Inject
    BoxOffice house;

    @Inject
    Availability availability;

    @Test
    void seats_are_found_by_their_place_in_the_plan() {
        var on = house.openSale();

        var seats = availability.live(PerformanceId.fromString(on.performance()));

        assertThat(seats.capacity()).isEqualTo(40);
        assertThat(seats.id(seats.ordinal(new SeatId("B-7")))).isEqualTo(new SeatId("B-7"));
        assertThat(seats.ordinal(new SeatId("Z-1"))).isEqualTo(-1);
    }

    @Test
    void a_held_seat_is_not_free_and_its_neighbour_is() {
        var on = house.openSale();
        house.guest().held(on, "A-3");

        var seats = availability.live(PerformanceId.fromString(on.performance()));

        assertThat(seats.state(seats.ordinal(new SeatId("A-3")))).isEqualTo(LiveSeats.HELD);
        assertThat(seats.free(seats.ordinal(new SeatId("A-4")))).isTrue();
    }
}
