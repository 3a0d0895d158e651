package io.holdfast.room.guard;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;

import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.proof.Challenge;
import io.holdfast.contracts.proof.Challenges;
import io.holdfast.room.Fan;
import io.holdfast.room.SalesTopic;
import io.holdfast.room.key.PlaceKey;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.stack.test.StackTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Through HTTP; every sale has limits of its own.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class GuardTest {

    private static final Duration LASTS = Duration.ofMinutes(5);
    private static final AdmissionSettings CLOSED_DOOR =
            new AdmissionSettings(0.001, 1, 1, Duration.ofSeconds(60), Duration.ofMinutes(10));

    @Inject
    RedisStore redis;

    @Inject
    MeterRegistry meters;

    private SaleId sale = SaleId.next();

    @BeforeEach
    void a_sale_opens() {
        sale = SalesTopic.open(CLOSED_DOOR);
    }

    @Test
    void a_guest_is_asked_for_a_little_work() {
        // When
        var answer = new Fan(sale).joinsWithProof(null);

        // Then
        answer.then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:holdfast:problem:proof-required"))
                .body("challenge.algorithm", equalTo("SHA-256"))
                .body("challenge.maxnumber", equalTo(20_000))
                .body("challenge.salt", notNullValue());
        assertThat(joined()).isZero();
    }

    @Test
    void who_has_done_it_joins() {
        // Given
        var ann = new Fan(sale);
        var asked = ann.joinsWithProof(null);

        // When
        var answer = ann.joinsWithProof(Fan.solved(asked));

        // Then
        answer.then().statusCode(201).body("number", equalTo(1));
    }

    @Test
    void a_challenge_may_be_asked_for_and_solved_beforehand() {
        // Given
        var ann = new Fan(sale);
        var challenge = given().cookie(Browser.COOKIE, ann.browser()).get("/api/sales/" + sale + "/challenge");
        challenge
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body("maxnumber", equalTo(20_000));

        // When
        var answer = ann.joinsWithProof(challenge.as(Challenge.class).solve().orElseThrow());

        // Then
        answer.then().statusCode(201);
    }

    @Test
    void a_challenge_gives_a_new_browser_its_secret() {
        assertThat(get("/api/sales/" + sale + "/challenge").cookie(Browser.COOKIE))
                .hasSize(22);
    }

    @Test
    void nothing_is_gained_by_sending_a_proof_twice() {
        // Given
        var ann = new Fan(sale);
        var proof = Fan.solved(ann.joinsWithProof(null));
        ann.joinsWithProof(proof).then().statusCode(201);

        // When
        var answer = ann.joinsWithProof(proof);

        // Then
        answer.then().statusCode(200).body("number", equalTo(1));
    }

    @Test
    void who_has_a_place_needs_no_proof_to_join_again() {
        // Given
        var ann = Fan.in(sale);

        // When
        var answer = given().noContentType()
                .cookie(Browser.COOKIE, ann.browser())
                .header("Holdfast-Place", ann.place())
                .post("/api/sales/" + sale + "/places");

        // Then
        answer.then().statusCode(200).body("number", equalTo(1));
    }

    @Test
    void somebody_elses_place_is_no_proof() {
        // Given
        var ann = Fan.in(sale);
        var bob = new Fan(sale);

        // When
        var answer = given().noContentType()
                .cookie(Browser.COOKIE, bob.browser())
                .header("Holdfast-Place", ann.place())
                .post("/api/sales/" + sale + "/places");

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:proof-required"));
    }

    @Test
    void a_place_in_another_sale_is_no_proof() {
        // Given
        var ann = Fan.in(SalesTopic.open());

        // When
        var answer = given().noContentType()
                .cookie(Browser.COOKIE, ann.browser())
                .header("Holdfast-Place", ann.place())
                .post("/api/sales/" + sale + "/places");

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:proof-required"));
    }

    @Test
    void a_member_joins_without_work() {
        // When
        var answer =
                given().noContentType().cookie(SignedAccount.COOKIE, account()).post("/api/sales/" + sale + "/places");

        // Then
        answer.then().statusCode(201);
    }

    @Test
    void what_was_solved_as_a_guest_is_good_after_signing_in() {
        // Given
        var crowd = crowded("203.0.113.20", 100);
        var ann = new Fan(sale, crowd);
        var proof = Fan.solved(ann.joinsWithProof(null));

        // When
        var answer = given().cookie(Browser.COOKIE, ann.browser())
                .cookie(SignedAccount.COOKIE, account())
                .header("X-Forwarded-For", crowd)
                .contentType("application/json")
                .body(Map.of("proof", proof))
                .post("/api/sales/" + sale + "/places");

        // Then
        answer.then().statusCode(201);
    }

    // Bad proofs

    private static Challenges house() {
        return new Challenges(new PlaceKey(SalesTopic.config("holdfast.place.key")).derived("proof"));
    }

    private record Case(SaleId sale, Subject ann, Instant now) {

        String purpose() {
            return "join:" + sale + ":" + ann;
        }

        Challenge made(Duration ago) {
            return house().make(purpose(), 1000, now.minus(ago), LASTS);
        }

        String altered(String old, String wanted) {
            var json = new String(
                    Base64.getDecoder()
                            .decode(made(Duration.ofSeconds(1)).solve().orElseThrow()),
                    StandardCharsets.UTF_8);
            assertThat(json).contains(old);
            return base64(json.replace(old, wanted));
        }
    }

    private interface BadProof {
        String of(Case about);
    }

    static Stream<Arguments> badProofs() {
        return Stream.of(
                row("expired", "expired", about -> about.made(Duration.ofMinutes(6))
                        .solve()
                        .orElseThrow()),
                row("from the future", "early", about -> about.made(Duration.ofMinutes(-1))
                        .solve()
                        .orElseThrow()),
                row("of another sale", "foreign", about -> house().make(
                                "join:" + SaleId.next() + ":" + about.ann(), 10, about.now(), LASTS)
                        .solve()
                        .orElseThrow()),
                row("of another visitor", "foreign", about -> house().make(
                                "join:" + about.sale() + ":" + Subject.browser("bob"), 10, about.now(), LASTS)
                        .solve()
                        .orElseThrow()),
                row("of another house", "wrong", about -> new Challenges(new byte[32])
                        .make(about.purpose(), 10, about.now(), LASTS)
                        .solve()
                        .orElseThrow()),
                row("too easy", "easy", about -> house().make(about.purpose(), 10, about.now(), LASTS)
                        .solve()
                        .orElseThrow()),
                row("with another number", "wrong", about -> about.made(Duration.ofSeconds(1))
                        .solvedBy(2000)),
                row("with a later end", "wrong", about -> about.altered("?expires=", "?expires=9")),
                row("with another salt", "wrong", about -> about.altered("\"salt\":\"", "\"salt\":\"0")),
                row("with another hash", "wrong", about -> about.altered("\"challenge\":\"", "\"challenge\":\"0")),
                row("with another signature", "wrong", about -> about.altered("\"signature\":\"", "\"signature\":\"0")),
                row("by another algorithm", "malformed", about -> about.altered("SHA-256", "SHA-512")),
                row("over-long", "malformed", _ -> "A".repeat(10_000)),
                row(
                        "a little over-long",
                        "malformed",
                        about -> about.altered("}", ",\"x\":\"" + "x".repeat(700) + "\"}")),
                row("empty", "malformed", _ -> ""),
                row("no base64", "malformed", _ -> "no base64 at all"),
                row("no json", "malformed", _ -> base64("nonsense")),
                row("an empty object", "malformed", _ -> base64("{}")),
                row("null", "malformed", _ -> base64("null")),
                row("a list", "malformed", _ -> base64("[[[[[[[[]]]]]]]]")));
    }

    private static Arguments row(String name, String reason, BadProof proof) {
        return Arguments.of(name, reason, proof);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badProofs")
    void a_bad_proof_lets_nobody_in_and_gets_a_new_challenge(String name, String reason, BadProof proof) {
        // Given
        var ann = new Fan(sale);
        var text = proof.of(new Case(sale, Subject.browser(ann.browser()), Instant.now()));
        var before = bad(reason);

        // When
        var answer = ann.joinsWithProof(text);

        // Then
        answer.then()
                .statusCode(403)
                .body("type", equalTo("urn:holdfast:problem:proof-required"))
                .body("challenge.maxnumber", equalTo(20_000));
        assertThat(joined()).isZero();
        assertThat(bad(reason)).isEqualTo(before + 1);
        ann.joinsWithProof(Fan.solved(answer)).then().statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "{\"proof\":null}", "{\"invitation\":null}"})
    void a_body_that_says_nothing_is_like_none(String body) {
        // When
        var answer = given().contentType("application/json").body(body).post("/api/sales/" + sale + "/places");

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:proof-required"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "nonsense", "{\"proof\":{}}", "{\"proof\":[1]}", "7"})
    void a_body_that_cannot_be_read_is_refused(String body) {
        // When
        var answer = given().contentType("application/json").body(body).post("/api/sales/" + sale + "/places");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(joined()).isZero();
    }

    // Crowds

    @Test
    void a_crowd_behind_one_address_works_harder_as_it_grows_and_nobody_of_it_is_refused() throws Exception {
        // Given
        var address = "203.0.113.10";
        Callable<Response> join = () -> new Fan(sale, address).joinsWithProof(null);

        // When
        List<Integer> asked;
        try (var threads = Executors.newFixedThreadPool(8)) {
            asked = threads.invokeAll(Collections.nCopies(150, join)).stream()
                    .map(answer -> answer.resultNow().<Integer>path("challenge.maxnumber"))
                    .toList();
        }

        // Then
        assertThat(asked).contains(20_000, 80_000).containsOnly(20_000, 80_000);
        new Fan(sale, address).joins().then().statusCode(201);
        assertThat(new Fan(sale, "203.0.113.11").joinsWithProof(null).<Integer>path("challenge.maxnumber"))
                .isEqualTo(20_000);
    }

    @Test
    void the_largest_crowd_works_sixteen_times_as_hard() {
        // Given
        var address = crowded("203.0.113.12", 5_000);

        // When
        var answer = new Fan(sale, address).joinsWithProof(null);

        // Then
        answer.then().statusCode(403).body("challenge.maxnumber", equalTo(320_000));
        given().header("X-Forwarded-For", address)
                .get("/api/sales/" + sale + "/challenge")
                .then()
                .body("maxnumber", equalTo(320_000));
    }

    @Test
    void a_member_in_a_crowd_works_too() {
        // Given
        var address = crowded("203.0.113.13", 100);

        // When
        var answer = given().noContentType()
                .header("X-Forwarded-For", address)
                .cookie(SignedAccount.COOKIE, account())
                .post("/api/sales/" + sale + "/places");

        // Then
        answer.then().statusCode(403).body("challenge.maxnumber", equalTo(80_000));
    }

    @Test
    void who_began_before_the_crowd_grew_one_step_need_not_begin_anew() {
        // Given
        var ann = new Fan(sale, "203.0.113.14");
        var proof = Fan.solved(ann.joinsWithProof(null));
        crowded("203.0.113.14", 100);

        // When
        var answer = ann.joinsWithProof(proof);

        // Then
        answer.then().statusCode(201);
    }

    @Test
    void easy_work_done_in_stock_is_worth_nothing_in_a_large_crowd() {
        // Given
        var ann = new Fan(sale, "203.0.113.15");
        var proof = Fan.solved(ann.joinsWithProof(null));
        crowded("203.0.113.15", 1_000);

        // When
        var answer = ann.joinsWithProof(proof);

        // Then
        answer.then().statusCode(403).body("challenge.maxnumber", equalTo(320_000));
    }

    // Limits

    @Test
    void a_visitor_who_joins_again_and_again_is_asked_to_wait() {
        // Given
        var ann = new Fan(sale, "203.0.113.30");
        var before = limited("join", "visitor");

        // When
        var refused = firstRefusal(20, () -> ann.joinsWithProof(null));

        // Then
        refused.then()
                .statusCode(429)
                .header("Retry-After", equalTo("2"))
                .body("type", equalTo("urn:holdfast:problem:too-many-requests"))
                .body("retryAfterSeconds", equalTo(2));
        new Fan(sale, "203.0.113.30").joins().then().statusCode(201);
        assertThat(limited("join", "visitor")).isGreaterThan(before);
    }

    @Test
    void an_address_that_has_used_its_limit_up_is_asked_to_wait_and_others_are_not() {
        // Given
        new Fan(sale, "203.0.113.31").joinsWithProof(null);
        change(addressOfJoins(), parts -> parts[0] = String.valueOf(System.currentTimeMillis() + 60_000));
        var before = limited("join", "address");

        // When
        var refused = new Fan(sale, "203.0.113.31").joinsWithProof(null);

        // Then
        refused.then().statusCode(429).header("Retry-After", equalTo("1"));
        assertThat(limited("join", "address")).isEqualTo(before + 1);
        new Fan(sale, "203.0.113.32").joins().then().statusCode(201);
    }

    @Test
    void all_addresses_of_a_home_are_one() {
        // Given
        crowded("2001:db8:1:2::", 100);

        // When
        var next = new Fan(sale, "2001:db8:1:2:3:4:5:6").joinsWithProof(null);

        // Then
        next.then().body("challenge.maxnumber", equalTo(80_000));
        new Fan(sale, "2001:db8:1:3::1").joinsWithProof(null).then().body("challenge.maxnumber", equalTo(20_000));
    }

    @Test
    void who_asks_for_challenges_again_and_again_is_asked_to_wait() {
        // Given
        var ann = new Fan(sale);

        // When
        var refused = firstRefusal(20, () -> given().header("X-Forwarded-For", "203.0.113.33")
                .cookie(Browser.COOKIE, ann.browser())
                .get("/api/sales/" + sale + "/challenge"));

        // Then
        refused.then().statusCode(429).header("Retry-After", notNullValue());
    }

    @Test
    void who_claims_again_and_again_is_asked_to_wait() {
        // Given
        Fan.in(sale);
        var ann = new Fan(sale, "203.0.113.34");
        ann.joins();

        // When
        var refused = firstRefusal(20, ann::claims);

        // Then
        refused.then().statusCode(429).body("retryAfterSeconds", greaterThanOrEqualTo(1));
        assertThat(ann.looks().statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"})
    void an_exempt_network_has_no_limits_and_is_no_crowd(String address) {
        // Given
        var ann = new Fan(sale, address);

        // When
        var answers =
                IntStream.range(0, 150).mapToObj(_ -> ann.joinsWithProof(null)).toList();

        // Then
        assertThat(answers).allMatch(answer -> answer.statusCode() == 403);
        assertThat(answers.getLast().<Integer>path("challenge.maxnumber")).isEqualTo(20_000);
        assertThat(kept()).isEmpty();
    }

    @Test
    void redis_is_not_told_who_came_from_where() {
        // Given
        new Fan(sale, "203.0.113.77").joins();
        new Fan(sale, "2001:db8:7:7::7").joins();

        // When
        var kept = kept();

        // Then
        assertThat(kept).hasSize(4).noneMatch(key -> key.contains("203.0.113") || key.contains("2001:db8"));
        assertThat(kept).allMatch(key -> redis.send(Command.PTTL, key).toLong() > 0);
    }

    @Test
    void looking_costs_no_limit() {
        // Given
        var ann = new Fan(sale, "203.0.113.78");
        ann.joins();
        var before = kept();

        // When
        for (var i = 0; i < 30; i++) {
            assertThat(ann.looks().statusCode()).isEqualTo(200);
            get("/api/sales/" + sale + "/serving").then().statusCode(200);
        }

        // Then
        assertThat(before).containsAll(kept());
    }

    private static Response firstRefusal(int tries, java.util.function.Supplier<Response> request) {
        return Stream.generate(request)
                .limit(tries)
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
    }

    /// As if so many had joined from there within the last minute.
    private String crowded(String address, long joins) {
        new Fan(sale, address).joinsWithProof(null);
        change(addressOfJoins(), parts -> {
            parts[2] = String.valueOf(joins);
            parts[3] = String.valueOf(joins);
        });
        return address;
    }

    /// The key of the only address from which somebody has joined.
    private String addressOfJoins() {
        return kept().stream()
                .filter(key -> key.contains(":JOIN:") && !key.contains("b:"))
                .findFirst()
                .orElseThrow();
    }

    private void change(String key, Consumer<String[]> change) {
        var parts = redis.send(Command.GET, key).toString().split(" ");
        change.accept(parts);
        redis.send(Command.SET, key, String.join(" ", parts), "KEEPTTL");
    }

    private List<String> kept() {
        var kept = new ArrayList<String>();
        redis.send(Command.KEYS, redis.limits(sale).replace("{", "\\{") + "*").forEach(key -> kept.add(key.toString()));
        return kept;
    }

    private long joined() {
        return get("/api/sales/" + sale + "/serving").jsonPath().getLong("waiting");
    }

    private double bad(String reason) {
        return counted("holdfast.guard.proofs", "result", "bad", "reason", reason);
    }

    private double limited(String deed, String reason) {
        return counted("holdfast.guard.limited", "deed", deed, "reason", reason);
    }

    private double counted(String name, String... tags) {
        var counter = meters.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    private static String account() {
        return new SignedAccount(SalesTopic.config("holdfast.account.key"))
                .sign(CustomerId.next(), Instant.now().plusSeconds(60));
    }
}
