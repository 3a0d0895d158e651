package io.holdfast.ticketing.organisation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.stack.test.StackTestResource;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.SimulatedGateway;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ann and bob are members who would like to sell, opal runs the house, olga sells by her token as ever.
@QuarkusTest
@WithTestResource(StackTestResource.class)
@WithTestResource(SimulatedGateway.class)
class OrganisationTest {

    private static final String WHO = "Test-Signed-In";
    private static final String OPAL = "opal operations";
    private static final String OLGA = "olga organiser";
    private static final String SUSPENDED = "urn:holdfast:problem:organisation-suspended";

    @Inject
    BoxOffice house;

    @Test
    void a_business_signs_up_is_approved_and_puts_a_show_on_sale() {
        // Given
        var ann = house.member();
        var applied = applies(ann, number()).then().statusCode(201).extract().jsonPath();

        // When
        decides(applied.getString("id"), "APPROVED", "Called them; all is well.")
                .then()
                .statusCode(200)
                .body("state", equalTo("APPROVED"))
                .body("changes.state", contains("APPROVED", "APPLIED"))
                .body("changes[0].who", equalTo("opal"))
                .body("representative.name", equalTo("Kim Ann"));

        // Then
        assertThat(applied.getString("state")).isEqualTo("APPLIED");
        sees(ann)
                .then()
                .body("organisation.state", equalTo("APPROVED"))
                .body("organisation.reason", equalTo("Called them; all is well."));
        var on = as(ann, house::openSale);
        organises(ann).get("/api/organiser/sales/{s}", on.sale()).then().statusCode(200);
        organises(ann).get("/api/organiser/halls").then().body("halls", hasSize(1));
        house.guest().buys(on, "A-1");
        organises(ann)
                .get("/api/organiser/performances/{p}/numbers", on.performance())
                .then()
                .statusCode(200)
                .body("sold", equalTo(1));
    }

    @Test
    void whoever_waits_or_was_refused_sells_nothing() {
        // Given
        var ann = house.member();
        var id = applied(ann, number());

        // When
        var waiting = organises(ann).get("/api/organiser/halls");
        decides(id, "REFUSED", "The number is another company's.").then().statusCode(200);

        // Then
        waiting.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:not-allowed"));
        organises(ann).get("/api/organiser/halls").then().statusCode(403);
        organises(house.member()).get("/api/organiser/halls").then().statusCode(403);
        given().get("/api/organiser/halls").then().statusCode(401);
    }

    @Test
    void who_was_refused_sees_why_and_may_apply_again() {
        // Given
        var ann = house.member();
        decides(applied(ann, number()), "REFUSED", "We could not reach you.")
                .then()
                .statusCode(200);
        sees(ann)
                .then()
                .body("organisation.state", equalTo("REFUSED"))
                .body("organisation.reason", equalTo("We could not reach you."));

        // When
        var again = applies(ann, number());

        // Then
        again.then().statusCode(201);
        sees(ann).then().body("organisation.state", equalTo("APPLIED")).body("organisation.reason", equalTo(""));
    }

    @Test
    void the_same_wish_sent_twice_is_one_application() {
        // Given
        var ann = house.member();
        var key = BoxOffice.newKey();
        var wish = wish("DE", number());

        // When
        var answers = Stream.generate(() ->
                        ann.asks().header("Idempotency-Key", key).body(wish).post("/api/me/organisation-applications"))
                .limit(2)
                .toList();

        // Then
        assertThat(answers).extracting(Response::statusCode).containsOnly(201);
        assertThat(answers.get(1).<String>path("id")).isEqualTo(answers.get(0).path("id"));
    }

    @Test
    void of_two_applications_at_once_a_person_has_one() {
        // Given
        var ann = house.member();

        // When
        var answers = atOnce(() -> applies(ann, number()), () -> applies(ann, number()));

        // Then
        assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(201, 409);
        refused(answers, "already-in-organisation");
    }

