package io.holdfast.ticketing.booking;

import static io.holdfast.contracts.problem.ProblemType.HOLD_LAPSED;
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
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.order.BookingPace;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.payment.Payment;
import io.holdfast.ticketing.payment.Payments;
import io.holdfast.ticketing.repayment.Cancellation;
import io.holdfast.ticketing.repayment.Repayments;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.ticket.Ticket;
import io.holdfast.ticketing.ticket.Tickets;
import io.holdfast.web.Visitor;
import io.nayuki.qrcodegen.QrCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bookings and their tickets. A booking is put together from several tables; one transaction asks for one connection
/// instead of one for each, which counts when everybody waits for one.
@Path("/api")
@RunOnVirtualThread
public class OrderResource {

    /// Only what is needed to reach the buyer: name, phone and e-mail.
    public record Recipient(
            @NotBlank @Size(max = 100) String name,

            @NotNull @Pattern(regexp = "\\+?[0-9][0-9 -]{6,20}", message = "is a phone number")
            String phone,

            @NotBlank @Email @Size(max = 200) String email,
            @Nullable @Pattern(regexp = "ko|en") String locale) {

        Contact contact() {
            return new Contact(
                    name.strip(), phone.replaceAll("[ -]", ""), email.strip(), locale == null ? "ko" : locale);
        }
    }

    public record PlaceOrder(
            @NotNull HoldId hold,
            @NotNull @Valid Recipient recipient,

            @NotNull @Pattern(regexp = "MOBILE", message = "is MOBILE")
            String delivery) {}

    public record OrderView(
            OrderId id,
            String booking,
            Order.State state,
            SaleId sale,
            PerformanceName performance,
            HoldId hold,
            List<Hold.HeldSeat> seats,
            Money total,
            Money fee,
            @Nullable Instant payBy,
            Instant serverTime,
            Instant at,
            List<TicketView> tickets,
            List<PaymentView> payments,
            List<CancellationView> cancellations) {}

    public record PerformanceName(PerformanceId id, String title, String venue, Instant startsAt, String timeZone) {}

    public record TicketView(TicketId id, SeatId seat, String label, String grade, Money price, Ticket.State state) {}

    public record PaymentView(PaymentId id, Payment.State state, String channel, Money amount) {}

    public record CancellationView(String step, Money fee, Cancellation.@Nullable Owed refund, Instant at) {}

    public record OrderList(
            List<OrderView> orders, @Nullable String next) {}

    public record OneTicket(
            TicketId id,
            OrderId order,
            String booking,
            PerformanceName performance,
            SeatId seat,
            String label,
            String grade,
            Ticket.State state,
            String code) {}

    private final Orders orders;
    private final BookingPace pace;
    private final Holds holds;
    private final Payments payments;
    private final Tickets tickets;
    private final Repayments repayments;
    private final Catalogue catalogue;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final Clock clock;

    OrderResource(
            Orders orders,
            BookingPace pace,
            Holds holds,
            Payments payments,
            Tickets tickets,
            Repayments repayments,
            Catalogue catalogue,
            IdempotentRequests requests,
            Visitor visitor,
            Clock clock) {
        this.orders = orders;
        this.pace = pace;
        this.holds = holds;
        this.payments = payments;
        this.tickets = tickets;
        this.repayments = repayments;
        this.catalogue = catalogue;
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
        var hold = holds.find(request.hold())
                .filter(found -> visitor.subjects().contains(found.subject()))
                .orElseThrow(() -> NOT_FOUND.because("There is no such hold.").asException());
        if (hold.state() == Hold.State.LAPSED || hold.state() == Hold.State.RELEASED) {
            throw HOLD_LAPSED
                    .because("The time for these seats is over; please choose again.")
                    .asException();
        }
        pace.await(hold);
        // What is asked must be told from another request without keeping it: the recipient is in the hash only.
        return Answers.of(requests.once(visitor.subject(), key, "POST /orders", request, () -> {
            var order = orders.place(hold, visitor, request.recipient().contact());
            return new Outcome(201, view(order));
        }));
    }

    @GET
    @Path("/orders/{order}")
    @Transactional
    public OrderView get(@PathParam("order") OrderId id) {
        return view(orders.mine(id, visitor));
    }

    /// Newest first.
    @GET
    @Path("/me/orders")
    @Transactional
    public OrderList mine() {
        return new OrderList(orders.mine(visitor).stream().map(this::view).toList(), null);
    }

    @GET
    @Path("/tickets/{ticket}")
    @Transactional
    public OneTicket ticket(@PathParam("ticket") TicketId id) {
        var ticket = myTicket(id);
        var order = orders.find(ticket.order()).orElseThrow();
        return new OneTicket(
                id,
                order.id(),
                order.booking(),
                performance(order),
                ticket.seat(),
                ticket.label(),
                ticket.grade(),
                ticket.state(),
                ticket.code());
    }

    /// The code as a picture.
    @GET
    @Path("/tickets/{ticket}/qr.svg")
    @Produces("image/svg+xml")
    public Response qr(@PathParam("ticket") TicketId id) {
        var code = QrCode.encodeText("HF1." + id + "." + myTicket(id).code(), QrCode.Ecc.MEDIUM);
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

    private Ticket myTicket(TicketId id) {
        var ticket = tickets.find(id)
                .orElseThrow(() -> NOT_FOUND.because("There is no such ticket.").asException());
        orders.mine(ticket.order(), visitor);
        return ticket;
    }

    private OrderView view(Order order) {
        var hold = holds.find(order.hold()).orElseThrow();
        return new OrderView(
                order.id(),
                order.booking(),
                order.state(),
                order.sale(),
                performance(order),
                order.hold(),
                hold.seats(),
                order.total(),
                Money.zero(order.total().currency()),
                order.state() == Order.State.PENDING ? hold.until() : null,
                clock.instant(),
                order.at(),
                tickets.of(order.id()).stream()
                        .map(ticket -> new TicketView(
                                ticket.id(),
                                ticket.seat(),
                                ticket.label(),
                                ticket.grade(),
                                ticket.price(),
                                ticket.state()))
                        .toList(),
                payments.of(order.id()).stream()
                        .map(payment ->
                                new PaymentView(payment.id(), payment.state(), payment.channel(), payment.amount()))
                        .toList(),
                repayments.of(order.id()).stream()
                        .map(done -> new CancellationView(
                                done.step(), done.fee(), done.refund().orElse(null), done.at()))
                        .toList());
    }

    private PerformanceName performance(Order order) {
        var performance = catalogue.performance(order.performance());
        return new PerformanceName(
                performance.id(),
                performance.title(),
                performance.venue(),
                performance.startsAt(),
                performance.timeZone().getId());
    }
}
