package io.holdfast.ticketing.refundrule;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.REFUND_RULE_INVALID;

import io.holdfast.contracts.account.Subject;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.refundrule.RefundRule.Harsher;
import io.holdfast.ticketing.refundrule.RefundRule.Step;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rules by which money comes back: what applies now, for everybody, and all versions for operations, who add to
/// them.
@Path("/api")
@RunOnVirtualThread
public class RefundRuleResource {

    public record RuleList(List<RefundRule> rules) {}

    /// @param steps earliest first; the last one is the day itself, with `untilDaysBefore` 0
    /// @param freeForAfterBooking how many seconds after booking everything comes back; 0 for never
    /// @param freeDaysBefore how many days before the performance that ends
    /// @param validFrom from when on orders are made with it; now when absent
    public record AddVersion(
            @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,49}")
            String name,

            @NotNull @Size(max = 50) List<@Valid @NotNull StepWished> steps,
            @Min(0) @Max(31_536_000) int freeForAfterBooking,
            @Min(0) @Max(3_650) int freeDaysBefore,
            @Nullable Instant validFrom,
            @NotBlank @Size(max = 400) String reason) {}

    public record StepWished(int untilDaysBefore, int percent) {}

    /// @param harsherThanStandard where it keeps more than the Korean standard; absent if nowhere
    @RegisterForReflection
    public record VersionAdded(
            RefundRule rule, Instant validFrom, @Nullable Harsher harsherThanStandard) {}

    public record VersionsList(List<Versions> rules) {}

    public record Versions(String name, List<VersionListed> versions) {}

    /// @param who added it, and why; absent for those that came with the house
    public record VersionListed(
            RefundRule rule,
            Instant validFrom,
            RefundRules.State state,
            @Nullable Harsher harsherThanStandard,
            @Nullable String who,
            @Nullable String reason) {}

    private final RefundRules rules;
    private final IdempotentRequests requests;
    private final SecurityIdentity who;
    private final Clock clock;

    RefundRuleResource(RefundRules rules, IdempotentRequests requests, SecurityIdentity who, Clock clock) {
        this.rules = rules;
        this.requests = requests;
        this.who = who;
        this.clock = clock;
    }

    /// What applies to orders made now.
    @GET
    @Path("/refund-rules")
    public RuleList current() {
        return new RuleList(rules.current(clock.instant()));
    }

    /// Every version, newest first.
    @GET
    @Path("/staff/refund-rules")
    @RolesAllowed("operations")
    public VersionsList versions() {
        return new VersionsList(
                rules.listed().stream()
                        .collect(Collectors.groupingBy(listed -> listed.rule().name()))
                        .entrySet()
                        .stream()
                        .map(entry -> new Versions(
                                entry.getKey(),
                                entry.getValue().stream().map(this::view).toList()))
                        .sorted(Comparator.comparing(Versions::name))
                        .toList());
    }

    /// Adds a version, or the first one of a new rule. A version that was published stays as it is.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/staff/refund-rules")
    @RolesAllowed("operations")
    public Response add(
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @NotNull @Valid AddVersion request) {
        var name = who.getPrincipal().getName();
        return Answers.of(requests.once(Subject.staff(name), key, "POST /staff/refund-rules", request, () -> {
            var added = rules.add(
                            rule(request),
                            request.validFrom(),
                            name,
                            request.reason().strip())
                    .orElseThrow(() -> INVALID_REQUEST
                            .because("A version applies from now on or later; what was promised stays.")
                            .asException());
            return new Outcome(201, new VersionAdded(added.rule(), added.validFrom(), harsher(added.rule())));
        }));
    }

    private static RefundRule rule(AddVersion request) {
        var steps = request.steps().stream()
                .map(step -> new Step(step.untilDaysBefore(), step.percent()))
                .toList();
        var faults = RefundRule.faults(steps);
        if (!faults.isEmpty()) {
            throw REFUND_RULE_INVALID
                    .because("Customers could not be told what applies when.")
                    .with("faults", faults)
                    .asException();
        }
        return new RefundRule(
                request.name(), 1, steps, Duration.ofSeconds(request.freeForAfterBooking()), request.freeDaysBefore());
    }

    private @Nullable Harsher harsher(RefundRule rule) {
        return rule.harsherThan(rules.at(RefundRules.STANDARD, clock.instant())).orElse(null);
    }

    private VersionListed view(RefundRules.Listed listed) {
        return new VersionListed(
                listed.rule(),
                listed.validFrom(),
                listed.state(),
                harsher(listed.rule()),
                listed.who().orElse(null),
                listed.reason().orElse(null));
    }
}