    @Test
    void of_two_approvals_of_one_number_at_once_one_holds() {
        for (var round = 0; round < 5; round++) {
            // Given
            var number = number();
            var first = applied(house.member(), number);
            var second = applied(house.member(), number);

            // When
            var answers =
                    atOnce(() -> decides(first, "APPROVED", "Fine."), () -> decides(second, "APPROVED", "Fine, too."));

            // Then
            assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(200, 409);
            refused(answers, "registration-taken");
            applies(house.member(), number)
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("urn:holdfast:problem:registration-taken"));
        }
    }

    @Test
    void of_approving_and_refusing_at_once_one_holds() {
        for (var round = 0; round < 5; round++) {
            // Given
            var ann = house.member();
            var id = applied(ann, number());

            // When
            var answers = atOnce(() -> decides(id, "APPROVED", "Fine."), () -> decides(id, "REFUSED", "Not fine."));

            // Then
            assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(200, 409);
            refused(answers, "application-ended");
            looksAt(id).then().body("changes", hasSize(2));
            var state = looksAt(id).<String>path("state");
            organises(ann).get("/api/organiser/halls").then().statusCode(state.equals("APPROVED") ? 200 : 403);
        }
    }

    @Test
    void saying_the_same_again_changes_nothing() {
        // Given
        var id = applied(house.member(), number());
        decides(id, "APPROVED", "Fine.").then().statusCode(200);

        // When
        var again = decides(id, "APPROVED", "Still fine.");

        // Then
        again.then().statusCode(200).body("changes", hasSize(2)).body("changes[0].reason", equalTo("Fine."));
    }

    @Test
    void an_application_is_taken_back_by_who_has_made_it_and_before_it_is_decided() {
        // Given
        var ann = house.member();
        var id = applied(ann, number());
        var bob = house.member();

        // When
        var bobs = takesBack(bob, id);
        var anns = List.of(takesBack(ann, id), takesBack(ann, id));

        // Then
        bobs.then().statusCode(404);
        assertThat(anns).extracting(Response::statusCode).containsOnly(204);
        sees(ann).then().body("organisation", nullValue());
        decides(id, "APPROVED", "Fine.")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:application-ended"))
                .body("state", equalTo("WITHDRAWN"));
        var approved = approved(ann);
        takesBack(ann, approved).then().statusCode(409).body("state", equalTo("APPROVED"));
    }

    @Test
    void nobody_applies_all_day_long() {
        // Given
        var ann = house.member();
        for (var n = 0; n < Organisations.MOST_A_DAY; n++) {
            takesBack(ann, applied(ann, number())).then().statusCode(204);
        }

        // When
        var oneMore = applies(ann, number());

        // Then
        oneMore.then().statusCode(429).header("Retry-After", equalTo("86400"));
        sees(ann).then().body("organisation", nullValue());
    }

    @Test
    void what_is_anothers_is_nobody_elses_business() {
        // Given
        var ann = house.member();
        approved(ann);
        var on = as(ann, house::openSale);
        String hall = organises(ann).get("/api/organiser/halls").path("halls[0].id");
        var issue = organises(ann)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of(
                        "name",
                        "A thank-you",
                        "amount",
                        BoxOffice.won(1_000),
                        "until",
                        Instant.now().plus(Duration.ofDays(9)).toString(),
                        "codes",
                        1))
                .post("/api/organiser/coupons")
                .then()
                .statusCode(201)
                .extract()
                .<String>path("id");
        var bob = house.member();
        approved(bob);

        // When
        List<Response> answers = new ArrayList<>();
        for (Supplier<RequestSpecification> other :
                List.<Supplier<RequestSpecification>>of(() -> organises(bob), () -> signedIn(OLGA))) {
            answers.add(other.get().get("/api/organiser/sales/{s}", on.sale()));
            answers.add(other.get().get("/api/organiser/performances/{p}/numbers", on.performance()));
            answers.add(other.get().get("/api/organiser/halls/{h}/plan", hall));
            answers.add(other.get().body(Map.of("types", List.of())).put("/api/organiser/shows/{s}/prices", on.show()));
            answers.add(other.get()
                    .body(Map.of("channels", List.of("simulator-card")))
                    .put("/api/organiser/shows/{s}/channels", on.show()));
            answers.add(
                    other.get().body(Map.of("allowed", false)).put("/api/organiser/shows/{s}/transfers", on.show()));
        }

        // Then
        assertThat(answers).extracting(Response::statusCode).containsOnly(403);
        organises(bob).get("/api/organiser/halls").then().body("halls", hasSize(0));
        organises(bob).get("/api/organiser/coupons/{i}", issue).then().statusCode(404);
        organises(ann).get("/api/organiser/coupons/{i}", issue).then().statusCode(200);
        signedIn(OPAL).get("/api/organiser/sales/{s}", on.sale()).then().statusCode(200);
    }

    @Test
    void a_suspended_organisation_does_nothing_while_its_sale_goes_on() {
        // Given
        var ann = house.member();
        var id = approved(ann);
        var on = as(ann, house::openSale);
        decides(id, "SUSPENDED", "Complaints from customers.").then().statusCode(200);

        // When
        var answers = List.of(
                organises(ann).get("/api/organiser/halls"),
                organises(ann).get("/api/organiser/coupons"),
                organises(ann).get("/api/organiser/sales/{s}", on.sale()),
                organises(ann).get("/api/organiser/performances/{p}/numbers", on.performance()),
                organises(ann).body(Map.of("allowed", false)).put("/api/organiser/shows/{s}/transfers", on.show()),
                organises(ann)
                        .header("Idempotency-Key", BoxOffice.newKey())
                        .body(Map.of("name", "Another hall", "plan", BoxOffice.plan(1)))
                        .post("/api/organiser/halls"));

        // Then
        assertThat(answers).allSatisfy(answer -> answer.then().statusCode(403).body("type", equalTo(SUSPENDED)));
        house.guest().buys(on, "A-1");
        sees(ann).then().body("organisation.reason", equalTo("Complaints from customers."));
        decides(id, "APPROVED", "All is well again.").then().statusCode(200);
        organises(ann).get("/api/organiser/sales/{s}", on.sale()).then().statusCode(200);
    }

    @Test
    void a_name_in_a_token_sells_for_its_own_organisation_and_can_be_suspended_too() {
        // Given
        var oda = "oda%s organiser".formatted(UUID.randomUUID().toString().substring(0, 8));
        var name = oda.substring(0, oda.indexOf(' '));

        // When
        var answers = atOnce(() -> signedIn(oda).get("/api/organiser/halls"), () -> signedIn(oda)
                .get("/api/organiser/coupons"));

        // Then
        assertThat(answers).extracting(Response::statusCode).containsOnly(200);
        var ids =
                house.texts("select cast(id as text) as text from organisation where organiser = '%s'".formatted(name));
        assertThat(ids).hasSize(1);
        decides(ids.getFirst(), "SUSPENDED", "For a while.").then().statusCode(200);
        signedIn(oda).get("/api/organiser/halls").then().statusCode(403).body("type", equalTo(SUSPENDED));
    }

    @Test
    void a_token_that_calls_itself_by_the_name_of_an_organisation_is_not_let_in() {
        var id = approved(house.member());

        var answer = signedIn("organisation:%s organiser".formatted(id)).get("/api/organiser/halls");

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void what_the_version_before_writes_belongs_to_the_organisation_of_the_name() {
        // Given
        var on = as(OLGA, house::openSale);

        // When
        house.run("update show set organiser = 'oswin' where id = '%s'".formatted(on.show()));
        house.run("insert into hall (id, name, plan, seats, organiser) select uuidv7(), 'Old', plan, seats, 'oswin' "
                + "from hall limit 1");

        // Then
        signedIn("oswin organiser")
                .get("/api/organiser/sales/{s}", on.sale())
                .then()
                .statusCode(200);
        signedIn("oswin organiser").get("/api/organiser/halls").then().body("halls.name", hasItem("Old"));
        signedIn(OLGA).get("/api/organiser/sales/{s}", on.sale()).then().statusCode(403);
    }

    @Test
    void what_is_written_now_says_the_name_to_the_version_before() {
        // Given
        var ann = house.member();
        var id = approved(ann);

        // When
        var olgas = as(OLGA, house::openSale);
        var anns = as(ann, house::openSale);

        // Then
        assertThat(organiserOf(olgas)).isEqualTo("olga");
        assertThat(organiserOf(anns)).isEqualTo("organisation:" + id);
    }

    @Test
    void the_database_knows_no_other_ways() {
        var id = applied(house.member(), number());
        var where = " where id = '" + id + "'";

        assertThatThrownBy(() -> house.run("update organisation set state = 'SUSPENDED'" + where))
                .hasStackTraceContaining("does not become SUSPENDED after APPLIED");
        assertThatThrownBy(() -> house.run("update organisation_change set reason = 'Other'"))
                .hasStackTraceContaining("append-only");
        assertThatThrownBy(() -> house.run("update organisation set organiser = 'olga'" + where))
                .hasStackTraceContaining("who_has_applied_is_nobodys_name");
    }

    @Test
    void how_the_representative_is_reached_is_sealed_and_for_operations() {
        var ann = house.member();
        var id = applied(ann, number());

        var kept = house.texts(
                "select cast(organisation as text) as text from organisation where id = '%s'".formatted(id));

        assertThat(kept.getFirst()).doesNotContain("Kim Ann", "01012345678", "ann@example.org");
        looksAt(id)
                .then()
                .body("representative.phone", equalTo("01012345678"))
                .body("representative.email", equalTo("ann@example.org"));
        assertThat(sees(ann).asString()).doesNotContain("01012345678");
        signedIn(OPAL)
                .get("/api/staff/organisations?state=APPLIED")
                .then()
                .statusCode(200)
                .body(not(containsString("01012345678")));
    }

    @Test
    void operations_alone_see_who_would_like_to_sell_and_decide() {
        var id = applied(house.member(), number());

        for (var who : List.of(OLGA, "rosa refund")) {
            signedIn(who).get("/api/staff/organisations").then().statusCode(403);
            signedIn(who)
                    .body(Map.of("state", "APPROVED", "reason", "Why not."))
                    .put("/api/staff/organisations/{o}/state", id)
                    .then()
                    .statusCode(403);
        }
        organises(house.member()).get("/api/staff/organisations").then().statusCode(401);
        decides(id, "WITHDRAWN", "Why not.").then().statusCode(400);
        decides(UUID.randomUUID().toString(), "APPROVED", "Why not.").then().statusCode(404);
    }

    @Test
    void applications_are_listed_oldest_first_and_go_on_after_the_last_one_seen() {
        // Given
        var first = applied(house.member(), number());
        var second = applied(house.member(), number());

        // When
        var after = signedIn(OPAL).get("/api/staff/organisations?state=APPLIED&after=" + first);

        // Then
        after.then().statusCode(200).body("organisations.id", hasItem(second));
        after.then().body("organisations.id", not(hasItem(first)));
    }

    @ParameterizedTest
    @CsvSource({"KR, 124-81-00999", "KR, HRB 86891", "XX, HRB 86891", "DE, 등기", "DE, <b>1234</b>", "D, 1234", "de, 1234"
    })
    void what_is_no_registration_number_is_refused(String country, String number) {
        house.member()
                .asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(wish(country, number))
                .post("/api/me/organisation-applications")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:holdfast:problem:invalid-request"));
    }

    @Test
    void a_hostile_name_is_kept_as_it_is_and_runs_nowhere() {
        // Given
        var ann = house.member();
        var name = "<script>alert(1)</script> '); drop table show; -- \u202Eמשרד 🎭";
        Map<String, Object> wish = wish("DE", number());
        wish.put("name", name);

        // When
        var answer = ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(wish)
                .post("/api/me/organisation-applications");

        // Then
        answer.then().statusCode(201).body("name", equalTo(name));
        sees(ann).then().contentType(ContentType.JSON).body("organisation.name", equalTo(name));
    }

    @Test
    void who_alone_owns_what_has_performances_to_come_cannot_be_forgotten() {
        // Given
        var ann = house.member();
        approved(ann);
        var on = as(ann, house::openSale);

        // When
        var answer = erases(ann);

        // Then
        answer.then().statusCode(409).body("obstacles", contains("ORGANISATION_SELLS"));
        house.run("update performance set starts_at = now() - interval '2 days' where show_id = '" + on.show() + "'");
        erases(ann).then().statusCode(204);
        organises(ann).get("/api/organiser/halls").then().statusCode(403);
    }

    @Test
    void who_is_forgotten_takes_their_application_along() {
        // Given
        var ann = house.member();
        var number = number();
        var id = applied(ann, number);

        // When
        erases(ann).then().statusCode(204);

        // Then
        looksAt(id)
                .then()
                .body("state", equalTo("WITHDRAWN"))
                .body("name", equalTo("-"))
                .body("registrationNumber", not(equalTo(number)))
                .body("representative", nullValue());
    }

    @Test
    void what_one_takes_home_tells_of_ones_organisations() {
        var ann = house.member();
        approved(ann);

        ann.asks()
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("organisations", hasSize(1))
                .body("organisations[0].role", equalTo("OWNER"))
                .body("organisations[0].representative.name", equalTo("Kim Ann"));
        house.member().asks().get("/api/me/export").then().body("organisations", hasSize(0));
    }

    private static Response applies(Buyer who, String number) {
        return who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(wish("DE", number))
                .post("/api/me/organisation-applications");
    }

    private static String applied(Buyer who, String number) {
        return applies(who, number).then().statusCode(201).extract().path("id");
    }

    static String approved(Buyer who) {
        var id = applied(who, number());
        decides(id, "APPROVED", "All is well.").then().statusCode(200);
        return id;
    }

    private static Response takesBack(Buyer who, String id) {
        return who.asks().delete("/api/me/organisation-applications/{o}", id);
    }

    private static Response decides(String id, String state, String reason) {
        return signedIn(OPAL)
                .body(Map.of("state", state, "reason", reason))
                .put("/api/staff/organisations/{o}/state", id);
    }

    private static Response looksAt(String id) {
        return signedIn(OPAL).get("/api/staff/organisations/{o}", id);
    }

    private static Response sees(Buyer who) {
        return who.asks().get("/api/me/organisation");
    }

    static Response erases(Buyer who) {
        return who.asks().body(Map.of("confirmed", true)).post("/api/me/erasure");
    }

    private static RequestSpecification organises(Buyer who) {
        return who.asks();
    }

    private static RequestSpecification signedIn(String who) {
        return given().contentType(ContentType.JSON).header(WHO, who);
    }

    private static Map<String, Object> wish(String country, String number) {
        return new LinkedHashMap<>(Map.of(
                "name",
                "Ann's Stage",
                "country",
                country,
                "registrationNumber",
                number,
                "representative",
                Map.of("name", "Kim Ann", "phone", "010-1234-5678", "email", "ann@example.org")));
    }

    /// Nobody else's.
    private static String number() {
        return UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
    }

    private static void refused(List<Response> answers, String problem) {
        refused(answers, 409, problem);
    }

    static void refused(List<Response> answers, int status, String problem) {
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == status)
                .extracting(answer -> answer.<String>path("type"))
                .containsOnly("urn:holdfast:problem:" + problem);
    }

    private String organiserOf(OnSale on) {
        return house.texts("select organiser as text from show where id = '" + on.show() + "'")
                .getFirst();
    }

    static <T> T as(Buyer who, Supplier<T> work) {
        return asking(new RequestSpecBuilder().addHeader("Cookie", who.cookies()), work);
    }

    private static <T> T as(String who, Supplier<T> work) {
        return asking(new RequestSpecBuilder().addHeader(WHO, who), work);
    }

    private static <T> T asking(RequestSpecBuilder who, Supplier<T> work) {
        RestAssured.requestSpecification = who.build();
        try {
            return work.get();
        } finally {
            RestAssured.requestSpecification = null;
        }
    }

    static List<Response> atOnce(Callable<Response> one, Callable<Response> other) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Response> answers = new ArrayList<>();
            for (var done : threads.invokeAll(List.of(one, other))) {
                answers.add(done.get());
            }
            return answers;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
