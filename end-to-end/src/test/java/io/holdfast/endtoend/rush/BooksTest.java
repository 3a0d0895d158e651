package io.holdfast.endtoend.rush;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.endtoend.rush.Books.Sum;
import io.holdfast.endtoend.rush.Books.Ticket;
import java.util.List;
import org.junit.jupiter.api.Test;

class BooksTest {

    private final Books books = new Books();

    @Test
    void a_ticket_given_back_is_worth_nothing_and_its_refund_and_fee_are_written_down() {
        // Given
        var purchase = books.open("order", 200);
        purchase.paid();
        purchase.hold(new Ticket("1", "A-1", 100));
        purchase.hold(new Ticket("2", "A-2", 100));

        // When
        purchase.giveBack(List.of("1"), 70, 30);

        // Then
        assertThat(books.sum()).isEqualTo(new Sum(200, 0, 70, 30, 100, 0));
        assertThat(books.sum().net()).isEqualTo(130);
        assertThat(books.tickets()).extracting(Ticket::seat).containsExactly("A-2");
    }

    @Test
    void money_that_came_too_late_comes_back_whole() {
        // Given
        var purchase = books.open("order", 200);

        // When
        purchase.tooLate();

        // Then
        assertThat(books.sum()).isEqualTo(new Sum(0, 200, 200, 0, 0, 0));
        assertThat(books.sum().net()).isZero();
    }

    @Test
    void a_payment_nobody_has_explained_is_in_doubt() {
        // Given
        var purchase = books.open("order", 200);

        // When
        purchase.inDoubt();

        // Then
        assertThat(books.sum().inDoubt()).isEqualTo(1);
    }
}
