package io.holdfast.ticketing.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.price.Quote.Outcome;
import io.holdfast.ticketing.price.Tariff.Offer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class QuoteTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final SeatId A1 = new SeatId("A-1");
    private static final SeatId A2 = new SeatId("A-2");
    private static final SeatId B1 = new SeatId("B-1");

    private final Tariff tariff = new Tariff(
            ShowId.next(),
            3,
            List.of(
                    new Offer("R", PriceType.YOUTH, 98_000, new BigDecimal("30"), null, "A student card"),
                    new Offer("R", PriceType.EARLY_BIRD, 112_000, null, NOW.plusSeconds(1), ""),
                    new Offer("R", PriceType.DISABILITY_1_3, 70_000, null, null, "A welfare card"),
                    new Offer("R", PriceType.DISABILITY_4_6, 98_000, null, null, "A welfare card")),
            1_000,
            Map.of(Delivery.MOBILE, 0L, Delivery.POST, 3_500L),
            Map.of("GOLD", new BigDecimal("5")));

    @Test
    void every_seat_has_its_own_price_and_its_fee() {
        var quote = quoted(Map.of(A1, PriceType.YOUTH), Optional.empty(), Delivery.POST, null);

        assertThat(quote.lines())
                .extracting(line -> line.amount().amount())
                .containsExactly(98_000L, 140_000L, 110_000L);
        assertThat(quote.serviceFee()).isEqualTo(Money.won(3_000));
        assertThat(quote.deliveryFee()).isEqualTo(Money.won(3_500));
        assertThat(quote.total()).isEqualTo(Money.won(354_500));
        assertThat(quote.prices()).isEqualTo(3);
    }

    @Test
    void a_members_discount_is_taken_off_the_regular_price_only() {
        var quote = quoted(Map.of(A1, PriceType.YOUTH), Optional.of("GOLD"), Delivery.MOBILE, null);

        assertThat(quote.lines())
                .extracting(line -> line.memberDiscount().amount())
                .containsExactly(0L, 7_000L, 5_500L);
    }

    @Test
    void a_tier_the_show_does_not_honour_takes_nothing_off() {
        var quote = quoted(Map.of(), Optional.of("IRON"), Delivery.MOBILE, null);

        assertThat(quote.memberDiscount().isZero()).isTrue();
    }

    @Test
    void a_coupon_comes_last_and_is_shared_out_to_the_last_unit() {
        var coupon = new Reduction(Money.won(10_000), Optional.empty(), Money.won(0));

        var quote = quoted(Map.of(), Optional.of("GOLD"), Delivery.POST, coupon);

        assertThat(quote.lines().stream()
                        .mapToLong(line -> line.couponDiscount().amount())
                        .sum())
                .isEqualTo(10_000);
        assertThat(quote.total()).isEqualTo(Money.won(390_000 - 19_500 - 10_000 + 3_000 + 3_500));
    }

    @Test
    void a_percentage_takes_off_no_more_than_its_most() {
        var coupon = new Reduction(Money.won(15_000), Optional.of(new BigDecimal("10")), Money.won(0));

        assertThat(quoted(Map.of(), Optional.empty(), Delivery.MOBILE, coupon).couponDiscount())
                .isEqualTo(Money.won(15_000));
    }

    @Test
    void a_coupon_never_takes_off_more_than_the_seats_cost() {
        var coupon = new Reduction(Money.won(1_000_000), Optional.empty(), Money.won(0));

        assertThat(quoted(Map.of(), Optional.empty(), Delivery.POST, coupon).total())
                .isEqualTo(Money.won(6_500));
    }

    @Test
    void below_its_minimum_a_coupon_is_refused() {
        var coupon = new Reduction(Money.won(1_000), Optional.empty(), Money.won(390_001));

        assertThat(asked(Map.of(), Optional.empty(), Delivery.MOBILE, coupon, NOW))
                .isEqualTo(new Outcome.BelowMinimum(Money.won(390_001)));
    }

    @Test
    void an_early_bird_price_ends_at_its_moment() {
        var wanted = Map.of(A1, PriceType.EARLY_BIRD);

        assertThat(asked(wanted, Optional.empty(), Delivery.MOBILE, null, NOW)).isInstanceOf(Outcome.Quoted.class);
        assertThat(asked(wanted, Optional.empty(), Delivery.MOBILE, null, NOW.plusSeconds(1)))
                .isEqualTo(new Outcome.PriceNotOffered(A1, PriceType.EARLY_BIRD));
    }

    @Test
    void a_companion_comes_along_for_degrees_1_to_3_and_not_for_4_to_6() {
        assertThat(asked(
                        Map.of(A1, PriceType.DISABILITY_1_3, A2, PriceType.DISABILITY_1_3),
                        Optional.empty(),
                        Delivery.MOBILE,
                        null,
                        NOW))
                .isInstanceOf(Outcome.Quoted.class);
        assertThat(asked(
                        Map.of(A1, PriceType.DISABILITY_4_6, A2, PriceType.DISABILITY_4_6),
                        Optional.empty(),
                        Delivery.MOBILE,
                        null,
                        NOW))
                .isEqualTo(new Outcome.TooManyAtPrice(PriceType.DISABILITY_4_6, 1));
    }

    @Test
    void what_is_not_offered_is_refused() {
        assertThat(asked(Map.of(B1, PriceType.YOUTH), Optional.empty(), Delivery.MOBILE, null, NOW))
                .isEqualTo(new Outcome.PriceNotOffered(B1, PriceType.YOUTH));
        assertThat(asked(Map.of(), Optional.empty(), Delivery.WILL_CALL, null, NOW))
                .isEqualTo(new Outcome.DeliveryNotOffered(Delivery.WILL_CALL));
        assertThat(asked(Map.of(new SeatId("Z-9"), PriceType.YOUTH), Optional.empty(), Delivery.MOBILE, null, NOW))
                .isEqualTo(new Outcome.NoSuchSeat(new SeatId("Z-9")));
    }

    @Test
    void the_same_terms_have_the_same_name_and_others_another() {
        var quote = quoted(Map.of(), Optional.empty(), Delivery.MOBILE, null);

        assertThat(quoted(Map.of(), Optional.empty(), Delivery.MOBILE, null).version())
                .isEqualTo(quote.version());
        assertThat(quoted(Map.of(), Optional.of("GOLD"), Delivery.MOBILE, null).version())
                .isNotEqualTo(quote.version());
        assertThat(quoted(Map.of(), Optional.empty(), Delivery.POST, null).version())
                .isNotEqualTo(quote.version());
    }

    @RepeatedTest(200)
    void whatever_is_ordered_adds_up(RepetitionInfo seed) {
        // Given
        var random = new Random(seed.getCurrentRepetition());
        List<Quote.Seat> seats = new ArrayList<>();
        for (var i = 0; i <= random.nextInt(20); i++) {
            seats.add(new Quote.Seat(new SeatId("S-" + i), "S " + i, "S", Money.won(random.nextInt(200_001))));
        }
        var coupon = new Reduction(
                Money.won(1 + random.nextInt(1_000_000)),
                random.nextBoolean() ? Optional.empty() : Optional.of(new BigDecimal(1 + random.nextInt(100))),
                Money.won(0));

        // When
        var outcome = Quote.of(tariff, seats, Map.of(), Optional.of("GOLD"), Delivery.POST, coupon, "steps-7-3-1", NOW);

        // Then
        var quote = ((Outcome.Quoted) outcome).quote();
        assertThat(quote.lines()).allSatisfy(line -> {
            assertThat(line.amount().amount()).isNotNegative();
            assertThat(line.couponDiscount().amount()).isNotNegative();
            assertThat(line.price().minus(line.memberDiscount()).minus(line.couponDiscount()))
                    .isEqualTo(line.amount());
        });
        var tickets =
                quote.lines().stream().mapToLong(line -> line.amount().amount()).sum();
        assertThat(tickets + quote.serviceFee().amount() + quote.deliveryFee().amount())
                .isEqualTo(quote.total().amount());
        assertThat(quote.lines().stream()
                        .mapToLong(line -> line.couponDiscount().amount())
                        .sum())
                .isEqualTo(quote.couponDiscount().amount());
    }

    private Quote quoted(
            Map<SeatId, PriceType> types, Optional<String> tier, Delivery delivery, @Nullable Reduction coupon) {
        return ((Outcome.Quoted) asked(types, tier, delivery, coupon, NOW)).quote();
    }

    private Outcome asked(
            Map<SeatId, PriceType> types,
            Optional<String> tier,
            Delivery delivery,
            @Nullable Reduction coupon,
            Instant now) {
        var seats = List.of(
                new Quote.Seat(A1, "1F A 1", "R", Money.won(140_000)),
                new Quote.Seat(A2, "1F A 2", "R", Money.won(140_000)),
                new Quote.Seat(B1, "1F B 1", "S", Money.won(110_000)));
        return Quote.of(tariff, seats, types, tier, delivery, coupon, "steps-7-3-1", now);
    }
}
