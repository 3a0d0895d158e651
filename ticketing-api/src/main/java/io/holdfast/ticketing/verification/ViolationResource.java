package io.holdfast.ticketing.verification;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.PerformanceId;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was found that must never be so. Sales of its performance go on when somebody has looked at it and says why.
@Path("/api")
@RolesAllowed("operations")
@RunOnVirtualThread
public class ViolationResource {

    private static final int PAGE = 100;

    /// @param reason why sales may go on
    public record Reason(@NotBlank @Size(max = 500) String reason) {}

    /// @param violations newest first
    /// @param next to be sent as `after` for the next page; absent on the last
    public record ViolationList(
            List<Violation> violations, @Nullable String next) {}

    private final Violations violations;
    private final SecurityIdentity who;

    ViolationResource(Violations violations, SecurityIdentity who) {
        this.violations = violations;
        this.who = who;
    }

    /// @param state `open` for those nobody has looked at
    /// @param after where the page before ended
    @GET
    @Path("/staff/violations")
    public ViolationList list(
            @QueryParam("state") @DefaultValue("all") String state, @QueryParam("after") @Nullable String after) {
        if (!state.equals("all") && !state.equals("open")) {
            throw INVALID_REQUEST.because("The state is all or open.").asException();
        }
        var page = violations.list(state.equals("open"), cursor(after), PAGE);
        return new ViolationList(
                page, page.size() < PAGE ? null : Long.toString(page.getLast().id()));
    }

    /// Says what came of it. When nothing else of its performance is open, sales go on.
    @POST
    @Path("/staff/violations/{violation}/closure")
    @Consumes(MediaType.APPLICATION_JSON)
    public Violation close(@PathParam("violation") long violation, @NotNull @Valid Reason reason) {
        return violations.close(violation, name(), reason.reason().strip());
    }

    /// Closes all that is open of a performance, and lets its sales go on.
    @POST
    @Path("/staff/performances/{performance}/resumption")
    @Consumes(MediaType.APPLICATION_JSON)
    public void resume(@PathParam("performance") PerformanceId performance, @NotNull @Valid Reason reason) {
        violations.resume(performance, name(), reason.reason().strip());
    }

    private String name() {
        return who.getPrincipal().getName();
    }

    private static long cursor(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!after.matches("[0-9]{1,18}")) {
            throw INVALID_REQUEST
                    .because("A page begins where another one said it would.")
                    .asException();
        }
        return Long.parseLong(after);
    }
}
