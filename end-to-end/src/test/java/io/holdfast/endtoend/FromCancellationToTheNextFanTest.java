package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.launcher.house.House;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InTheHouse.class)
class FromCancellationToTheNextFanTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void seats_given_back_go_to_the_first_on_the_waitlist_and_the_money_back_to_who_paid(House house) {
        // Given
        var olga = new Olga(house);
        // Five days ahead the rule keeps 30 %.
        var show = olga.putsOnSale(
                Olga.plan(1, 2), Olga.sale(Instant.now(), false), Instant.now().plus(Duration.ofDays(5)));
        var ann = Person.named("ann", house).signsIn();
        var annsOrder = ann.buys(show.performance(), List.of("A-1", "A-2"));
        var bob = Person.named("bob", house).signsIn();
        var entry = joinsWaitlist(bob, show);
        var quote = ann.asksWhatComesBack(annsOrder);

        // When
        var cancellation = ann.cancels(annsOrder, quote);
        var offer = awaitOffer(bob, show);
        bob.post("/api/offers/" + offer.path("id").asText() + "/acceptance", null)
                .json(200);
        var bobsOrder = bob.buys(asHold(offer));

        // Then
        assertThat(quote.path("refund").path("amount").asLong()).isEqualTo(140_000);
        assertThat(quote.path("fee").path("amount").asLong()).isEqualTo(60_000);
        assertThat(cancellation.path("refund").path("amount").path("amount").asLong())
                .isEqualTo(140_000);
        await().atMost(SOON).untilAsserted(() -> {
            var seen = ann.looksAtOrder(annsOrder.path("id").asText());
            assertThat(seen.path("state").asText()).isEqualTo("CANCELLED");
            assertThat(seen.path("cancellations")
                            .path(0)
                            .path("refund")
                            .path("state")
                            .asText())
                    .isEqualTo("SETTLED");
        });
        var paid = olga.asksGateway(annsOrder.path("id").asText()).path(0);
        assertThat(paid.path("amount").asLong()).isEqualTo(200_000);
        assertThat(paid.path("balance").asLong()).isEqualTo(60_000);
        assertThat(ann.get("/api/tickets/"
                                + annsOrder.path("tickets").path(0).path("id").asText())
                        .json(200)
                        .path("state")
                        .asText())
                .isEqualTo("CANCELLED");

        assertThat(bobsOrder.path("state").asText()).isEqualTo("PAID");
        assertThat(bobsOrder.path("tickets").findValuesAsText("seat")).containsExactly("A-1", "A-2");
        assertThat(bobsOrder.path("tickets").findValuesAsText("state")).containsOnly("VALID");
        await().atMost(SOON).untilAsserted(() -> assertThat(bob.readsMails())
                .anySatisfy(mail ->
                        assertThat(mail).contains("/offers/" + offer.path("id").asText()))
                .anySatisfy(mail ->
                        assertThat(mail).contains(bobsOrder.path("booking").asText())));
        await().atMost(SOON).untilAsserted(() -> assertThat(ann.readsMails())
                .anySatisfy(
                        mail -> assertThat(mail).containsIgnoringCase("refund").contains("140,000")));
        await().atMost(SOON).untilAsserted(() -> assertThat(bob.get("/api/waitlist/" + entry)
                        .json(200)
                        .path("state")
                        .asText())
                .isEqualTo("SERVED"));

        var numbers = olga.numbers(show);
        assertThat(numbers.path("sold").asInt()).isEqualTo(2);
        assertThat(numbers.path("soldTwice").asInt()).isZero();
        assertThat(numbers.path("gross").path("amount").asLong()).isEqualTo(400_000);
        assertThat(numbers.path("refunded").path("amount").asLong()).isEqualTo(140_000);
        assertThat(numbers.path("fees").path("amount").asLong()).isEqualTo(60_000);
        assertThat(numbers.path("ledgerBalanced").asBoolean()).isTrue();
    }

    /// The waitlist hears that everything is sold a moment after it is.
    private static String joinsWaitlist(Person person, Olga.OnSale show) {
        var wish = Person.object().put("seats", 2).put("adjacent", true);
        wish.putArray("grades").add("R");
        return await().atMost(SOON)
                .until(
                        () -> person.post("/api/performances/" + show.performance() + "/waitlist", wish),
                        reply -> reply.status() == 201)
                .json()
                .path("id")
                .asText();
    }

    /// As My Page shows it.
    private static JsonNode awaitOffer(Person person, Olga.OnSale show) {
        return await().atMost(SOON)
                .until(() -> offersFor(show, person), offers -> !offers.isEmpty())
                .getFirst();
    }

    private static List<JsonNode> offersFor(Olga.OnSale show, Person person) {
        var mine = new ArrayList<JsonNode>();
        for (var offer : person.get("/api/me/offers").json(200).path("offers")) {
            if (offer.path("performance").path("id").asText().equals(show.performance())) {
                mine.add(offer);
            }
        }
        return mine;
    }

    /// An offer that was accepted is a hold like any other.
    private static JsonNode asHold(JsonNode offer) {
        return Person.object().put("id", offer.path("hold").asText());
    }
}
