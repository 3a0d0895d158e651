package io.holdfast.notification;

import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// Where the links at the end of mails lead. Looking changes nothing, as mail programs look by themselves; the button,
/// and a mail program's own (RFC 8058), stop. Neither needs an account, nor says whose it is.
@Path("/notifications/stop/{token}")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
@RunOnVirtualThread
public class StopResource {

    private final StopLinks links;
    private final Preferences preferences;
    private final Template stop;

    StopResource(StopLinks links, Preferences preferences, @io.quarkus.qute.Location("page/stop.html") Template stop) {
        this.links = links;
        this.preferences = preferences;
        this.stop = stop;
    }

    @GET
    public Response look(@PathParam("token") String token) {
        return links.read(token).map(found -> page(200, found.concern().name())).orElseGet(() -> page(404, "UNKNOWN"));
    }

    /// Whatever the body says: `List-Unsubscribe=One-Click`, or nothing. Safe to repeat.
    @POST
    public Response stop(@PathParam("token") String token) {
        return links.read(token)
                .map(found -> {
                    preferences.stop(found.customer(), found.concern());
                    return page(200, "STOPPED");
                })
                .orElseGet(() -> page(404, "UNKNOWN"));
    }

    private Response page(int status, String what) {
        return Response.status(status)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
                .entity(stop.data("what", what).render())
                .build();
    }
}
