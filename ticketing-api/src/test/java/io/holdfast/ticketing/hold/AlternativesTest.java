package io.holdfast.ticketing.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What somebody is offered who did not get the seats they wanted.
@HouseTest
class AlternativesTest {

    @Inject
    BoxOffice house;

    @Test
    void who_loses_a_race_gets_three_other_choices_that_can_be_taken_as_they_are() {
        // Given
        var on = house.openSale();
        house.guest().held(on, "B-4", "B-5");
        List<List<String>> alternatives = house.guest()
                .holds(on, "B-4", "B-5")
                .then()
                .statusCode(409)
                .extract()
                .path("alternatives");

        // When
        var answers = alternatives.stream()
                .map(choice -> house.guest().holds(on, choice.toArray(String[]::new)))
                .toList();

        // Then
        assertThat(answers).hasSize(3).allSatisfy(answer -> answer.then().statusCode(201));
    }

    @Test
    void a_choice_that_leaves_a_single_seat_is_refused_with_better_ones() {
        // Given
        var on = house.openSale();
        house.run("update performance set orphan_rule = true where id = '%s'".formatted(on.performance()));
        house.run(
                "update sale set performances_changed = performances_changed + 1 where id = '%s'".formatted(on.sale()));

        // When
        var answer = house.guest().holds(on, "B-2", "B-3");

        // Then
        answer.then().statusCode(409);
        assertThat(answer.<String>path("type")).endsWith(":seat-left-alone");
        assertThat(answer.<List<List<String>>>path("alternatives")).isNotEmpty().doesNotContain(List.of("B-2", "B-3"));
    }
}
