package io.holdfast.ticketing.account;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.SessionId;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;

/// Where a member is signed in.
@Path("/api/me/sessions")
@RunOnVirtualThread
public class SessionResource {

    /// @param device browser and system in two words; empty when the browser does not say
    /// @param current whether it is the one that asks
    public record SessionView(SessionId id, String device, Instant beganAt, Instant seenAt, boolean current) {}

    public record SessionList(List<SessionView> sessions) {}

    private final Sessions sessions;
    private final Visitor visitor;

    SessionResource(Sessions sessions, Visitor visitor) {
        this.sessions = sessions;
        this.visitor = visitor;
    }

    /// Seen last first.
    @GET
    public SessionList mine() {
        var here = visitor.session();
        return new SessionList(sessions.of(visitor.customerOrProblem()).stream()
                .map(session -> new SessionView(
                        session.id(),
                        session.device(),
                        session.beganAt(),
                        session.seenAt(),
                        here.filter(session.id()::equals).isPresent()))
                .toList());
    }

    /// Ends one: its cookie counts no more, and whoever sits there is asked who they are. Ending it again
    /// changes nothing.
    @DELETE
    @Path("/{session}")
    public Response end(@PathParam("session") SessionId session) {
        if (!sessions.end(session, visitor.customerOrProblem())) {
            throw NOT_FOUND.because("There is no such session.").asException();
        }
        var answer = Response.noContent();
        return visitor.session().filter(session::equals).isPresent()
                ? answer.cookie(AccountCookie.none(visitor.secure())).build()
                : answer.build();
    }

    /// Signs out everywhere, here too.
    @DELETE
    public Response endAll() {
        sessions.endAll(visitor.customerOrProblem());
        return Response.noContent().cookie(AccountCookie.none(visitor.secure())).build();
    }
}
