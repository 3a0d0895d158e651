package io.holdfast.ticketing.booking;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.order.BookingPace;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.OrderWish;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.order.TurnNeeded;
import io.holdfast.ticketing.payment.Payment;
import io.holdfast.ticketing.price.Delivery;
import io.holdfast.ticketing.price.PriceType;
import io.holdfast.ticketing.price.Quote;
import io.holdfast.ticketing.repayment.Cancellation;
import io.holdfast.ticketing.show.CalledOff;
import io.holdfast.ticketing.ticket.Ticket;
import io.holdfast.visitor.Visitor;
import io.nayuki.qrcodegen.QrCode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Bookings and their tickets.
@Path("/api")
@RunOnVirtualThread
public class OrderResource {

    /// Only what is needed to reach the buyer: name, phone and e-mail; where they live only when tickets go there.
    public record Recipient(
            @NotBlank @Size(max = 100) String name,

            @NotNull @Pattern(regexp = "\\+?[0-9][0-9 -]{6,20}", message = "is a phone number")
            String phone,

            @NotBlank @Email @Size(max = 200) String email,
            @Nullable @Pattern(regexp = "ko|en") String locale,
            @Nullable @Size(max = 300) String address) {

        Contact contact(@Nullable String where) {
            return new Contact(
                    name.strip(), phone.replaceAll("[ -]", ""), email.strip(), locale == null ? "ko" : locale, where);
        }
    }

    /// How the seats of a hold are wanted. What is absent is the plainest: the regular price, on the phone, no coupon.
    ///
    /// @param seats those that are not at the regular price
    /// @param coupon the id of one of the member's own, or a code
    public record AskQuote(
            @NotNull HoldId hold,
            @Nullable @Size(max = 20) List<@NotNull @Valid SeatPrice> seats,
            @Nullable Delivery delivery,
            @Nullable @Size(max = 64) String coupon) {

        OrderWish wish() {
            return OrderResource.wish(hold, seats, delivery, coupon);
        }
    }

    public record SeatPrice(@NotNull SeatId seat, @NotNull PriceType priceType) {}

    /// @param seats those that are not at the regular price
    /// @param coupon the id of one of the member's own, or a code
    /// @param quote that the customer has seen; the order is refused when it would come to something else
    public record PlaceOrder(
            @NotNull HoldId hold,
            @NotNull @Valid Recipient recipient,
            @NotNull Delivery delivery,
            @Nullable @Size(max = 20) List<@NotNull @Valid SeatPrice> seats,
            @Nullable @Size(max = 64) String coupon,
            @Nullable @Size(max = 64) String quote) {

        OrderWish wish() {
            return OrderResource.wish(hold, seats, delivery, coupon);
        }
    }

    /// @param lines what each seat costs, and why
    /// @param coupon what a coupon takes off
    /// @param fee the service fee of all tickets
    @RegisterForReflection
    public record OrderView(
            OrderId id,
            String booking,
            Order.State state,
            SaleId sale,
            PerformanceName performance,
            HoldId hold,
            List<Hold.HeldSeat> seats,
            List<LineView> lines,
            Money coupon,
            Money fee,
            DeliveryView delivery,
            Money total,
            String refundRule,
            @Nullable Instant payBy,
            Instant serverTime,
            Instant at,
            List<TicketView> tickets,
            List<PaymentView> payments,
            List<CancellationView> cancellations) {}

    /// A seat as the customer has it now, at the price of what was bought.
    ///
    /// @param bought the seat that was bought, once the customer has agreed to another
    /// @param regular what the seat costs anybody
    /// @param price what it costs at its type
    /// @param amount what is to be paid for it
    @RegisterForReflection
    public record LineView(
            SeatId seat,
            String label,
            String grade,
            @Nullable Bought bought,
            PriceType priceType,
            Money regular,
            Money price,
            Money memberDiscount,
            Money couponDiscount,
            Money amount) {

        static LineView of(Quote.Line line) {
            return new LineView(
                    line.seat(),
                    line.label(),
                    line.grade(),
                    null,
                    line.type(),
                    line.regular(),
                    line.price(),
                    line.memberDiscount(),
                    line.couponDiscount(),
                    line.amount());
        }

        Hold.HeldSeat held() {
            return new Hold.HeldSeat(seat, label, grade, regular);
        }
    }

    @RegisterForReflection
    public record Bought(SeatId seat, String label, String grade) {}

    @RegisterForReflection
    public record DeliveryView(Delivery method, Money fee) {}

    /// @param cancelled when and why it was called off; absent while it is to be
    @RegisterForReflection
    public record PerformanceName(
            PerformanceId id,
            String title,
            String venue,
            Instant startsAt,
            String timeZone,
            @Nullable CalledOff cancelled) {}

    /// @param givenAway whether somebody else has it now
    @RegisterForReflection
    public record TicketView(
            TicketId id, SeatId seat, String label, String grade, Money price, Ticket.State state, boolean givenAway) {}

    @RegisterForReflection
    public record PaymentView(PaymentId id, Payment.State state, String channel, Money amount) {}

    @RegisterForReflection
    public record CancellationView(String step, Money fee, Cancellation.@Nullable Owed refund, Instant at) {}

    public record OrderList(
            List<OrderView> orders, @Nullable String next) {}

