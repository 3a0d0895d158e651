package io.holdfast.waitlist.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SalesEvent.GradePrice;
import io.holdfast.contracts.event.SalesEvent.PerformanceScheduled;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class PerformancesTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final PerformanceId performance = PerformanceId.next();
    private final ShowId show = ShowId.next();
    private final SaleId sale = SaleId.next();

    @Inject
    Performances performances;

    /// Each digit is a minute past noon; 0: before facts had a time.
    @ParameterizedTest
    @ValueSource(strings = {"0123", "3210", "1302", "3300", "20331"})
    void a_performance_and_its_sale_are_known_as_they_were_said_last(String order) {
        order.chars().map(Character::getNumericValue).forEach(minute -> {
            performances.learn(performance(minute));
            performances.learn(sale(minute));
        });

        assertThat(performances.find(performance).orElseThrow().title()).isEqualTo("3");
        assertThat(performances.saleTimes(performance).orElseThrow().opensAt()).isEqualTo(at(3));
    }

    private PerformanceScheduled performance(int minute) {
        return new PerformanceScheduled(
                performance,
                show,
                sale,
                String.valueOf(minute),
                "Hall",
                NOON,
                "Asia/Seoul",
                List.of(new GradePrice("R", Money.won(100_000))),
                null,
                at(minute));
    }

    private SaleScheduled sale(int minute) {
        var opensAt = NOON.plusSeconds(60L * minute);
        return new SaleScheduled(
                sale,
                "Sale",
                List.of(performance),
                opensAt,
                opensAt,
                opensAt.plusSeconds(3_600),
                new AdmissionSettings(10, 10, 100, Duration.ofMinutes(1), Duration.ofMinutes(10)),
                true,
                null,
                null,
                at(minute));
    }

    private static @Nullable Instant at(int minute) {
        return minute == 0 ? null : NOON.plusSeconds(60L * minute);
    }
}
