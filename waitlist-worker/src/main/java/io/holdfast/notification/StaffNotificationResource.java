package io.holdfast.notification;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.notification.Announcements.Announcement;
import io.holdfast.notification.FanOuts.Audience;
import io.holdfast.waitlist.performance.Performances;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What operations see of telling people, and what they have to tell themselves.
@Path("/api/staff/notifications")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("operations")
@RunOnVirtualThread
public class StaffNotificationResource {

    private static final Set<String> STATES = Set.of("DUE", "SENDING", "SENT", "DEAD");
    private static final Duration SOON = Duration.ofHours(24);
    private static final int LONGEST_TITLE = 100;
    private static final int LONGEST_TEXT = 4_000;

    @RegisterForReflection
    public record KindView(String kind, String concern, List<String> locales, List<String> channels) {}

    @RegisterForReflection
    public record KindList(List<KindView> templates) {}

    /// With people and places that do not exist.
    ///
    /// @param html the text, safe inside a page
    @RegisterForReflection
    public record Preview(String subject, String text, String html) {}

    /// @param customer an id, not an address
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LineView(
            UUID id,
            UUID customer,
            String kind,
            String concern,
            String channel,
            String urgency,
            String provider,
            String state,
            int failures,
            Instant createdAt,
            @Nullable Instant sentAt,
            @Nullable String why) {}

    /// @param next the next page's `before`; absent on the last page
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LineList(
            List<LineView> notifications, @Nullable UUID next) {}

    /// @param kind `MAINTENANCE`, `INCIDENT`, `ANNOUNCEMENT` or `ADVERTISEMENT`
    /// @param audience `MEMBERS`, or of `performance` the `TICKET_HOLDERS` or the `WAITLIST`
    /// @param until from then on nobody is told any more; three days from now when absent
    @RegisterForReflection
    public record NewAnnouncement(
            @Nullable String kind,
            @Nullable String audience,
            @Nullable PerformanceId performance,
            @Nullable String titleKo,
            @Nullable String textKo,
            @Nullable String titleEn,
            @Nullable String textEn,
            @Nullable Instant until) {}

    @RegisterForReflection
    public record AnnouncementView(UUID id, String kind, String audience, boolean urgent, Instant until) {}

    private final Letters letters;
    private final Log log;
    private final Announcements announcements;
    private final FanOuts fanOuts;
    private final Messages messages;
    private final Performances performances;
    private final IdempotentRequests requests;
    private final SecurityIdentity who;
    private final NotificationConfig config;

    StaffNotificationResource(
            Letters letters,
            Log log,
            Announcements announcements,
            FanOuts fanOuts,
            Messages messages,
            Performances performances,
            IdempotentRequests requests,
            SecurityIdentity who,
            NotificationConfig config) {
        this.letters = letters;
        this.log = log;
        this.announcements = announcements;
        this.fanOuts = fanOuts;
        this.messages = messages;
        this.performances = performances;
        this.requests = requests;
        this.who = who;
        this.config = config;
    }