    /// @param code of a printed ticket; absent as long as it is not printed
    /// @param shownFrom when it can be shown on a phone
    /// @param phone the public key of the phone that shows it; 64 bytes, Base64 for URLs
    /// @param used whether it has let somebody in
    /// @param printed whether it is on paper, and on no phone
    /// @param received whether somebody else has bought it; its order is theirs
    public record OneTicket(
            TicketId id,
            OrderId order,
            String booking,
            PerformanceName performance,
            SeatId seat,
            String label,
            String grade,
            Ticket.State state,
            @Nullable String code,
            Instant shownFrom,
            @Nullable String phone,
            boolean used,
            boolean printed,
            boolean received,
            Instant serverTime) {}

    private final Orders orders;
    private final BookingPace pace;
    private final Bookings bookings;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final Clock clock;

    OrderResource(
            Orders orders,
            BookingPace pace,
            Bookings bookings,
            IdempotentRequests requests,
            Visitor visitor,
            Clock clock) {
        this.orders = orders;
        this.pace = pace;
        this.bookings = bookings;
        this.requests = requests;
        this.visitor = visitor;
        this.clock = clock;
    }

    /// Makes an order of held seats. One hold, one order: asking again gives the same. Where staff cap the bookings
    /// per second, people wait their turn, with their seats.
    @POST
    @Path("/orders")
    public Response place(
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @NotNull @Valid PlaceOrder request) {
        try {
            return place(key, request, false);
        } catch (TurnNeeded turn) {
            pace.await(request.hold(), turn.sale());
            return place(key, request, true);
        }
    }

    private Response place(@Nullable String key, PlaceOrder request, boolean inTurn) {
        // What is asked must be told from another request without keeping it: the recipient is in the hash only.
        return Answers.of(requests.once(
                visitor.subject(),
                key,
                "POST /orders",
                request,
                () -> new Outcome(
                        201,
                        orders.place(request.wish(), visitor, contact(request), request.quote(), inTurn)
                                .map(this::fresh)
                                .orElseGet(() -> bookings.ofHold(request.hold(), visitor)))));
    }

    /// An order that has just been made has nothing yet but what it was made with; it need not be read to be told.
    private OrderView fresh(Orders.Placed placed) {
        var order = placed.order();
        var quote = placed.held().quote();
        var lines = quote.lines().stream().map(LineView::of).toList();
        return new OrderView(
                order.id(),
                order.booking(),
                order.state(),
                order.sale(),
                bookings.performance(order.performance()),
                order.hold(),
                lines.stream().map(LineView::held).toList(),
                lines,
                quote.couponDiscount(),
                quote.serviceFee(),
                new DeliveryView(quote.delivery(), quote.deliveryFee()),
                quote.total(),
                order.refundRule(),
                placed.held().until(),
                clock.instant(),
                order.at(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Contact contact(PlaceOrder request) {
        var recipient = request.recipient();
        if (request.delivery() != Delivery.POST) {
            return recipient.contact(null);
        }
        var address = recipient.address();
        if (address == null || address.isBlank()) {
            throw INVALID_REQUEST
                    .because("Tickets by post need an address.")
                    .with("faults", List.of(Map.of("field", "address", "message", "is needed for delivery by post")))
                    .asException();
        }
        return recipient.contact(address.strip());
    }

    private static OrderWish wish(
            HoldId hold, @Nullable List<SeatPrice> seats, @Nullable Delivery delivery, @Nullable String coupon) {
        var types = new HashMap<SeatId, PriceType>();
        for (var seat : seats == null ? List.<SeatPrice>of() : seats) {
            if (types.put(seat.seat(), seat.priceType()) != null) {
                throw INVALID_REQUEST.because("A seat has one price.").asException();
            }
        }
        var named = Optional.ofNullable(coupon).map(String::strip).filter(text -> !text.isEmpty());
        return new OrderWish(hold, types, delivery == null ? Delivery.MOBILE : delivery, named);
    }

    @GET
    @Path("/orders/{order}")
    public OrderView get(@PathParam("order") OrderId id) {
        return bookings.mine(id, visitor);
    }

    /// Newest first.
    @GET
    @Path("/me/orders")
    public OrderList mine() {
        return new OrderList(bookings.mine(visitor), null);
    }

    @GET
    @Path("/tickets/{ticket}")
    public OneTicket ticket(@PathParam("ticket") TicketId id) {
        return bookings.ticket(id, visitor);
    }

    /// The code of a printed ticket, as a picture.
    @GET
    @Path("/tickets/{ticket}/qr.svg")
    @Produces("image/svg+xml")
    public Response qr(@PathParam("ticket") TicketId id) {
        var secret = bookings.ticket(id, visitor).code();
        if (secret == null) {
            throw NOT_FOUND.because("This ticket is not printed.").asException();
        }
        var code = QrCode.encodeText("HF1." + id + "." + secret, QrCode.Ecc.MEDIUM);
        var path = new StringBuilder();
        for (var y = 0; y < code.size; y++) {
            for (var x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append("M%d,%dh1v1h-1z".formatted(x + 4, y + 4));
                }
            }
        }
        var side = code.size + 8;
        return Response.ok("""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
            <rect width="100%%" height="100%%" fill="#fff"/><path d="%2$s" fill="#000"/></svg>
            """.formatted(side, path)).build();
    }
}
