package io.holdfast.refund.refund;

import static io.holdfast.refund.refund.Books.cancelled;
import static io.holdfast.refund.refund.Books.repayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
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
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DailyCapTest.TwoADay.class)
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(SimulatorResource.class)
class DailyCapTest {

    public static class TwoADay implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("holdfast.refund.daily-cap", "2");
        }
    }

    @Inject
    Gateway gateway;

    @Inject
    Books books;

    @Test
    void what_is_over_the_days_cap_goes_out_the_next_day() {
        // Given
        books.aDayPasses();
        var before = books.count("SETTLED");
        Stream.generate(() -> repayment(gateway.captured(1_000), 300)).limit(3).forEach(repayment -> books.facts()
                .tell(cancelled(repayment)));
        await().until(() -> books.count("SETTLED") == before + 2 && books.count("REQUESTED") == 1);
        await().during(Duration.ofMillis(300)).until(() -> books.count("SETTLED") == before + 2);

        // When
        books.aDayPasses();

        // Then
        await().untilAsserted(() -> assertThat(books.count("SETTLED")).isEqualTo(before + 3));
    }

    @Test
    void what_is_held_back_is_told_once_with_the_day_it_is_expected_to_go_out() {
        // Given
        books.aDayPasses();
        var seoul = ZoneId.of("Asia/Seoul");
        var facts = Stream.generate(() -> cancelled(repayment(gateway.captured(1_000), 300)))
                .limit(5)
                .toList();

        // When
        facts.forEach(books.facts()::tell);

        // Then
        await().untilAsserted(() -> assertThat(told(facts)).hasSize(3));
        var tomorrow = LocalDate.now(seoul).plusDays(1).atStartOfDay(seoul).toInstant();
        assertThat(told(facts)).containsExactlyInAnyOrder(tomorrow, tomorrow, tomorrow.plus(Duration.ofDays(1)));
        await().during(Duration.ofSeconds(3)).until(() -> told(facts).size() == 3);
        while (books.count("REQUESTED") > 0) {
            var waiting = books.count("REQUESTED");
            books.aDayPasses();
            await().until(() -> books.count("REQUESTED") <= Math.max(0, waiting - 2));
        }
    }

    private List<Instant> told(List<OrderCancelled> facts) {
        return facts.stream()
                .flatMap(fact -> books.delayed(fact.repayment()).stream())
                .map(RefundDelayed::expectedAt)
                .toList();
    }
}
