package io.holdfast.waitlist.report;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_ALLOWED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.account.OrganiserMark;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.waitlist.matching.Fairness;
import io.holdfast.waitlist.matching.FairnessReport;
import io.holdfast.waitlist.performance.Performance;
import io.holdfast.waitlist.performance.Performances;
import io.holdfast.waitlist.report.Waiters.Overview;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/// Waitlists for those who sell: an organiser's own shows, operations' any.
@Path("/api/organiser/waitlists/{performance}")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class OrganiserResource {

    private static final int MOST_ROUNDS = 200;

    private final Performances performances;
    private final Waiters waiters;
    private final Fairness fairness;
    private final SecurityIdentity who;

    OrganiserResource(Performances performances, Waiters waiters, Fairness fairness, SecurityIdentity who) {
        this.performances = performances;
        this.waiters = waiters;
        this.fairness = fairness;
        this.who = who;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Overview waiters(@PathParam("performance") PerformanceId id) {
        return waiters.of(own(id));
    }

    /// @param after the round before; begins with the first when absent
    /// @param most rounds, 1 to 200
    @GET
    @Path("/fairness")
    @Produces(MediaType.APPLICATION_JSON)
    public FairnessReport fairness(
            @PathParam("performance") PerformanceId id,
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("most") @DefaultValue("50") int most) {
        return report(id, after, most);
    }

    /// The same as a table.
    @GET
    @Path("/fairness")
    @Produces("text/csv;charset=UTF-8;qs=0.5")
    public String fairnessTable(
            @PathParam("performance") PerformanceId id,
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("most") @DefaultValue("50") int most) {
        return FairnessTable.of(report(id, after, most));
    }

    private FairnessReport report(PerformanceId id, long after, int most) {
        var performance = own(id);
        if (after < 0 || most < 1 || most > MOST_ROUNDS) {
            throw INVALID_REQUEST
                    .because("At most %d rounds can be seen at once.".formatted(MOST_ROUNDS))
                    .asException();
        }
        return fairness.report(performance.id(), after, most);
    }

    /// While nobody has told whose show it is, it is nobody's but operations'.
    private Performance own(PerformanceId id) {
        var performance = performances.find(id).orElseThrow(() -> NOT_FOUND
                .because("There is no such performance.")
                .asException());
        var mark = OrganiserMark.of(who.getPrincipal().getName());
        if (!who.hasRole("operations")
                && !performance.organiser().map(mark::equals).orElse(false)) {
            throw NOT_ALLOWED.because("This show is somebody else's.").asException();
        }
        return performance;
    }
}
