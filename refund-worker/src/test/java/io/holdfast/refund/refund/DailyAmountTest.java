package io.holdfast.refund.refund;

import static io.holdfast.refund.refund.Books.cancelled;
import static io.holdfast.refund.refund.Books.repayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.refund.Gateway;
import io.holdfast.refund.SimulatorResource;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DailyAmountTest.FiveHundredADay.class)
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(SimulatorResource.class)
class DailyAmountTest {

    public static class FiveHundredADay implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("holdfast.refund.daily-cap-amount.KRW", "500");
        }
    }

    @Inject
    Gateway gateway;

    @Inject
    Books books;

    @Test
    void what_is_over_the_days_sum_goes_out_the_next_day_and_other_currencies_at_once() {
        // Given
        Stream.generate(() -> repayment(gateway.captured(1_000), 300)).limit(3).forEach(repayment -> books.facts()
                .tell(cancelled(repayment)));
        await().until(() -> books.count("SETTLED") == 2 && books.count("REQUESTED") == 1);
        var dollars = new Repayment(
                RefundId.next(), PaymentId.next(), "simulator-card", gateway.captured(1_000), Money.of(900, "USD"));
        books.facts().tell(cancelled(dollars));
        await().until(() -> books.state(dollars).equals("SETTLED"));
        await().during(Duration.ofMillis(300)).until(() -> books.count("REQUESTED") == 1);

        // When
        books.aDayPasses();

        // Then
        await().untilAsserted(() -> assertThat(books.count("SETTLED")).isEqualTo(4));
    }
}
