package io.holdfast.ticketing.page;

import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.ticketing.show.Search;
import io.holdfast.ticketing.show.Showcase;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// One frame per page. An id that cannot be one gets the page for what is not there; an id of nothing is told by
/// the component, which asks the API. What everybody may find, the list of shows and each of them, is drawn here
/// already: for whoever cannot wait for scripts, search engines and chats with their previews among them.
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class PageResource {

    record Shows(ShowsView view) implements TemplateInstance {}

    record Show(ShowView view) implements TemplateInstance {}

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

    record Guest() implements TemplateInstance {}

    record Print(TicketId ticket) implements TemplateInstance {}

    record Join(String token) implements TemplateInstance {}

    record Business() implements TemplateInstance {}

    record Transfer(String token) implements TemplateInstance {}

    private final Pages pages;

    private final Showcase showcase;
    private final String site;

    PageResource(Pages pages, Showcase showcase, @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.pages = pages;
        this.showcase = showcase;
        this.site = publicUrl.replaceFirst("/+$", "");
    }

    /// @param state anything but what a sale may be is not meant for us
    @GET
    public Response shows(
            @QueryParam("q") @DefaultValue("") String words,
            @QueryParam("category") @DefaultValue("") String category,
            @QueryParam("region") @DefaultValue("") String region,
            @QueryParam("from") @DefaultValue("") String from,
            @QueryParam("to") @DefaultValue("") String to,
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("after") @DefaultValue("") String after) {
        var sale = Search.State.isOne(state) ? state : "";
        var filters = new ShowsView.Filters(words, category, region, from, to, sale);
        try {
            var search = Search.of(words, category, region, from, to, sale, after);
            var found = showcase.find(search);
            return pages.ok(new Shows(ShowsView.of(site, filters, search, found, showcase.top(), pages.wording())));
        } catch (ProblemException e) {
            return pages.ok(new Shows(ShowsView.wrong(site, filters)));
        }
    }

    /// @throws ProblemException `NOT_FOUND`
    @GET
    @Path("shows/{show}")
    public Response show(@PathParam("show") ShowId show) {
        return pages.ok(new Show(ShowView.of(showcase.show(show), site, pages.wording(), pages.words())));
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

    @GET
    @Path("tickets/{ticket}/print")
    public Response print(@PathParam("ticket") TicketId ticket) {
        return pages.ok(new Print(ticket));
    }

    /// Of a phone at the door. Which gate it is, it knows itself.
    @GET
    @Path("gate")
    public Response gate() {
        return pages.withCamera(new Gate());
    }

    @GET
    @Path("guest")
    public Response guest() {
        return pages.ok(new Guest());
    }

    @GET
    @Path("business")
    public Response business() {
        return pages.ok(new Business());
    }

    /// Whoever has the link by which one becomes a member of an organisation.
    @GET
    @Path("business/invitations/{token:[0-9a-f-]{36}[.][A-Za-z0-9_-]{32}}")
    public Response join(@PathParam("token") String token) {
        return pages.ok(new Join(token));
    }

    /// Whoever has the link to a ticket that is given away.
    @GET
    @Path("transfers/{token:[0-9a-f-]{36}[.][A-Za-z0-9_-]{32}}")
    public Response transfer(@PathParam("token") String token) {
        return pages.ok(new Transfer(token));
    }

    @GET
    @Path("offers/{offer}")
    public Response offer(@PathParam("offer") OfferId offer) {
        return pages.ok(new Offer(offer));
    }
}