    /// The delivery log, newest first.
    @GET
    public LineList list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("before") @Nullable UUID before) {
        if (state != null && !STATES.contains(state)) {
            throw INVALID_REQUEST
                    .because("A state is DUE, SENDING, SENT or DEAD.")
                    .asException();
        }
        var lines = log.all(state, kind == null ? null : known(kind), before);
        return new LineList(
                lines.stream().map(StaffNotificationResource::view).toList(),
                lines.size() == Log.PAGE ? lines.getLast().id() : null);
    }

    private static LineView view(Log.Line line) {
        return new LineView(
                line.id(),
                line.customer(),
                line.kind(),
                line.concern(),
                line.channel(),
                line.urgency(),
                line.provider(),
                line.state(),
                line.failures(),
                line.createdAt(),
                line.sentAt().orElse(null),
                line.death().orElse(null));
    }

    @GET
    @Path("/templates")
    public KindList templates() {
        return new KindList(List.of(Kind.values()).stream()
                .map(kind -> new KindView(
                        kind.path(),
                        kind.concern().name().toLowerCase(Locale.ROOT),
                        List.of("ko", "en"),
                        List.of("email", "sms", "push")))
                .toList());
    }

    /// What a message of this kind looks like.
    @GET
    @Path("/templates/{kind}/preview")
    public Preview preview(
            @PathParam("kind") String kind,
            @QueryParam("locale") @Nullable String locale,
            @QueryParam("channel") @Nullable String channel) {
        var found = known(kind);
        var wording = Wording.of(locale == null ? "ko" : locale);
        var letter = letters.written(found, wording, Samples.of(found, wording), Optional.empty());
        var advert = found.concern() == Concern.NEWS;
        return switch (channel == null ? "email" : channel) {
            case "email" -> preview((advert ? Letter.ADVERTISING : "") + letter.subject(), letter.text());
            case "sms" -> {
                var text = letter.sms(advert, Optional.empty());
                yield preview(text.subject(), text.content());
            }
            case "push" -> preview((advert ? Letter.ADVERTISING : "") + letter.subject(), letter.brief());
            default ->
                throw INVALID_REQUEST
                        .because("A channel is email, sms or push.")
                        .asException();
        };
    }

    private static Preview preview(String subject, String text) {
        var html = text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
        return new Preview(subject, text, html);
    }

    private static Kind known(String kind) {
        return Kind.named(kind)
                .orElseThrow(() -> NOT_FOUND.because("There is no such kind.").asException());
    }

    /// Maintenance or an incident of a performance that starts within 24 hours is urgent: it is told at night too.
    @POST
    @Path("/announcements")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response announce(
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @Nullable NewAnnouncement wanted) {
        if (wanted == null) {
            throw INVALID_REQUEST.because("Please say what to tell whom.").asException();
        }
        var name = who.getPrincipal().getName();
        var answer = requests.once(
                new Subject("s:" + name),
                key,
                "POST /api/staff/notifications/announcements",
                wanted,
                () -> new Outcome(202, announced(wanted, name)));
        var response = Response.status(answer.status()).entity(answer.body());
        if (answer.replayed()) {
            response.header("Idempotent-Replayed", "true");
        }
        return response.build();
    }

    private AnnouncementView announced(NewAnnouncement wanted, String name) {
        var kind = one(wanted.kind(), Set.of(Kind.MAINTENANCE, Kind.INCIDENT, Kind.ANNOUNCEMENT, Kind.ADVERTISEMENT));
        var audience = one(wanted.audience(), Set.of(Audience.MEMBERS, Audience.TICKET_HOLDERS, Audience.WAITLIST));
        var written = new Announcement(
                text(wanted.titleKo(), LONGEST_TITLE),
                text(wanted.textKo(), LONGEST_TEXT),
                text(wanted.titleEn(), LONGEST_TITLE),
                text(wanted.textEn(), LONGEST_TEXT));
        var now = messages.now();
        var until = wanted.until() == null ? now.plus(config.worthTelling()) : wanted.until();
        if (!until.isAfter(now) || until.isAfter(now.plus(Duration.ofDays(30)))) {
            throw INVALID_REQUEST
                    .because("Until when is in the future, 30 days at most.")
                    .asException();
        }
        if ((wanted.performance() == null) != (audience == Audience.MEMBERS)) {
            throw INVALID_REQUEST
                    .because("Name the performance if it is about one, and only then.")
                    .asException();
        }
        var performance = Optional.ofNullable(wanted.performance())
                .map(id -> performances.find(id).orElseThrow(() -> NOT_FOUND
                        .because("There is no such performance.")
                        .asException()));
        var urgent = (kind == Kind.MAINTENANCE || kind == Kind.INCIDENT)
                && performance
                        .filter(one -> one.startsAt().isBefore(now.plus(SOON))
                                && one.startsAt().isAfter(now.minus(SOON)))
                        .isPresent();
        var id = UUID.randomUUID();
        announcements.write(id, kind, wanted.performance(), written, name);
        fanOuts.announce(id, kind, urgent, audience, wanted.performance(), now, until);
        return new AnnouncementView(id, kind.name(), audience.name(), urgent, until);
    }

    private static <T extends Enum<T>> T one(@Nullable String name, Set<T> allowed) {
        return allowed.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> INVALID_REQUEST
                        .because("Kind and audience are one of those there are.")
                        .asException());
    }

    private static String text(@Nullable String text, int longest) {
        if (text == null || text.isBlank() || text.length() > longest) {
            throw INVALID_REQUEST
                    .because("Titles have up to 100 characters and texts up to 4,000, in both languages.")
                    .asException();
        }
        return text.strip();
    }
}
