package io.holdfast.ticketing.order;

import static io.holdfast.contracts.problem.ProblemType.COUPON_NOT_USABLE;
import static io.holdfast.contracts.problem.ProblemType.DELIVERY_NOT_OFFERED;
import static io.holdfast.contracts.problem.ProblemType.HOLD_LAPSED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.PRICE_NOT_OFFERED;
import static io.holdfast.contracts.problem.ProblemType.SEAT_UNKNOWN;
import static io.holdfast.ticketing.seat.PaidSeats.AND_NONE_IN_PAYMENT;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.OrganisationId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.coupon.Coupon;
import io.holdfast.ticketing.coupon.Coupon.Refusal;
import io.holdfast.ticketing.coupon.Coupons;
import io.holdfast.ticketing.hold.HeldSeats;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.price.Quote;
import io.holdfast.ticketing.price.Quote.Outcome;
import io.holdfast.ticketing.price.Tariffs;
import io.holdfast.ticketing.refundrule.RefundRules;
import io.holdfast.ticketing.show.CalledOff;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/// What held seats come to, for whoever holds them.
@ApplicationScoped
public class Pricing {

    /// Everything about a hold that its price depends on, at one moment.
    private static final String HELD =
            """
        select hold.performance_id, hold.sale_id, hold.subject, hold.until, now() as now,
               case when hold.state = 'ACTIVE' and hold.until <= now()
        """ + AND_NONE_IN_PAYMENT + """
                    then 'LAPSED' else hold.state end as state,
               (select id from orders where hold_id = hold.id) as order_id,
               show.id as show_id, show.organisation_id, show.refund_rule, performance.cancel_reason,
               coalesce((select max(version) from tariff where show_id = show.id), 0) as prices,
               (select tier from customer where id = cast(:customer as uuid)) as tier,
        """ + HeldSeats.COLUMNS + """
          from hold
          join performance on performance.id = hold.performance_id
          join show on show.id = performance.show_id
        """ + HeldSeats.OF_HOLD + """
         where hold.id = :hold
           and hold.subject = any (:subjects)
        """;

    private final DataSource database;
    private final Tariffs tariffs;
    private final Coupons coupons;
    private final RefundRules refundRules;

    Pricing(DataSource database, Tariffs tariffs, Coupons coupons, RefundRules refundRules) {
        this.database = database;
        this.tariffs = tariffs;
        this.coupons = coupons;
        this.refundRules = refundRules;
    }

    private record Held(
            PerformanceId performance,
            SaleId sale,
            Subject subject,
            Instant until,
            Instant now,
            Hold.State state,
            Optional<OrderId> order,
            ShowId show,
            OrganisationId organiser,
            String refundRule,
            Optional<String> calledOff,
            int prices,
            Optional<String> tier,
            List<Quote.Seat> seats) {}

    /// @throws ProblemException `NOT_FOUND`, `PERFORMANCE_CANCELLED`, `HOLD_LAPSED`, or what cannot be had as wished
    public PricedHold price(OrderWish wish, Booker booker) {
        var held = Sql.of(HELD)
                .with("hold", wish.hold())
                .with("customer", booker.customer().orElse(null))
                .with("subjects", booker.subjects().stream().map(Subject::value).toList())
                .first(database, Pricing::read)
                .orElseThrow(() -> NOT_FOUND.because("There is no such hold.").asException());
        if (held.calledOff().isPresent() && held.order().isEmpty()) {
            throw CalledOff.problem(held.calledOff().get());
        }
        if (held.state() == Hold.State.LAPSED || held.state() == Hold.State.RELEASED) {
            throw HOLD_LAPSED
                    .because("The time for these seats is over; please choose again.")
                    .asException();
        }
        var tariff = tariffs.at(held.show(), held.prices());
        // Whoever asks again for an order that exists gets that one, whatever has become of the coupon.
        var coupon = held.order().isPresent()
                ? Optional.<Coupon>empty()
                : wish.coupon().map(text -> usable(text, held, booker));
        var refundRule = refundRules.at(held.refundRule(), held.now());
        var quote = quoted(Quote.of(
                tariff,
                held.seats(),
                wish.types(),
                held.tier(),
                wish.delivery(),
                coupon.map(Coupon::reduction).orElse(null),
                refundRule.reference(),
                held.now()));
        return new PricedHold(
                wish.hold(),
                held.performance(),
                held.sale(),
                held.subject(),
                held.state(),
                held.until(),
                held.order(),
                tariff,
                refundRule,
                coupon,
                quote,
                held.now());
    }

    private Coupon usable(String text, Held held, Booker booker) {
        var coupon = coupons.find(text, booker.customer()).orElseThrow(() -> refused(Refusal.UNKNOWN));
        coupon.refusal(held.show(), held.organiser(), held.now()).ifPresent(refusal -> {
            throw refused(refusal);
        });
        return coupon;
    }

    static ProblemException refused(Refusal refusal) {
        var detail =
                switch (refusal) {
                    case UNKNOWN -> "There is no such coupon.";
                    case USED -> "This coupon has been used.";
                    case EXPIRED -> "This coupon has expired.";
                    case OTHER_SHOW -> "This coupon is for another show.";
                    case BELOW_MINIMUM -> "The seats come to less than this coupon asks for.";
                };
        return COUPON_NOT_USABLE.because(detail).with("reason", refusal).asException();
    }

    private static Quote quoted(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Quoted(var quote) -> quote;
            case Outcome.PriceNotOffered(var seat, var type) ->
                throw PRICE_NOT_OFFERED
                        .because("This price is not offered for this seat.")
                        .with("seat", seat)
                        .with("priceType", type)
                        .asException();
            case Outcome.TooManyAtPrice(var type, int most) ->
                throw PRICE_NOT_OFFERED
                        .because("One order may have %d at this price.".formatted(most))
                        .with("priceType", type)
                        .with("most", most)
                        .asException();
            case Outcome.NoSuchSeat(var seat) ->
                throw SEAT_UNKNOWN
                        .because("The hold has no such seat.")
                        .with("seats", List.of(seat))
                        .asException();
            case Outcome.DeliveryNotOffered(var delivery) ->
                throw DELIVERY_NOT_OFFERED
                        .because("Tickets of this show do not come this way.")
                        .with("delivery", delivery)
                        .asException();
            case Outcome.BelowMinimum(var minimum) ->
                throw COUPON_NOT_USABLE
                        .because("The seats come to less than this coupon asks for.")
                        .with("reason", Refusal.BELOW_MINIMUM)
                        .with("minimum", Map.of("amount", minimum.amount(), "currency", minimum.currency()))
                        .asException();
        };
    }

    private static Held read(Row row) throws SQLException {
        return new Held(
                new PerformanceId(row.uuid("performance_id")),
                new SaleId(row.uuid("sale_id")),
                new Subject(row.text("subject")),
                row.moment("until"),
                row.moment("now"),
                Hold.State.valueOf(row.text("state")),
                row.maybeUuid("order_id").map(OrderId::new),
                new ShowId(row.uuid("show_id")),
                new OrganisationId(row.uuid("organisation_id")),
                row.text("refund_rule"),
                row.maybeText("cancel_reason"),
                row.number("prices"),
                row.maybeText("tier"),
                HeldSeats.read(row).stream()
                        .map(seat -> new Quote.Seat(seat.id(), seat.label(), seat.grade(), seat.price()))
                        .toList());
    }
}
