package io.holdfast.ticketing.price;

import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an order comes to, seat by seat.
///
/// A seat has one price. A member's discount is taken off seats at the regular price only: the other prices are
/// discounts already. A coupon comes last and is shared out over the seats in proportion to what they cost, to the last
/// minor unit, so that every ticket knows what was paid for it. Fees and delivery are never discounted. Percentages are
/// rounded half up to a whole minor unit, of what is taken off.
///
/// @param prices the version of the show's [Tariff]
/// @param serviceFee of all tickets together
/// @param version names all of this: who has seen it can say that they agree to it
@RegisterForReflection
public record Quote(
        int prices,
        List<Line> lines,
        Money memberDiscount,
        Money couponDiscount,
        Money serviceFee,
        Delivery delivery,
        Money deliveryFee,
        Money total,
        String version) {

    /// @param regular what the seat costs anybody
    /// @param price what it costs at its type
    /// @param amount what is to be paid for it
    @RegisterForReflection
    public record Line(
            SeatId seat,
            String label,
            String grade,
            PriceType type,
            Money regular,
            Money price,
            Money memberDiscount,
            Money couponDiscount,
            Money amount) {}

    /// A seat to be priced.
    public record Seat(SeatId id, String label, String grade, Money regular) {}

    /// What may come of asking what seats cost.
    public sealed interface Outcome {
        record Quoted(Quote quote) implements Outcome {}

        /// The show does not offer this price for this seat, or not any more.
        record PriceNotOffered(SeatId seat, PriceType type) implements Outcome {}

        record TooManyAtPrice(PriceType type, int most) implements Outcome {}

        record NoSuchSeat(SeatId seat) implements Outcome {}

        record DeliveryNotOffered(Delivery delivery) implements Outcome {}

        record BelowMinimum(Money minimum) implements Outcome {}
    }

    /// @param types the seats that are not at the regular price
    /// @param tier the member's, if any
    /// @param rule the refund rule's name: part of what is agreed to
    public static Outcome of(
            Tariff tariff,
            List<Seat> seats,
            Map<SeatId, PriceType> types,
            Optional<String> tier,
            Delivery delivery,
            @Nullable Reduction coupon,
            String rule,
            Instant now) {
        for (var seat : types.keySet()) {
            if (seats.stream().noneMatch(one -> one.id().equals(seat))) {
                return new Outcome.NoSuchSeat(seat);
            }
        }
        var deliveryFee = tariff.delivery().get(delivery);
        if (deliveryFee == null) {
            return new Outcome.DeliveryNotOffered(delivery);
        }
        var used = new EnumMap<PriceType, Integer>(PriceType.class);
        var percent = tier.map(tariff.members()::get);
        List<Line> lines = new ArrayList<>();
        for (var seat : seats) {
            var type = types.getOrDefault(seat.id(), PriceType.REGULAR);
            if (used.merge(type, 1, Integer::sum) > type.most()) {
                return new Outcome.TooManyAtPrice(type, type.most());
            }
            if (type == PriceType.REGULAR) {
                lines.add(line(seat, type, seat.regular(), percent));
                continue;
            }
            var offer = tariff.offer(seat.grade(), type, now);
            if (offer.isEmpty()) {
                return new Outcome.PriceNotOffered(seat.id(), type);
            }
            var price = new Money(offer.get().amount(), seat.regular().currency());
            lines.add(line(seat, type, price, Optional.empty()));
        }
        return completed(tariff, lines, delivery, deliveryFee, coupon, rule);
    }

    private static Line line(Seat seat, PriceType type, Money price, Optional<BigDecimal> percent) {
        var none = Money.zero(price.currency());
        var off = percent.map(price::percent).orElse(none);
        return new Line(
                seat.id(), seat.label(), seat.grade(), type, seat.regular(), price, off, none, price.minus(off));
    }

    private static Outcome completed(
            Tariff tariff,
            List<Line> plain,
            Delivery delivery,
            long deliveryFee,
            @Nullable Reduction coupon,
            String rule) {
        var none = Money.zero(plain.getFirst().regular().currency());
        var subtotal = plain.stream().map(Line::amount).reduce(none, Money::plus);
        if (coupon != null && !coupon.reaches(subtotal)) {
            return new Outcome.BelowMinimum(coupon.minimum());
        }
        var off = coupon == null ? none : coupon.of(subtotal);
        var lines = off.isZero() ? plain : shared(plain, subtotal, off);
        var members = lines.stream().map(Line::memberDiscount).reduce(none, Money::plus);
        var service = new Money(tariff.serviceFee(), none.currency()).times(lines.size());
        var carriage = new Money(deliveryFee, none.currency());
        var total = subtotal.minus(off).plus(service).plus(carriage);
        return new Outcome.Quoted(new Quote(
                tariff.version(),
                List.copyOf(lines),
                members,
                off,
                service,
                delivery,
                carriage,
                total,
                nameOf(lines, service, delivery, carriage, total, rule)));
    }

    /// Each seat's share is what the running sum has grown by, so the shares add up and none exceeds its seat's price.
    private static List<Line> shared(List<Line> lines, Money subtotal, Money off) {
        List<Line> shared = new ArrayList<>();
        var priced = 0L;
        var given = 0L;
        for (var line : lines) {
            priced = Math.addExact(priced, line.amount().amount());
            var upToHere = BigInteger.valueOf(off.amount())
                    .multiply(BigInteger.valueOf(priced))
                    .divide(BigInteger.valueOf(subtotal.amount()))
                    .longValueExact();
            var share = new Money(upToHere - given, off.currency());
            given = upToHere;
            shared.add(new Line(
                    line.seat(),
                    line.label(),
                    line.grade(),
                    line.type(),
                    line.regular(),
                    line.price(),
                    line.memberDiscount(),
                    share,
                    line.amount().minus(share)));
        }
        return shared;
    }

    /// Follows from everything that is agreed to, and from nothing else: not from who asks, nor from when.
    private static String nameOf(
            List<Line> lines, Money service, Delivery delivery, Money carriage, Money total, String rule) {
        var text = new StringBuilder();
        for (var line : lines) {
            text.append(line.seat()).append(' ').append(line.type()).append(' ');
            text.append(line.price().amount())
                    .append(' ')
                    .append(line.memberDiscount().amount());
            text.append(' ').append(line.couponDiscount().amount()).append('\n');
        }
        text.append(service)
                .append('\n')
                .append(delivery)
                .append(' ')
                .append(carriage)
                .append('\n');
        text.append(total).append('\n').append(rule);
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
