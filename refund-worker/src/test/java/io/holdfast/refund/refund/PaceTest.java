package io.holdfast.refund.refund;

import static io.holdfast.refund.refund.Books.cancelled;
import static io.holdfast.refund.refund.Books.repayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.id.PaymentId;
import io.holdfast.refund.Gateway;
import io.holdfast.refund.SimulatorResource;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(
        value = SimulatorResource.class,
        initArgs = {
            @ResourceArg(name = "holdfast.refund.per-second", value = "4"),
            @ResourceArg(name = "holdfast.refund.per-second-at.mortal", value = "2"),
            @ResourceArg(name = "holdfast.refund.tries", value = "2")
        })
class PaceTest {

    @Inject
    Gateway gateway;

    @Inject
    Books books;

    @AfterEach
    void all_is_well_again() {
        gateway.behave();
    }

    @Test
    void no_more_begin_within_any_second_than_the_gateway_may_be_asked() {
        // Given
        var repayments = Stream.generate(() -> repayment(gateway.captured(1_000), 300))
                .limit(13)
                .toList();

        // When
        repayments.forEach(repayment -> books.facts().tell(cancelled(repayment)));

        // Then
        await().untilAsserted(() -> assertThat(repayments)
                .allMatch(repayment -> books.state(repayment).equals("SETTLED")));
        assertThat(books.mostBegunWithinASecond("simulator")).isEqualTo(4);
    }

    @Test
    void a_gateway_with_a_rate_of_its_own_is_asked_at_that_rate() {
        // Given
        var repayments = Stream.generate(
                        () -> repayment(MortalProvider.CHANNEL, PaymentId.next(), gateway.captured(1_000), 300))
                .limit(5)
                .toList();

        // When
        repayments.forEach(repayment -> books.facts().tell(cancelled(repayment)));

        // Then
        await().untilAsserted(() -> assertThat(repayments)
                .allMatch(repayment -> books.state(repayment).equals("SETTLED")));
        assertThat(books.mostBegunWithinASecond("mortal")).isEqualTo(2);
    }

    @Test
    void what_stays_unclear_waits_for_a_person_after_the_last_try() {
        // Given
        var repayment = repayment(gateway.captured(1_000), 300);
        gateway.misbehave("{\"cancel\":{\"mode\":\"ERROR_500\"}}");

        // When
        books.facts().tell(cancelled(repayment));

        // Then
        await().untilAsserted(() -> assertThat(books.parked(repayment))
                .singleElement()
                .satisfies(told -> assertThat(told.reason()).isEqualTo("INTERNAL")));
        assertThat(books.tries(repayment)).isEqualTo(2);
    }
}
