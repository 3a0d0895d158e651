package io.holdfast.ticketing.organisation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.stack.test.StackTestResource;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.SimulatedGateway;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ann owns an organisation; bob and cho are asked in.
@QuarkusTest
@WithTestResource(StackTestResource.class)
@WithTestResource(SimulatedGateway.class)
class MemberTest {

    @Inject
    BoxOffice house;

    @Test
    void who_accepts_an_invitation_sells_for_the_organisation() {
        // Given
        var ann = owner();
        var token = invited(ann, "MEMBER");
        var bob = house.member();
        bob.asks()
                .get("/api/organisation-invitations/{t}", token)
                .then()
                .statusCode(200)
                .body("organisation", equalTo("Ann's Stage"))
                .body("open", equalTo(true));

        // When
        var accepted = List.of(accepts(bob, token), accepts(bob, token));

        // Then
        assertThat(accepted).allSatisfy(answer -> answer.then().statusCode(200).body("mine", equalTo(true)));
        bob.asks()
                .get("/api/organiser/members")
                .then()
                .statusCode(200)
                .body("owner", equalTo(false))
                .body("members.role", contains("OWNER", "MEMBER"))
                .body("members.you", contains(false, true));
    }

    @Test
    void an_invitation_is_good_for_one_person() {
        // Given
        var token = invited(owner(), "MEMBER");
        var bob = house.member();
        var cho = house.member();

        // When
        var answers = OrganisationTest.atOnce(() -> accepts(bob, token), () -> accepts(cho, token));

        // Then
        assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(200, 410);
        OrganisationTest.refused(answers, 410, "invitation-ended");
    }

    @Test
    void who_has_an_organisation_takes_no_other_and_the_invitation_stays_good() {
        // Given
        var token = invited(owner(), "MEMBER");

        // When
        var bobs = accepts(owner(), token);

        // Then
        bobs.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:already-in-organisation"));
        accepts(house.member(), token).then().statusCode(200);
    }

    @Test
    void an_open_link_is_answered_again_and_can_be_taken_back() {
        // Given
        var ann = owner();
        var first = invites(ann, "MEMBER");
        var again = invites(ann, "MEMBER");
        assertThat(again.<String>path("url")).isEqualTo(first.path("url"));

        // When
        var withdrawn = List.of(
                ann.asks().delete("/api/organiser/invitations/{i}", first.<String>path("id")),
                ann.asks().delete("/api/organiser/invitations/{i}", first.<String>path("id")));

        // Then
        assertThat(withdrawn).extracting(Response::statusCode).containsOnly(204);
        accepts(house.member(), token(first)).then().statusCode(410);
        assertThat(invites(ann, "MEMBER").<String>path("url")).isNotEqualTo(first.path("url"));
        owner().asks()
                .delete("/api/organiser/invitations/{i}", first.<String>path("id"))
                .then()
                .statusCode(404);
    }

    @Test
    void what_is_too_old_or_comes_from_who_has_left_is_over() {
        // Given
        var ann = owner();
        var old = invites(ann, "MEMBER");
        house.run("update organisation_invitation set until = now() where id = '%s'".formatted(old.<String>path("id")));
        var bob = house.member();
        accepts(bob, invited(ann, "OWNER")).then().statusCode(200);
        var bobs = invited(bob, "MEMBER");
        leaves(ann, idOf(bob)).then().statusCode(204);

        // When
        var answers = List.of(accepts(house.member(), token(old)), accepts(house.member(), bobs));

        // Then
        assertThat(answers).extracting(Response::statusCode).containsOnly(410);
        accepts(house.member(), invited(ann, "MEMBER")).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "0190c0de-0000-7000-8000-000000000001.abcdefghijklmnopqrstuvwxyz012345", "a.b"})
    void what_was_made_up_is_no_invitation(String token) {
        accepts(house.member(), token).then().statusCode(404);
        given().get("/api/organisation-invitations/{t}", token).then().statusCode(404);
    }

    @Test
    void members_ask_nobody_in_and_remove_nobody_but_themselves() {
        // Given
        var ann = owner();
        var bob = house.member();
        accepts(bob, invited(ann, "MEMBER")).then().statusCode(200);
        var dan = house.member();
        accepts(dan, invited(ann, "MEMBER")).then().statusCode(200);

        // When
        var answers = List.of(invites(bob, "MEMBER"), leaves(bob, idOf(ann)), leaves(bob, idOf(dan)));

        // Then
        assertThat(answers).extracting(Response::statusCode).containsOnly(403);
        leaves(bob, idOf(bob)).then().statusCode(204);
        bob.asks().get("/api/organiser/members").then().statusCode(403);
        leaves(ann, idOf(dan)).then().statusCode(204);
        ann.asks().get("/api/organiser/members").then().body("members", hasSize(1));
        var stranger = idOf(owner());
        leaves(ann, stranger).then().statusCode(404);
    }

    @Test
    void the_last_owner_stays() {
        var ann = owner();

        var answer = leaves(ann, idOf(ann));

        answer.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:last-owner"));
    }

    @Test
    void of_two_owners_who_leave_at_once_one_stays() {
        for (var round = 0; round < 5; round++) {
            // Given
            var ann = owner();
            var bob = house.member();
            accepts(bob, invited(ann, "OWNER")).then().statusCode(200);
            var anns = idOf(ann);
            var bobs = idOf(bob);

            // When
            var answers = OrganisationTest.atOnce(() -> leaves(ann, anns), () -> leaves(bob, bobs));

            // Then
            assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(204, 409);
            OrganisationTest.refused(answers, 409, "last-owner");
        }
    }

    @Test
    void of_two_owners_who_want_to_be_forgotten_at_once_one_stays_while_there_are_performances_to_come() {
        // Given
        var ann = owner();
        var bob = house.member();
        accepts(bob, invited(ann, "OWNER")).then().statusCode(200);
        OrganisationTest.as(ann, house::openSale);

        // When
        var answers = OrganisationTest.atOnce(() -> OrganisationTest.erases(ann), () -> OrganisationTest.erases(bob));

        // Then
        assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(204, 409);
    }

    private Buyer owner() {
        var somebody = house.member();
        OrganisationTest.approved(somebody);
        return somebody;
    }

    private static Response invites(Buyer owner, String role) {
        return owner.asks().body(Map.of("role", role)).post("/api/organiser/invitations");
    }

    private static String invited(Buyer owner, String role) {
        var answer = invites(owner, role);
        answer.then().statusCode(201);
        return token(answer);
    }

    private static String token(Response invited) {
        String url = invited.path("url");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static Response accepts(Buyer who, String token) {
        return who.asks().post("/api/organisation-invitations/{t}/acceptance", token);
    }

    private static Response leaves(Buyer who, String member) {
        return who.asks().delete("/api/organiser/members/{m}", member);
    }

    private static String idOf(Buyer who) {
        return who.asks()
                .get("/api/organiser/members")
                .then()
                .statusCode(200)
                .extract()
                .path("members.find { it.you }.id");
    }
}
