package io.holdfast.room.told;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.TurnEvent.PassRevoked;
import io.holdfast.contracts.event.TurnEvent.TurnCame;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.RealRedis;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.stack.Kafka;
import io.holdfast.stack.process.Ports;
import io.holdfast.stack.test.Facts;
import io.holdfast.stack.test.Facts.Fact;
import io.holdfast.stack.test.TestStack;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// On a real Redis and a real Kafka.
class RelayTest {

    private static final RedisStore REDIS = RealRedis.store();
    private static final Map<String, String> CORNER = TestStack.fresh(EnumSet.of(TestStack.Part.KAFKA));
    private static final String SERVERS = CORNER.get("kafka.bootstrap.servers");
    private static final String PREFIX = CORNER.get("holdfast.topics.prefix");
    private static final Instant NOON = Instant.parse("2030-05-01T12:00:00Z");

    private final SaleId sale = SaleId.next();
    private final List<Relay> relays = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (var relay : relays) {
            relay.stop();
        }
    }

    @Test
    void what_is_told_reaches_the_topic_and_leaves_redis() {
        // Given
        var told = new Told(REDIS, started());
        var came = new TurnCame(sale, CustomerId.next(), NOON, NOON.minusSeconds(60));

        // When
        told.tell(came);

        // Then
        await().untilAsserted(() -> assertThat(events()).extracting(Fact::event).containsExactly(came));
        await().untilAsserted(() -> assertThat(waiting()).isZero());
    }

    @Test
    void one_sales_events_stay_in_order_while_several_processes_carry_them() {
        // Given
        var processes = Stream.generate(this::started).limit(3).toList();
        var sessions = IntStream.range(0, 600).mapToObj(n -> "1." + n).toList();

        // When
        for (var n = 0; n < sessions.size(); n++) {
            new Told(REDIS, processes.get(n % 3)).tell(revoked(sessions.get(n)));
        }

        // Then
        await().untilAsserted(() ->
                assertThat(events()).extracting(RelayTest::session).isEqualTo(sessions));
    }

    @Test
    void a_relay_that_dies_before_it_removes_what_it_has_sent_leaves_a_repetition_with_the_same_id()
            throws InterruptedException {
        // Given
        append(revoked("1.1"));
        var dying = new ToldStream(REDIS);
        try (var kafka = kafka(SERVERS)) {
            kafka.send(dying.take(sale, 10).entries(), () -> {});
        }

        // When
        started();

        // Then
        await().untilAsserted(() -> assertThat(events()).hasSize(2));
        assertThat(events().get(1)).isEqualTo(events().get(0));
        await().untilAsserted(() -> assertThat(waiting()).isZero());
    }

    @Test
    void while_one_relay_is_at_work_another_finds_nothing_to_do() {
        // Given
        append(revoked("1.1"));
        var first = new ToldStream(REDIS);
        var second = new ToldStream(REDIS);
        var taken = first.take(sale, 10);

        // When
        var meanwhile = second.take(sale, 10);

        // Then
        assertThat(taken.entries()).hasSize(1);
        assertThat(meanwhile).isEqualTo(new ToldStream.Taken(1, List.of()));
        assertThat(first.sent(sale, taken.entries())).isZero();
        append(revoked("1.2"));
        assertThat(second.take(sale, 10).entries()).hasSize(1);
    }

    @Test
    void what_a_script_has_written_down_is_found_without_being_woken() {
        // Given
        started();
        var customer = CustomerId.next();

        // When
        xadd("type", "waiting-room.TurnCame.v1", "data", """
                {"sale":"%s","customer":"%s","until":1903867200.25,"at":1903867140}""".formatted(sale, customer));

        // Then
        await().untilAsserted(() -> assertThat(events())
                .extracting(Fact::event)
                .containsExactly(new TurnCame(sale, customer, NOON.plusMillis(250), NOON.minusSeconds(60))));
    }

    @Test
    void what_nobody_can_read_is_put_aside_and_stops_nobody() {
        // Given
        var before = deadLetters();
        xadd("type", "waiting-room.TurnCame.v1", "data", "{ this is no event");
        xadd("type", "waiting-room.NobodyKnows.v1", "data", "{}");
        xadd("type", "ticketing.ContactSaved.v1", "data", """
                {"customer":"%s","sealed":"x"}""".formatted(CustomerId.next()));
        xadd("no", "fields");
        append(revoked("1.1"));

        // When
        started();

        // Then
        await().untilAsserted(() ->
                assertThat(events()).extracting(RelayTest::session).containsExactly("1.1"));
        assertThat(deadLetters() - before).isEqualTo(4);
        await().untilAsserted(() -> assertThat(waiting()).isZero());
    }

    @Test
    void while_kafka_is_away_events_wait_and_then_go_out_in_order() throws Exception {
        // Given
        var port = Ports.free();
        var relay = started("127.0.0.1:" + port);
        var told = new Told(REDIS, relay);
        told.tell(revoked("1.1"));
        told.tell(revoked("1.2"));
        await().until(() -> relay.waiting() == 2);

        // When
        try (var kafka = Kafka.start(new Kafka.Setup(null, port, 0, null))) {
            kafka.topics(PREFIX);

            // Then
            await().atMost(Duration.ofSeconds(30)).until(() -> relay.waiting() == 0);
            try (var facts = new Facts(kafka.bootstrapServers(), PREFIX)) {
                assertThat(facts.told(TurnEvent.TOPIC))
                        .extracting(RelayTest::session)
                        .containsExactly("1.1", "1.2");
            }
            relay.stop();
        }
    }

    @Test
    void beyond_a_hundred_thousand_the_oldest_events_are_lost() {
        // Given
        var fill = "for i = 1, %d do redis.call('XADD', KEYS[1], '*', 'type', 'x', 'data', 'x') end"
                .formatted(Told.MOST + 500);
        REDIS.sendNullable(Command.EVAL, fill, 1, REDIS.keys(sale).told());
        var nobody = relay(SERVERS, List.of());

        // When
        new Told(REDIS, nobody).tell(revoked("1.1"));

        // Then
        assertThat(waiting()).isBetween((long) Told.MOST, Told.MOST + 200L);
    }

    @Test
    void an_empty_stream_outlives_its_sale_by_days_and_not_for_ever() {
        // Given
        append(revoked("1.1"));
        started();

        // When
        await().until(() -> waiting() == 0);

        // Then
        await().untilAsserted(() -> assertThat(
                        REDIS.send(Command.TTL, REDIS.keys(sale).told()).toLong())
                .isBetween(7 * 24 * 3600L, 8 * 24 * 3600L));
    }

    private Relay started() {
        return started(SERVERS);
    }

    private Relay started(String servers) {
        var relay = relay(servers, List.of(sale));
        relay.start();
        relays.add(relay);
        return relay;
    }

    private static Relay relay(String servers, Collection<SaleId> sales) {
        return new Relay(new ToldStream(REDIS), kafka(servers), () -> sales);
    }

    private static KafkaOut kafka(String servers) {
        return new KafkaOut(Map.of("bootstrap.servers", servers), PREFIX, "waiting-room");
    }

    private PassRevoked revoked(String session) {
        return new PassRevoked(sale, session, NOON, null, NOON.minusSeconds(60));
    }

    private void append(TurnEvent event) {
        xadd("type", EventCodec.typeOf(event), "data", EventCodec.write(event));
    }

    private void xadd(String... fields) {
        var args = new ArrayList<Object>(List.of(REDIS.keys(sale).told(), "*"));
        args.addAll(List.of(fields));
        REDIS.send(Command.XADD, args.toArray());
    }

    private long waiting() {
        return REDIS.send(Command.XLEN, REDIS.keys(sale).told()).toLong();
    }

    private List<Fact> events() {
        try (var facts = new Facts(SERVERS, PREFIX)) {
            return facts.told(TurnEvent.TOPIC).stream()
                    .filter(fact -> isOurs(fact.event()))
                    .toList();
        }
    }

    private boolean isOurs(Event event) {
        return event instanceof TurnEvent turn && turn.sale().equals(sale);
    }

    private static String session(Fact fact) {
        return fact.event() instanceof PassRevoked(var _, var session, var _, var _, var _) ? session : "";
    }

    private static int deadLetters() {
        try (var facts = new Facts(SERVERS, PREFIX)) {
            return facts.countOn(TurnEvent.TOPIC + ".dlq");
        }
    }
}
