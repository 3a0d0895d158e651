package io.holdfast.ticketing.ranking;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.ranking.Counts.Heard;
import io.holdfast.ticketing.ranking.Ranking.Sold;
import io.quarkus.redis.datasource.RedisDataSource;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/// Real bookings, a real topic and a real Redis. Other tests sell too, so the shows here sell more.
@HouseTest
class RankingTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    Ranking ranking;

    @Inject
    Counts counts;

    @Inject
    IssuedTickets listener;

    @Inject
    RedisDataSource redis;

    @ConfigProperty(name = "holdfast.redis.prefix")
    String prefix;

    @Test
    void the_show_that_sells_more_stands_before_the_other_as_soon_as_it_is_sold() {
        var much = sells(19);
        var less = sells(18);

        var top = awaitTop(much, less);

        assertThat(top.indexOf(much.show())).isLessThan(top.indexOf(less.show()));
    }

    @Test
    void what_redis_has_forgotten_is_counted_anew() {
        var on = sells(19);
        awaitTop(on);

        forgetAll();

        assertThat(awaitTop(on)).contains(on.show());
    }

    @Test
    void a_booking_that_was_cancelled_does_not_count_when_it_is_counted_anew() {
        var on = sells(19);
        awaitTop(on);
        house.run("update ticket set state = 'CANCELLED', cancelled_at = now() where performance_id = '%s'"
                .formatted(on.performance()));

        forgetAll();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(top()).doesNotContain(on.show()));
    }

    @Test
    void the_topic_told_again_from_its_beginning_changes_nothing() {
        var on = sells(12);
        awaitTop(on);
        var first = minute() - Ranking.MINUTES + 1;
        var before = counts.top(first, minute(), 100);
        var scores = scores(first);

        listener.on(theTopicAsItWas());

        assertThat(counts.top(first, minute(), 100)).isEqualTo(before);
        assertThat(scores(first)).isEqualTo(scores);
    }

    @Test
    void a_record_is_counted_once_however_often_and_in_whatever_pieces_it_is_heard() {
        var show = ShowId.next();
        var minute = minute() - 5;
        var records = IntStream.range(0, 50)
                .mapToObj(offset -> new Heard(offset, new Sold(minute, show, 2)))
                .toList();
        var partition = 1_000 + new Random().nextInt(1_000_000);
        counts.add(partition, records.subList(0, 30));

        for (var from : List.of(0, 10, 25, 29, 0)) {
            counts.add(partition, records.subList(from, 50));
        }

        assertThat(score(minute, show)).isEqualTo(100);
    }

    @Test
    void a_booking_of_half_an_hour_ago_does_not_count_any_more() {
        var on = house.openSale();
        var performance = PerformanceId.fromString(on.performance());

        var sold = ranking.sold(performance, 4, Instant.now().minus(Duration.ofMinutes(31)));

        assertThat(sold).isEmpty();
    }

    @Test
    void a_show_is_published_with_its_category_and_region() {
        var show = BoxOffice.show(
                BoxOffice.hall(BoxOffice.plan(1)), Duration.ofDays(30), BoxOffice.sale(Duration.ofDays(1)));
        show.put("region", " busan ");
        show.put("grades", List.of(Map.of("grade", "R", "price", BoxOffice.won(140_000))));

        var id = house.staff()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(show)
                .post("/api/organiser/shows")
                .then()
                .statusCode(201)
                .extract()
                .<String>path("id");

        var published = broker.awaitSales(
                ShowPublished.class, told -> told.show().toString().equals(id));
        assertThat(published.category()).isEqualTo("musical");
        assertThat(published.region()).isEqualTo("busan");
        assertThat(published.opensAt()).isAfter(Instant.now());
    }

    private OnSale sells(int tickets) {
        var sale = BoxOffice.sale(Duration.ofMinutes(-1));
        sale.put("maxSeats", 20);
        var on = house.openSale(sale, Duration.ofDays(30));
        var seats = IntStream.range(0, tickets)
                .mapToObj(n -> (char) ('A' + n / 10) + "-" + (n % 10 + 1))
                .toArray(String[]::new);
        house.guest().buys(on, seats);
        return on;
    }

    private static List<String> top() {
        return given().get("/api/ranking").then().statusCode(200).extract().path("shows.id");
    }

    private static List<String> awaitTop(OnSale... shows) {
        return await().atMost(Duration.ofSeconds(20)).until(RankingTest::top, top -> {
            for (var show : shows) {
                if (!top.contains(show.show())) {
                    return false;
                }
            }
            return true;
        });
    }

    private void forgetAll() {
        var keys = new ArrayList<String>();
        redis.execute("KEYS", prefix + "ta:{ranking}:*").forEach(key -> keys.add(key.toString()));
        redis.execute("DEL", keys.toArray(String[]::new));
    }

    private ConsumerRecords<String, byte[]> theTopicAsItWas() {
        var partition =
                redis.execute("HKEYS", prefix + "ta:{ranking}:heard").get(0).toInteger();
        var topic = new TopicPartition("ticketing.sales", partition);
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        var told = new ArrayList<>(broker.sales(TicketsIssued.class, _ -> true));
        told.addAll(List.copyOf(told));
        Collections.shuffle(told, new Random(7));
        for (var issued : told) {
            // Its place was heard of before, as when the group begins again at 0.
            var record = new ConsumerRecord<>(
                    topic.topic(),
                    partition,
                    0,
                    issued.key(),
                    EventCodec.write(issued).getBytes(StandardCharsets.UTF_8));
            record.headers().add("ce_type", EventCodec.typeOf(issued).getBytes(StandardCharsets.UTF_8));
            records.add(record);
        }
        return new ConsumerRecords<>(Map.of(topic, records), Map.of());
    }

    private String scores(long first) {
        var scores = new StringBuilder();
        for (var minute = first; minute <= minute(); minute++) {
            redis.execute("ZRANGE", prefix + "ta:{ranking}:" + minute, "0", "-1", "WITHSCORES")
                    .forEach(word -> scores.append(word).append(' '));
        }
        return scores.toString();
    }

    private double score(long minute, ShowId show) {
        return redis.execute("ZSCORE", prefix + "ta:{ranking}:" + minute, show.toString())
                .toDouble();
    }

    private static long minute() {
        return Instant.now().getEpochSecond() / 60;
    }
}
