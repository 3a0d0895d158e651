package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.ShowId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/// The picture of a show, as everybody sees it.
@Path("/pictures/{show}/{name:[0-9a-f]{32}}")
@RunOnVirtualThread
public class PictureFileResource {

    private final Pictures pictures;

    PictureFileResource(Pictures pictures) {
        this.pictures = pictures;
    }

    /// What has been at this address stays as it is for whoever has it; it says itself what it is, and nothing in it
    /// is run.
    @GET
    public Response file(@PathParam("show") ShowId show, @PathParam("name") String name) {
        var file = pictures.file(show, name)
                .orElseThrow(
                        () -> NOT_FOUND.because("There is no such picture.").asException());
        return Response.ok(file.content(), file.mediaType())
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
