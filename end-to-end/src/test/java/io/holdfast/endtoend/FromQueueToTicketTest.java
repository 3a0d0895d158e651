package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.launcher.house.House;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InTheHouse.class)
class FromQueueToTicketTest {

    private House house;
    private Olga olga;

    @BeforeEach
    void enter(House running) {
        house = running;
        olga = new Olga(running);
    }

    @Test
    void a_guest_waits_in_line_pays_and_has_a_ticket_and_a_mail() {
        // Given
        var show = olga.putsOnSale(Olga.plan(2, 5), Olga.sale(Instant.now().plusSeconds(4), true));
        awaitWaitingRoom(show);
        var ann = Person.named("ann", house);
        var place = ann.joins(show.sale());

        // When
        var pass = ann.awaitsTurn(show.sale(), place);
        var hold = ann.holds(show.performance(), List.of("A-2", "A-3"), pass).json(201);
        var order = ann.buys(hold);

        // Then
        assertThat(order.path("state").asText()).isEqualTo("PAID");
        assertThat(order.path("total").path("amount").asLong()).isEqualTo(200_000);
        assertThat(order.path("tickets")).hasSize(2).allSatisfy(ticket -> assertGoodTicket(ann, ticket));
        assertThat(ann.seesSeats(show.performance(), 'S')).containsExactly("A-2", "A-3");
        await().untilAsserted(() -> assertThat(ann.readsMails()).anySatisfy(mail -> assertThat(mail)
                .contains(order.path("booking").asText(), "Stalls A 2", "Stalls A 3")));
        await().untilAsserted(() -> assertThat(
                        ann.looksAtPlace(show.sale(), place).path("state").asText())
                .isEqualTo("DONE"));
        var numbers = olga.numbers(show);
        assertThat(numbers.path("sold").asInt()).isEqualTo(2);
        assertThat(numbers.path("available").asInt()).isEqualTo(8);
        assertThat(numbers.path("gross").path("amount").asLong()).isEqualTo(200_000);
        assertThat(numbers.path("ledgerBalanced").asBoolean()).isTrue();
    }

    @Test
    void seats_of_a_sale_with_a_queue_are_only_for_those_who_stood_in_it() {
        // Given
        var show = olga.putsOnSale(Olga.plan(1, 4), Olga.sale(Instant.now().plusSeconds(4), true));
        awaitWaitingRoom(show);
        var ann = Person.named("ann", house);
        var pass = ann.awaitsTurn(show.sale(), ann.joins(show.sale()));
        var bob = Person.named("bob", house);

        // When
        var withoutPass = bob.holds(show.performance(), List.of("A-1"));
        var withAnns = bob.holds(show.performance(), List.of("A-1"), pass);

        // Then
        assertThat(withoutPass.problem()).isEqualTo("PASS_REQUIRED");
        assertThat(withAnns.problem()).isEqualTo("PASS_INVALID");
        assertThat(bob.seesSeats(show.performance(), 'A')).hasSize(4);
    }

    private void assertGoodTicket(Person owner, JsonNode ticket) {
        var id = ticket.path("id").asText();
        var opened = owner.opensTicket(id);
        assertThat(opened.path("state").asText()).isEqualTo("VALID");
        assertThat(opened.path("printed").asBoolean()).isFalse();
        assertThat(Person.named("bob", house).get("/api/tickets/" + id).problem())
                .isEqualTo("NOT_FOUND");
    }

    /// It hears of a sale a moment after the organiser has been answered.
    private void awaitWaitingRoom(Olga.OnSale show) {
        var anybody = Person.named("anybody", house);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        anybody.get("/api/sales/" + show.sale() + "/serving").status() == 200);
    }
}
