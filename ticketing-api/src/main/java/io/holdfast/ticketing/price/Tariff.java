package io.holdfast.ticketing.price;

import io.holdfast.contracts.id.ShowId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One version of what a show's seats cost besides their regular price, and of what goes with them.
///
/// @param version counts from 1; 0 when the organiser has set nothing
/// @param serviceFee for each ticket, in minor units of the show's currency
/// @param delivery what each way costs that is offered
/// @param members per cent off the regular price, by a member's tier
public record Tariff(
        ShowId show,
        int version,
        List<Offer> offers,
        long serviceFee,
        Map<Delivery, Long> delivery,
        Map<String, BigDecimal> members) {

    /// One price of one grade.
    ///
    /// @param amount in minor units
    /// @param percentOff what the amount was computed from, if it was
    /// @param until exclusive; from then on it is not offered any more
    /// @param note what the buyer must be able to show
    public record Offer(
            String grade,
            PriceType type,
            long amount,
            @Nullable BigDecimal percentOff,
            @Nullable Instant until,
            String note) {

        boolean standsAt(Instant now) {
            return until == null || now.isBefore(until);
        }
    }

    public Tariff {
        offers = List.copyOf(offers);
        delivery = Map.copyOf(delivery);
        members = Map.copyOf(members);
    }

    /// The regular price only; on the phone or at the box office, free of charge.
    static Tariff unset(ShowId show) {
        var free = new EnumMap<Delivery, Long>(Delivery.class);
        free.put(Delivery.MOBILE, 0L);
        free.put(Delivery.WILL_CALL, 0L);
        return new Tariff(show, 0, List.of(), 0, free, Map.of());
    }

    /// What is offered for a grade at a moment, besides the regular price.
    public List<Offer> offers(String grade, Instant now) {
        return offers.stream()
                .filter(offer -> offer.grade().equals(grade) && offer.standsAt(now))
                .toList();
    }

    Optional<Offer> offer(String grade, PriceType type, Instant now) {
        return offers(grade, now).stream().filter(offer -> offer.type() == type).findFirst();
    }
}
