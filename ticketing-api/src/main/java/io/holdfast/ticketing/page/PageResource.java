package io.holdfast.ticketing.page;

import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.id.TicketId;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// One frame per page. An id that cannot be one gets the page for what is not there; an id of nothing is told by
/// the component, which asks the API.
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class PageResource {

    record Shows() implements TemplateInstance {}

    record Show(ShowId show) implements TemplateInstance {}

    record Performance(PerformanceId performance) implements TemplateInstance {}

    record Order(OrderId order) implements TemplateInstance {}

    record Payment(PaymentId payment) implements TemplateInstance {}

    record Me() implements TemplateInstance {}

    record Benefits() implements TemplateInstance {}

    record Notifications() implements TemplateInstance {}

    record Account() implements TemplateInstance {}

    record Ticket(TicketId ticket) implements TemplateInstance {}

    record Offer(OfferId offer) implements TemplateInstance {}

    record Gate() implements TemplateInstance {}

    private final Pages pages;

    PageResource(Pages pages) {
        this.pages = pages;
    }

    @GET
    public Response shows() {
        return pages.ok(new Shows());
    }

    @GET
    @Path("shows/{show}")
    public Response show(@PathParam("show") ShowId show) {
        return pages.ok(new Show(show));
    }

    @GET
    @Path("performances/{performance}")
    public Response performance(@PathParam("performance") PerformanceId performance) {
        return pages.ok(new Performance(performance));
    }

    @GET
    @Path("orders/{order}")
    public Response order(@PathParam("order") OrderId order) {
        return pages.ok(new Order(order));
    }

    /// Where the payment gateway sends the browser back to; the component confirms what the address says.
    @GET
    @Path("payments/{payment}/return")
    public Response payment(@PathParam("payment") PaymentId payment) {
        return pages.ok(new Payment(payment));
    }

    @GET
    @Path("me")
    public Response me() {
        return pages.ok(new Me());
    }

    @GET
    @Path("me/benefits")
    public Response benefits() {
        return pages.ok(new Benefits());
    }

    @GET
    @Path("me/notifications")
    public Response notifications() {
        return pages.ok(new Notifications());
    }

    @GET
    @Path("me/account")
    public Response account() {
        return pages.ok(new Account());
    }

    @GET
    @Path("tickets/{ticket}")
    public Response ticket(@PathParam("ticket") TicketId ticket) {
        return pages.ok(new Ticket(ticket));
    }

    /// Of a phone at the door. Which gate it is, it knows itself.
    @GET
    @Path("gate")
    public Response gate() {
        return pages.withCamera(new Gate());
    }

    @GET
    @Path("offers/{offer}")
    public Response offer(@PathParam("offer") OfferId offer) {
        return pages.ok(new Offer(offer));
    }
}
