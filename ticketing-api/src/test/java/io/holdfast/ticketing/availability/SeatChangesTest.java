package io.holdfast.ticketing.availability;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.account.Browser;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

@HouseTest
class SeatChangesTest {

    @Inject
    BoxOffice house;

    @Inject
    LiveMaps maps;

    @TestHTTPResource("/")
    URI address;

    @Test
    void a_follower_is_first_told_everything() {
        var on = house.openSale();
        house.guest().held(on, "A-2");

        try (var ann = Follower.of(address, on.performance())) {
            soon().untilAsserted(
                            () -> assertThat(ann.states()).startsWith("AHA").hasSize(40));
            assertThat(ann.told().getFirst().event()).isEqualTo("seats");
            assertThat(ann.told().getFirst().id()).isEqualTo(version(on));
        }
    }

    @Test
    void a_hold_and_its_end_are_told_as_they_happen() {
        var on = house.openSale();
        var bob = house.guest();
        try (var ann = follows(on)) {
            var hold = bob.held(on, "A-1", "A-2");
            soon().untilAsserted(() -> assertThat(ann.states()).startsWith("HHA"));
            assertThat(ann.told().getLast().event()).isEqualTo("changes");
            assertThat(ann.told().getLast().data().getInt("left.R")).isEqualTo(8);

            bob.asks().noContentType().delete("/api/holds/{h}", hold).then().statusCode(204);

            soon().untilAsserted(() -> assertThat(ann.states()).startsWith("AAA"));
        }
    }

    @Test
    void a_purchase_is_told() {
        var on = house.openSale();
        try (var ann = follows(on)) {
            house.guest().buys(on, "B-1");

            soon().untilAsserted(() -> assertThat(ann.states()).matches("A{10}SA.*"));
        }
    }

    @Test
    void seats_that_come_back_are_told() {
        var on = house.openSale();
        house.run("update seat set state = 'RELEASED', release_id = gen_random_uuid(),"
                + " until = now() + interval '800 milliseconds' where performance_id = '%s' and id = 'A-1'"
                        .formatted(on.performance()));
        try (var ann = follows(on)) {
            assertThat(ann.states()).startsWith("H");

            await().atMost(Duration.ofMillis(1_900))
                    .untilAsserted(() -> assertThat(ann.states()).startsWith("A"));
        }
    }

    @Test
    void who_was_cut_off_is_told_only_what_was_missed() {
        var on = house.openSale();
        String last;
        try (var ann = follows(on)) {
            last = ann.told().getLast().id();
        }
        house.guest().held(on, "A-3");
        soon().until(() -> !version(on).equals(last));

        try (var again = Follower.since(address, on.performance(), last)) {
            soon().until(() -> !again.told().isEmpty());

            assertThat(again.told().getFirst().event()).isEqualTo("changes");
            assertThat(again.told().getFirst().data().getList("held")).isEqualTo(List.of(2));
        }
    }

    @Test
    void who_comes_with_a_snapshot_begins_where_it_ends() {
        var on = house.openSale();
        var known = version(on);
        house.guest().held(on, "A-3");
        soon().until(() -> !version(on).equals(known));

        try (var ann = Follower.of(address, on.performance(), "?since=" + known, Map.of())) {
            soon().until(() -> !ann.told().isEmpty());

            assertThat(ann.told().getFirst().event()).isEqualTo("changes");
        }
    }

    @Test
    void who_knows_something_nobody_remembers_is_told_everything() {
        var on = house.openSale();

        try (var ann = Follower.since(address, on.performance(), "from-another-time")) {
            soon().until(() -> !ann.told().isEmpty());

            assertThat(ann.told().getFirst().event()).isEqualTo("seats");
        }
    }

    @Test
    void who_follows_to_the_end_sees_what_a_snapshot_shows() {
        var on = house.openSale();
        try (var ann = follows(on)) {
            var bob = house.guest();
            var holds = new ArrayList<String>();
            for (var row : List.of("A", "B", "C", "D")) {
                holds.add(house.guest().held(on, row + "-1", row + "-2"));
                holds.add(house.guest().held(on, row + "-5", row + "-6"));
            }
            bob.buys(on, "D-9", "D-10");

            soon().untilAsserted(() -> assertThat(ann.states())
                    .isEqualTo(Follower.letters(given().get("/api/performances/{p}/seats", on.performance())
                            .jsonPath()))
                    .contains("SS"));
            assertThat(holds).hasSize(8);
        }
    }

    @Test
    void one_browser_has_so_many_streams_and_no_more() {
        var on = house.openSale();
        var cookie = Map.of("Cookie", Browser.COOKIE + "=" + Browser.newSecret());
        var open = new ArrayList<Follower>();
        try {
            for (var n = 0; n < 8; n++) {
                open.add(Follower.of(address, on.performance(), "", cookie));
            }
            open.add(Follower.of(address, on.performance(), "", cookie));

            assertThat(open.stream().map(Follower::status))
                    .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, 429);
        } finally {
            open.forEach(Follower::close);
        }
    }

    @Test
    void a_stream_that_is_closed_makes_room_for_another() {
        var on = house.openSale();
        var cookie = Map.of("Cookie", Browser.COOKIE + "=" + Browser.newSecret());
        for (var n = 0; n < 8; n++) {
            Follower.of(address, on.performance(), "", cookie).close();
        }

        soon().untilAsserted(() -> {
            try (var ann = Follower.of(address, on.performance(), "", cookie)) {
                assertThat(ann.status()).isEqualTo(200);
            }
        });
        soon().until(maps::listeners, count -> count == 0);
    }

    @Test
    void who_follows_is_sent_elsewhere_when_this_process_ends() {
        var on = house.openSale();
        try (var ann = follows(on)) {
            maps.endAll();

            soon().until(ann::over);
        }
    }

    @Test
    void a_stream_is_not_stored_nor_collected_on_its_way() {
        var on = house.openSale();
        try (var ann = follows(on)) {
            assertThat(ann.header("Content-Type")).startsWith("text/event-stream");
            assertThat(ann.header("Cache-Control")).isEqualTo("no-store");
            assertThat(ann.header("X-Accel-Buffering")).isEqualTo("no");
        }
    }

    private Follower follows(OnSale on) {
        var follower = Follower.of(address, on.performance());
        soon().until(() -> !follower.states().isEmpty());
        return follower;
    }

    private static String version(OnSale on) {
        return given().get("/api/performances/{p}/seats", on.performance()).path("version");
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(10));
    }
}
