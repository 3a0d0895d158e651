package io.holdfast.ticketing.booking;

import io.holdfast.contracts.id.CouponId;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.booking.OrderResource.AskQuote;
import io.holdfast.ticketing.booking.OrderResource.DeliveryView;
import io.holdfast.ticketing.booking.OrderResource.LineView;
import io.holdfast.ticketing.booking.OrderResource.PerformanceName;
import io.holdfast.ticketing.order.Booker;
import io.holdfast.ticketing.order.PricedHold;
import io.holdfast.ticketing.order.Pricing;
import io.holdfast.ticketing.price.Delivery;
import io.holdfast.ticketing.price.PriceType;
import io.holdfast.ticketing.price.Quote;
import io.holdfast.ticketing.refundrule.RefundRule;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What held seats would come to, before anybody orders them: the live summary beside the checkout.
@Path("/api")
@RunOnVirtualThread
public class QuoteResource {

    /// @param lines what each seat costs, and why
    /// @param choices the prices that are offered, for each grade of these seats
    /// @param deliveries the ways that are offered
    /// @param coupon what a coupon takes off, if one was named
    /// @param fee the service fee of all tickets
    /// @param cancellation what giving the order back would cost, and until when
    /// @param quote names all of this; `POST /api/orders` with it is refused when it would come to something else
    public record QuoteView(
            HoldId hold,
            PerformanceName performance,
            List<LineView> lines,
            List<Choice> choices,
            List<DeliveryView> deliveries,
            Money memberDiscount,
            @Nullable CouponUsed coupon,
            Money fee,
            DeliveryView delivery,
            Money total,
            CancellationTerms cancellation,
            Instant payBy,
            Instant serverTime,
            String quote) {}

    /// @param types the regular price first
    public record Choice(String grade, List<TypePrice> types) {}

    /// @param percentOff what the price was computed from, if it was
    /// @param until exclusive; from then on it is not offered any more
    /// @param most seats at this price in one order; absent without a limit
    /// @param note what the buyer must be able to show; empty without
    public record TypePrice(
            PriceType type,
            Money price,
            @Nullable BigDecimal percentOff,
            @Nullable Instant until,
            @Nullable Integer most,
            String note) {}

    public record CouponUsed(CouponId id, String name, Money discount) {}

    /// @param until from then on nothing can be given back any more
    /// @param steps one after the other, in the venue's time zone
    public record CancellationTerms(String rule, OffsetDateTime until, List<RefundRule.Phase> steps) {}

    private final Pricing pricing;
    private final Bookings bookings;
    private final Catalogue catalogue;
    private final Visitor visitor;

    QuoteResource(Pricing pricing, Bookings bookings, Catalogue catalogue, Visitor visitor) {
        this.pricing = pricing;
        this.bookings = bookings;
        this.catalogue = catalogue;
        this.visitor = visitor;
    }

    /// Changes nothing, and may be asked for as often as somebody changes their mind.
    @POST
    @Path("/orders/quote")
    public QuoteView quote(@NotNull @Valid AskQuote request) {
        var held = pricing.price(request.wish(), Booker.of(visitor));
        var quote = held.quote();
        var currency = quote.total().currency();
        return new QuoteView(
                held.hold(),
                bookings.performance(held.performance()),
                quote.lines().stream().map(LineView::of).toList(),
                choices(held, currency),
                deliveries(held, currency),
                quote.memberDiscount(),
                held.coupon()
                        .map(coupon -> new CouponUsed(coupon.id(), coupon.name(), quote.couponDiscount()))
                        .orElse(null),
                quote.serviceFee(),
                new DeliveryView(quote.delivery(), quote.deliveryFee()),
                quote.total(),
                terms(held),
                held.until(),
                held.now(),
                quote.version());
    }

    private static List<Choice> choices(PricedHold held, Currency currency) {
        return held.quote().lines().stream()
                .map(line -> new Choice(line.grade(), types(held, line, currency)))
                .distinct()
                .toList();
    }

    private static List<TypePrice> types(PricedHold held, Quote.Line line, Currency currency) {
        var regular = new TypePrice(PriceType.REGULAR, line.regular(), null, null, null, "");
        var others = held.tariff().offers(line.grade(), held.now()).stream()
                .map(offer -> new TypePrice(
                        offer.type(),
                        new Money(offer.amount(), currency),
                        offer.percentOff(),
                        offer.until(),
                        offer.type().isLimited() ? offer.type().most() : null,
                        offer.note()));
        return Stream.concat(Stream.of(regular), others)
                .sorted(Comparator.comparing(TypePrice::type))
                .toList();
    }

    private static List<DeliveryView> deliveries(PricedHold held, Currency currency) {
        var offered = held.tariff().delivery();
        return Arrays.stream(Delivery.values())
                .filter(offered::containsKey)
                .map(way -> new DeliveryView(way, new Money(offered.getOrDefault(way, 0L), currency)))
                .toList();
    }

    private CancellationTerms terms(PricedHold held) {
        var performance = catalogue.performance(held.performance());
        var zone = performance.timeZone();
        var steps = held.refundRule().phases(held.now(), held.now(), performance.startsAt(), zone);
        var until = steps.stream()
                .filter(step -> step.percent() < 100)
                .map(RefundRule.Phase::until)
                .max(Comparator.naturalOrder())
                .orElseGet(() -> held.now().atZone(zone).toOffsetDateTime());
        return new CancellationTerms(held.refundRule().name(), until, steps);
    }
}
