package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.IntConsumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Of facts that say the same thing anew, the one said last counts. Each digit of an order is a minute past noon.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class SaidLastTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant NEXT_YEAR =
            Instant.now().plus(365, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

    private final SaleId sale = SaleId.next();
    private final ShowId show = ShowId.next();
    private final RefundId refund = RefundId.next();
    private final PerformanceId performance = PerformanceId.next();

    @Inject
    FanOuts fanOuts;

    @Inject
    Known known;

    @Inject
    DataSource database;

    @ParameterizedTest
    @ValueSource(strings = {"0123", "3210", "1302", "3300", "20331"})
    void a_sale_is_reminded_of_as_it_was_scheduled_last(String order) {
        each(order, minute -> fanOuts.scheduled(scheduled(NEXT_YEAR.plus(minute, ChronoUnit.DAYS), minute)));

        assertThat(opening()).isEqualTo(NEXT_YEAR.plus(3, ChronoUnit.DAYS));
    }

    @Test
    void a_sale_that_opened_earlier_than_it_was_first_to_is_not_reminded_of_when_that_is_heard_last() {
        // Given
        var opened = Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        fanOuts.scheduled(scheduled(opened, 2));

        // When
        fanOuts.scheduled(scheduled(NEXT_YEAR, 1));

        // Then
        assertThat(opening()).isEqualTo(opened);
    }

    @Test
    void what_has_been_written_out_is_not_written_out_again_when_the_same_opening_is_said_anew() {
        // Given
        fanOuts.scheduled(scheduled(NEXT_YEAR, 1));
        Sql.of("update fan_out set done_at = now(), people = 7 where about = :sale")
                .with("sale", sale)
                .run(database);

        // When
        fanOuts.scheduled(scheduled(NEXT_YEAR, 2));

        // Then
        int people = Sql.of("select people from fan_out where about = :sale and done_at is not null")
                .with("sale", sale)
                .one(database, row -> row.number("people"));
        assertThat(people).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "321", "132", "3311"})
    void a_show_is_known_as_it_was_published_last(String order) {
        each(order, minute -> known.published(published(minute)));

        assertThat(known.show(show).orElseThrow().title()).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "321", "132", "3311"})
    void a_performance_is_called_off_for_the_reason_given_last(String order) {
        each(order, minute -> known.calledOff(new PerformanceCancelled(performance, "" + minute, at(minute))));

        assertThat(known.whyCalledOff(performance)).contains("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "321", "132", "3311"})
    void a_refund_is_expected_when_it_was_last_said_to_be(String order) {
        each(order, minute -> known.refundDelayed(new RefundDelayed(refund, OrderId.next(), at(minute), at(minute))));

        Instant expected = Sql.of("select expected_at from refund_delay where refund_id = :refund")
                .with("refund", refund)
                .one(database, row -> row.moment("expected_at"));
        assertThat(expected).isEqualTo(at(3));
    }

    private static void each(String order, IntConsumer heard) {
        order.chars().map(Character::getNumericValue).forEach(heard);
    }

    private static Instant at(int minute) {
        return NOON.plusSeconds(60L * minute);
    }

    private Instant opening() {
        return Sql.of("select until from fan_out where kind = 'SALE_REMINDER' and about = :sale")
                .with("sale", sale)
                .one(database, row -> row.moment("until"));
    }

    /// @param minute 0: before facts had a time
    private SaleScheduled scheduled(Instant opensAt, int minute) {
        return new SaleScheduled(
                sale,
                "Sale",
                List.of(),
                opensAt,
                opensAt,
                opensAt.plus(10, ChronoUnit.DAYS),
                new AdmissionSettings(10, 10, 100, Duration.ofMinutes(1), Duration.ofMinutes(10)),
                true,
                null,
                null,
                minute == 0 ? null : at(minute));
    }

    private ShowPublished published(int minute) {
        return new ShowPublished(
                show, sale, "" + minute, "Hall", "musical", "seoul", NEXT_YEAR, "Asia/Seoul", at(minute));
    }
}
