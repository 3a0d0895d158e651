package io.holdfast.ticketing.price;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a show's seats cost, for everybody.
@Path("/api")
@RunOnVirtualThread
public class PriceResource {

    /// @param version counts how often prices were set
    /// @param delivery what each way costs that is offered
    public record Prices(
            ShowId show,
            int version,
            List<GradePrices> grades,
            Money serviceFee,
            Map<Delivery, Money> delivery,
            Map<String, BigDecimal> memberDiscounts) {}

    public record GradePrices(String grade, Money regular, List<OfferedPrice> types) {}

    /// @param most seats at this price in one order; absent without a limit
    public record OfferedPrice(
            PriceType type,
            Money price,
            @Nullable BigDecimal percentOff,
            @Nullable Instant until,
            String note,
            @Nullable Integer most) {}

    private final Tariffs tariffs;

    PriceResource(Tariffs tariffs) {
        this.tariffs = tariffs;
    }

    @GET
    @Path("/shows/{show}/prices")
    public Prices get(@PathParam("show") ShowId show) {
        tariffs.requireShow(show);
        return view(tariffs.current(show), tariffs.grades(show));
    }

    static Prices view(Tariff tariff, Map<String, Money> regular) {
        var currency = regular.values().iterator().next().currency();
        var grades = regular.entrySet().stream()
                .map(grade -> new GradePrices(
                        grade.getKey(),
                        grade.getValue(),
                        tariff.offers().stream()
                                .filter(offer -> offer.grade().equals(grade.getKey()))
                                .map(offer -> view(offer, currency))
                                .toList()))
                .toList();
        var delivery = new TreeMap<>(tariff.delivery().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, way -> new Money(way.getValue(), currency))));
        return new Prices(
                tariff.show(),
                tariff.version(),
                grades,
                new Money(tariff.serviceFee(), currency),
                delivery,
                new TreeMap<>(tariff.members()));
    }

    private static OfferedPrice view(Tariff.Offer offer, Currency currency) {
        return new OfferedPrice(
                offer.type(),
                new Money(offer.amount(), currency),
                offer.percentOff(),
                offer.until(),
                offer.note(),
                offer.type().isLimited() ? offer.type().most() : null);
    }
}
