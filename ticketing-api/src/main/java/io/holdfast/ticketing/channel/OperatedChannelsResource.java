package io.holdfast.ticketing.channel;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.ticketing.channel.Overrides.Became;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The hand of operations on the ways to pay: how each is doing, and switching one off or on for a while.
@Path("/api/operations/channels")
@RolesAllowed("operations")
@RunOnVirtualThread
public class OperatedChannelsResource {

    private static final Duration LONGEST = Duration.ofDays(7);

    /// @param became `OFF`, `ON` (whatever the breaker says) or `BY_ITSELF` (ends an override early)
    /// @param until when the breaker decides again; needed for `OFF` and `ON`, at most 7 days ahead
    public record Decision(
            @NotNull @Pattern(regexp = "OFF|ON|BY_ITSELF", message = "is OFF, ON or BY_ITSELF")
            String became,

            @NotBlank @Size(max = 500) String reason,
            @Nullable Instant until) {}

    public record OperatedList(List<OperatedChannel> channels) {}

    /// @param approvalRate of those who were approved or declined within the window; absent while there are none
    /// @param unanswered the share of tries without an answer within the window; absent while there are none
    /// @param codes what the gateway said no with, how often
    public record OperatedChannel(
            String name,
            Channel.Label label,
            Channels.Health health,
            String breaker,
            @Nullable Double approvalRate,
            @Nullable Double unanswered,
            long tries,
            long averageMillis,
            Map<String, Long> codes,
            @Nullable OverrideView override) {}

    public record OverrideView(String became, String reason, String who, Instant until, Instant at) {}

    public record History(List<OverrideView> decisions) {}

    private final Channels channels;
    private final Breakers breakers;
    private final Overrides overrides;
    private final SecurityIdentity who;
    private final Clock clock;

    OperatedChannelsResource(
            Channels channels, Breakers breakers, Overrides overrides, SecurityIdentity who, Clock clock) {
        this.channels = channels;
        this.breakers = breakers;
        this.overrides = overrides;
        this.who = who;
        this.clock = clock;
    }

    @GET
    public OperatedList list() {
        breakers.look();
        return new OperatedList(channels.house().stream().map(this::view).toList());
    }

    /// Who has decided what about a channel, newest first.
    @GET
    @Path("/{channel}/override")
    public History history(@PathParam("channel") String channel) {
        requireKnown(channel);
        return new History(overrides.of(channel).stream()
                .map(OperatedChannelsResource::view)
                .toList());
    }

    /// Switches a channel off, or on against its breaker, until a time; or gives it back to the breaker.
    @PUT
    @Path("/{channel}/override")
    public OperatedChannel decide(@PathParam("channel") String channel, @NotNull @Valid Decision decision) {
        requireKnown(channel);
        var now = clock.instant();
        var became = Became.valueOf(decision.became());
        var until = became == Became.BY_ITSELF ? now : decision.until();
        if (until == null || (became != Became.BY_ITSELF && !until.isAfter(now))) {
            throw INVALID_REQUEST
                    .because("Please say until when, in the future.")
                    .asException();
        }
        if (until.isAfter(now.plus(LONGEST))) {
            throw INVALID_REQUEST
                    .because("A channel is switched by hand for 7 days at most.")
                    .asException();
        }
        overrides.decide(
                channel, became, decision.reason().strip(), who.getPrincipal().getName(), until);
        breakers.look();
        return view(channel);
    }

    private void requireKnown(String channel) {
        if (!channels.house().contains(channel)) {
            throw NOT_FOUND.because("There is no such channel.").asException();
        }
    }

    private OperatedChannel view(String name) {
        var offered = channels.view(name);
        var picture = breakers.picture();
        var seen = picture.seen(name);
        var all = seen.opening().plus(seen.confirming());
        var said = seen.confirming().approved() + seen.confirming().declined();
        return new OperatedChannel(
                name,
                offered.label(),
                offered.health(),
                picture.state(name).name(),
                said == 0 ? null : (double) seen.confirming().approved() / said,
                all.all() == 0 ? null : (double) all.failed() / all.all(),
                all.all(),
                seen.average().toMillis(),
                seen.codes(),
                picture.overrides().containsKey(name) ? view(picture.overrides().get(name)) : null);
    }

    private static OverrideView view(Overrides.Override override) {
        return new OverrideView(
                override.became().name(), override.reason(), override.who(), override.until(), override.at());
    }
}
