package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.organisation.Ownership;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Base64;

/// The picture of a show, as its organiser gives it.
@Path("/api/organiser/shows/{show}/picture")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class PictureResource {

    private static final int MOST_BYTES = 2 * 1024 * 1024;
    private static final int SHORTEST_SIDE = 200;
    private static final int LONGEST_SIDE = 4_096;

    /// What MOST_BYTES become in Base64.
    private static final int MOST_CHARACTERS = (MOST_BYTES + 2) / 3 * 4;

    /// @param alt what is to be seen, for whoever does not see it
    /// @param content JPEG, PNG or WebP in Base64
    public record SetPicture(
            @NotBlank @Size(max = 200) String alt,
            @NotBlank @Size(max = MOST_CHARACTERS) String content) {}

    private final Pictures pictures;
    private final Ownership ownership;

    PictureResource(Pictures pictures, Ownership ownership) {
        this.pictures = pictures;
        this.ownership = ownership;
    }

    /// Gives a show its picture, in place of the one before: at most 2 MiB and 4,096 pixels a side, and better below
    /// 100 KiB, as people see it on their phones. The same again changes nothing.
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Picture set(@PathParam("show") ShowId show, @NotNull @Valid SetPicture wish) {
        ownership.require(show);
        var content = decoded(wish.content());
        var head = ImageHead.of(content).orElseThrow(() -> INVALID_REQUEST
                .because("A picture is a whole JPEG, PNG or WebP file; SVG is not taken.")
                .asException());
        if (Math.min(head.width(), head.height()) < SHORTEST_SIDE
                || Math.max(head.width(), head.height()) > LONGEST_SIDE) {
            throw INVALID_REQUEST
                    .because("A picture has from %d to %d pixels on each side.".formatted(SHORTEST_SIDE, LONGEST_SIDE))
                    .with("width", head.width())
                    .with("height", head.height())
                    .asException();
        }
        return pictures.set(show, head, wish.alt().strip(), content);
    }

    /// The show has a poster of type alone again.
    @DELETE
    public void remove(@PathParam("show") ShowId show) {
        ownership.require(show);
        pictures.remove(show);
    }

    private static byte[] decoded(String content) {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(content);
        } catch (IllegalArgumentException e) {
            throw INVALID_REQUEST.because("A picture is sent in Base64.").asException();
        }
        if (decoded.length > MOST_BYTES) {
            throw INVALID_REQUEST.because("A picture has at most 2 MiB.").asException();
        }
        return decoded;
    }
}
