package io.holdfast.ticketing.transfer;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.id.TransferId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.ticketing.show.CalledOff;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.ticket.Ticket;
import io.holdfast.ticketing.transfer.Transfers.Offer;
import io.holdfast.ticketing.transfer.Transfers.Shown;
import io.holdfast.visitor.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Tickets that are given to somebody else. Each of these may be asked twice: a ticket has one link at a
/// time, and who has accepted it has accepted it.
@Path("/api")
@RunOnVirtualThread
public class TransferResource {

    /// @param url for the other person; whoever has it may accept
    /// @param until exclusive
    @RegisterForReflection
    public record OfferView(TransferId id, String url, Instant until) {}

    /// @param allowed whether the ticket can be given away at this moment
    @RegisterForReflection
    public record Standing(boolean allowed, @Nullable OfferView offer) {}

    /// @param cancelled when and why it was called off; absent while it is to be
    @RegisterForReflection
    public record Evening(
            PerformanceId id,
            String title,
            String venue,
            Instant startsAt,
            String timeZone,
            @Nullable CalledOff cancelled) {}

    /// @param open whether it can be accepted
    /// @param mine whether the ticket is the visitor's
    /// @param ticket its id, to who has it
    /// @param accountsOnly whether only members may accept
    @RegisterForReflection
    public record TransferView(
            Evening performance,
            String label,
            String grade,
            Instant until,
            boolean open,
            boolean mine,
            @Nullable TicketId ticket,
            boolean accountsOnly,
            Instant serverTime) {}

    /// The name on the ticket, which a gate sees, and how its holder is reached.
    public record Accept(
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

    @RegisterForReflection
    public record ReceivedTicket(
            TicketId id, Evening performance, String label, String grade, Ticket.State state, boolean used) {}

    public record ReceivedTickets(List<ReceivedTicket> tickets) {}

    private final Transfers transfers;
    private final Catalogue catalogue;
    private final Visitor visitor;
    private final Clock clock;
    private final String publicUrl;

    TransferResource(
            Transfers transfers,
            Catalogue catalogue,
            Visitor visitor,
            Clock clock,
            @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.transfers = transfers;
        this.catalogue = catalogue;
        this.visitor = visitor;
        this.clock = clock;
        this.publicUrl = publicUrl.replaceAll("/+$", "");
    }

    @GET
    @Path("/tickets/{ticket}/transfers")
    public Standing standing(@PathParam("ticket") TicketId ticket) {
        var standing = transfers.standing(ticket, visitor);
        return new Standing(standing.allowed(), standing.offer().map(this::view).orElse(null));
    }

    /// Makes the link, which lasts for three days and no longer than until the performance begins. While
    /// there is one, it is answered again.
    @POST
    @Path("/tickets/{ticket}/transfers")
    public Response offer(@PathParam("ticket") TicketId ticket) {
        return Response.status(Response.Status.CREATED)
                .entity(view(transfers.offer(ticket, visitor)))
                .build();
    }

    /// Takes the link back.
    @DELETE
    @Path("/tickets/{ticket}/transfers/{transfer}")
    public void withdraw(@PathParam("ticket") TicketId ticket, @PathParam("transfer") TransferId transfer) {
        transfers.withdraw(ticket, transfer, visitor);
    }

    @GET
    @Path("/transfers/{token}")
    public TransferView look(@PathParam("token") String token) {
        return view(transfers.look(token, visitor));
    }

    /// The ticket is issued anew for whoever asks; the former holder's codes end.
    @POST
    @Path("/transfers/{token}/acceptance")
    @Consumes(MediaType.APPLICATION_JSON)
    public TransferView accept(@PathParam("token") String token, @NotNull @Valid Accept request) {
        return view(transfers.accept(token, visitor, request.contact()));
    }

    /// What others have given to whoever asks; at most 100.
    @GET
    @Path("/me/tickets")
    public ReceivedTickets received() {
        return new ReceivedTickets(transfers.received(visitor).stream()
                .map(ticket -> new ReceivedTicket(
                        ticket.id(),
                        evening(ticket.performance()),
                        ticket.label(),
                        ticket.grade(),
                        ticket.state(),
                        ticket.used()))
                .toList());
    }

    private OfferView view(Offer offer) {
        return new OfferView(offer.id(), publicUrl + "/transfers/" + offer.token(), offer.until());
    }

    private TransferView view(Shown shown) {
        return new TransferView(
                evening(shown.performance()),
                shown.label(),
                shown.grade(),
                shown.until(),
                shown.open(),
                shown.mine(),
                shown.mine() ? shown.ticket() : null,
                catalogue.performance(shown.performance()).sale().accountsOnly(),
                clock.instant());
    }

    private Evening evening(PerformanceId id) {
        var performance = catalogue.performance(id);
        return new Evening(
                id,
                performance.title(),
                performance.venue(),
                performance.startsAt(),
                performance.timeZone().getId(),
                performance.calledOff().orElse(null));
    }
}
