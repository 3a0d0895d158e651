package io.holdfast.ticketing.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.id.SeatId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewsTest {

    @Test
    void news_arrive_as_they_were_told() {
        var told = News.of(
                "p1",
                List.of(
                        new Seen(new SeatId("A-1"), LiveSeats.HELD, 1_790_000_000_000_000L, 1_780_000_000_000_000L),
                        new Seen(new SeatId("B-2"), LiveSeats.SOLD, Seen.NEVER, 1_780_000_000_000_001L)));

        var heard = News.read(told.text());

        assertThat(heard).contains(told);
    }

    @Test
    void that_everything_is_to_be_read_again_is_news_too() {
        var told = News.again("p1");

        var heard = News.read(told.text());

        assertThat(heard).contains(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2 p1 seats",
                "1 p1",
                "1 p1 seats\nA-1 1",
                "1 p1 seats\nA-1 7 0 0",
                "1 p1 seats\n<a> 1 0 0",
                "1 p1 seats\nA-1 1 x 0"
            })
    void what_cannot_be_understood_is_no_news(String text) {
        var heard = News.read(text);

        assertThat(heard).isEmpty();
    }
}
