package io.holdfast.ticketing.checkin;

import io.holdfast.contracts.id.TicketId;
import io.holdfast.visitor.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;

/// The phone that shows a ticket, or the paper.
@Path("/api")
@RunOnVirtualThread
public class DeviceResource {

    private static final String SIXTY_FOUR_BYTES = "[A-Za-z0-9_-]{86}";

    /// @param key the phone's public key: x and y on P-256, 64 bytes, Base64 for URLs
    /// @param proof the phone's signature (r and s, 64 bytes, Base64 for URLs) of `holdfast ticket device\n`, the
    ///     ticket's 16 bytes and the key
    public record ShowOnPhone(
            @NotNull @Pattern(regexp = SIXTY_FOUR_BYTES, message = "is 64 bytes, Base64 for URLs")
            String key,

            @NotNull @Pattern(regexp = SIXTY_FOUR_BYTES, message = "is 64 bytes, Base64 for URLs")
            String proof) {}

    /// @param issue the ticket's number of issue, which every code names
    /// @param certificate that this phone's key speaks for it; 64 bytes, Base64 for URLs
    /// @param stepSeconds how long a code is good
    @RegisterForReflection
    public record OnPhone(int issue, String certificate, long stepSeconds, Instant serverTime) {}

    /// @param name whose identity card goes with it; empty when nobody can say any more
    @RegisterForReflection
    public record OnPaper(String name) {}

    private final Devices devices;
    private final Visitor visitor;

    DeviceResource(Devices devices, Visitor visitor) {
        this.devices = devices;
        this.visitor = visitor;
    }

    /// From the day before on. Another phone takes the place of the former one, whose codes end; the same phone again
    /// changes nothing.
    @PUT
    @Path("/tickets/{ticket}/device")
    @Consumes(MediaType.APPLICATION_JSON)
    public OnPhone show(@PathParam("ticket") TicketId ticket, @NotNull @Valid ShowOnPhone request) {
        var shown = devices.show(ticket, visitor, Bytes.read(request.key()), Bytes.read(request.proof()));
        return new OnPhone(shown.issue(), Bytes.text(shown.certificate()), TicketCode.STEP.toSeconds(), shown.now());
    }

    /// From the day before on. The ticket's code does not change any more, lets in together with an identity
    /// card, and is on no phone; a phone takes it back in the same way as from another one. Printing again
    /// changes nothing.
    @PUT
    @Path("/tickets/{ticket}/print")
    public OnPaper print(@PathParam("ticket") TicketId ticket) {
        return new OnPaper(devices.print(ticket, visitor));
    }
}
