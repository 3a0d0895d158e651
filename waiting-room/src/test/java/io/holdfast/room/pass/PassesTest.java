package io.holdfast.room.pass;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.pass.PassVerifier;
import io.holdfast.contracts.pass.PassVerifier.Verdict;
import io.holdfast.room.Fan;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class PassesTest {

    private static final AdmissionSettings ONE_INSIDE =
            new AdmissionSettings(100, 100, 1, Duration.ofSeconds(60), Duration.ofMinutes(10));

    @Test
    void a_called_fan_gets_a_pass_that_anybody_can_verify() {
        // Given
        var sale = SalesTopic.open();
        var ann = Fan.calledTo(sale);

        // When
        var answer = ann.claims();

        // Then
        answer.then().statusCode(201);
        var verdict = verified(answer.path("pass"), sale);
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Good.class, good -> {
            assertThat(good.pass().session()).isEqualTo("1.1");
            assertThat(good.pass().until()).isEqualTo(Instant.parse(answer.path("until")));
            assertThat(good.pass().until()).isBeforeOrEqualTo(Instant.now().plus(AdmissionPass.LONGEST));
            assertThat(good.pass().subject())
                    .isEqualTo(io.holdfast.contracts.account.Subject.browser(ann.browser())
                            .value());
        });
    }

    @Test
    void a_pass_is_worth_nothing_in_another_sale() {
        // Given
        var ann = Fan.calledTo(SalesTopic.open());

        // When
        var pass = ann.claims().<String>path("pass");

        // Then
        assertThat(verified(pass, SaleId.next())).isEqualTo(new Verdict.Invalid());
    }

    @Test
    void claiming_again_gives_the_same_right() {
        // Given
        var sale = SalesTopic.open();
        var ann = Fan.calledTo(sale);
        var first = verified(ann.claims().path("pass"), sale);

        // When
        var second = verified(ann.claims().path("pass"), sale);

        // Then
        assertThat(second).isEqualTo(first).isInstanceOf(Verdict.Good.class);
    }

    @Test
    void sixty_four_claims_at_once_are_one_stay() throws Exception {
        // Given
        var sale = SalesTopic.open();
        var ann = Fan.calledTo(sale);
        Callable<Verdict> claim = () -> verified(ann.claims().path("pass"), sale);

        // When
        List<Verdict> verdicts;
        try (var threads = Executors.newFixedThreadPool(64)) {
            verdicts = threads
                    .invokeAll(IntStream.range(0, 64).mapToObj(_ -> claim).toList())
                    .stream()
                    .map(done -> done.resultNow())
                    .toList();
        }

        // Then
        assertThat(verdicts).hasSize(64).allMatch(Verdict.Good.class::isInstance);
        assertThat(verdicts.stream().distinct()).hasSize(1);
    }

    @Test
    void who_has_come_in_is_told_until_when() {
        // Given
        var ann = Fan.calledTo(SalesTopic.open());
        var until = ann.claims().<String>path("until");

        // When
        var answer = ann.looks();

        // Then
        answer.then()
                .body("state", equalTo("ACTIVE"))
                .body("activeUntil", equalTo(until))
                .body("calledUntil", nullValue());
    }

    @Test
    void a_waiting_fan_is_told_to_wait() {
        // Given
        var sale = SalesTopic.open(ONE_INSIDE);
        Fan.calledTo(sale);
        Fan.in(sale);
        var ann = Fan.in(sale);

        // When
        var answer = ann.claims();

        // Then
        answer.then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:not-your-turn"))
                .body("ahead", equalTo(1))
                .body("nextPollSeconds", equalTo(1));
    }

    @Test
    void nobody_comes_in_from_the_lobby() {
        // Given
        var ann = Fan.in(SalesTopic.lobby());

        // When
        var answer = ann.claims();

        // Then
        answer.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:not-your-turn"));
    }

    @Test
    void a_purchase_ends_the_stay_and_the_next_is_called() {
        // Given
        var sale = SalesTopic.open(ONE_INSIDE);
        var ann = Fan.calledTo(sale);
        ann.claims().then().statusCode(201);
        var bob = Fan.in(sale);

        // When
        SalesTopic.bought(sale, "1.1");

        // Then
        bob.waitsFor("CALLED");
        assertThat(ann.state()).isEqualTo("DONE");
        ann.claims().then().statusCode(410).body("type", equalTo("urn:holdfast:problem:place-expired"));
    }

    @Test
    void hearing_of_a_purchase_twice_changes_nothing() {
        // Given
        var sale = SalesTopic.open(ONE_INSIDE);
        var ann = Fan.calledTo(sale);
        ann.claims();
        var bob = Fan.in(sale);
        var cem = Fan.in(sale);
        SalesTopic.bought(sale, "1.1");
        bob.waitsFor("CALLED");

        // When
        SalesTopic.bought(sale, "1.1");

        // Then: a purchase told after it, which ends bob's stay, is heard too, and cem was not called before.
        bob.claims();
        assertThat(cem.state()).isEqualTo("WAITING");
        SalesTopic.bought(sale, "2.1");
        cem.waitsFor("CALLED");
    }

    @Test
    void a_stay_that_has_run_out_makes_room() {
        // Given
        var sale = SalesTopic.open(new AdmissionSettings(100, 100, 1, Duration.ofSeconds(60), Duration.ofSeconds(2)));
        var ann = Fan.calledTo(sale);
        ann.claims().then().statusCode(201);
        var bob = Fan.in(sale);

        // When
        ann.waitsFor("EXPIRED");

        // Then
        bob.waitsFor("CALLED");
    }

    @Test
    void a_message_nobody_can_read_is_put_aside_and_stops_nobody() {
        // Given
        var sale = SalesTopic.open(ONE_INSIDE);
        var ann = Fan.calledTo(sale);
        ann.claims();
        var bob = Fan.in(sale);
        SalesTopic.send("poison", "ticketing.TicketsIssued.v1", "{ this is no event");
        SalesTopic.send("poison", null, "{}");
        SalesTopic.send("poison", "ticketing.SaleScheduled.v1", "[]");

        // When
        SalesTopic.bought(sale, "1.1");

        // Then
        bob.waitsFor("CALLED");
        await().until(() -> deadLetters() >= 3);
    }

    private static Verdict verified(String pass, SaleId sale) {
        return new PassVerifier(get("/.well-known/jwks.json").asString()).verify(pass, sale, Instant.now());
    }

    private static long deadLetters() {
        var topic = new TopicPartition(SalesTopic.config("holdfast.topics.prefix") + SalesEvent.TOPIC + ".dlq", 0);
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", SalesTopic.config("kafka.bootstrap.servers")),
                new StringDeserializer(),
                new StringDeserializer())) {
            return consumer.endOffsets(List.of(topic)).get(topic);
        }
    }
}
