package io.holdfast.room.staff;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_ALLOWED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.account.OrganiserMark;
import io.holdfast.contracts.event.TurnEvent.Change;
import io.holdfast.contracts.event.TurnEvent.DoorSettings;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.Room;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.door.SaleState;
import io.holdfast.room.queue.Invitations;
import io.holdfast.room.queue.Queue;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.sale.Sales;
import io.holdfast.room.staff.Decisions.Decider;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// The staff's hand on the doors: an organiser's on their own sales, operations' on any. Whatever is changed here
/// holds on every process within a second, wins over the sale's own settings, and is told on topic
/// `waiting-room.turns`.
@Path("/api/staff/sales")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class StaffResource {

    private static final int MOST_INVITATIONS = 1000;

    private final Sales sales;
    private final Rooms rooms;
    private final Queue queue;
    private final Decisions decisions;
    private final Invitations invitations;
    private final SecurityIdentity staff;

    /// A sale of a site that is not ours.
    ///
    /// @param lobbyOpensAt null: with the sale
    /// @param calledForSeconds how long a called visitor may take to come in; null: 60
    /// @param activeForSeconds how long a visitor may stay; null: 600
    /// @param invitedShare of all calls that invited visitors may have while others wait; null: 0.2
    public record NewSale(
            @NotBlank @Size(max = 200) String title,
            @Nullable Instant lobbyOpensAt,
            @NotNull Instant opensAt,
            @NotNull Instant closesAt,

            @NotNull @DecimalMin("0.01") @DecimalMax("100000")
            BigDecimal ratePerSecond,

            @NotNull @Min(1) @Max(100_000) Integer burst,
            @NotNull @Min(1) @Max(1_000_000) Integer activeCap,
            @Nullable @Min(10) @Max(600) Integer calledForSeconds,
            @Nullable @Min(10) @Max(7200) Integer activeForSeconds,
            @Nullable @DecimalMin("0") @DecimalMax("1") BigDecimal invitedShare,
            @Nullable Boolean accountsOnly) {}

    /// @param reason what the waiting are told
    public record Reason(@NotBlank @Size(max = 200) String reason) {}

    /// @param invitedShare null: as it is
    public record Admission(
            @NotNull @DecimalMin("0.01") @DecimalMax("100000")
            BigDecimal ratePerSecond,

            @NotNull @Min(1) @Max(100_000) Integer burst,
            @NotNull @Min(1) @Max(1_000_000) Integer activeCap,
            @Nullable @DecimalMin("0") @DecimalMax("1") BigDecimal invitedShare) {}

    /// @param count how many, for whoever gets them; null: one for each of the customers
    /// @param customers whom they are for; null: whoever gets them
    public record Invite(
            @Nullable @Min(1) @Max(MOST_INVITATIONS) Integer count,
            @Nullable @Size(min = 1, max = MOST_INVITATIONS) List<@NotNull CustomerId> customers,
            @Nullable Instant until) {}

    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record Invited(List<Invitation> invitations) {}

    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record Invitation(String invitation, @Nullable CustomerId customer, Instant until) {}

    /// @param number in the queue, as a pass' `sid` begins with
    public record Revoke(@NotNull @Min(1) Long number) {}

    /// @param reason why the door is as it is; null: nothing to say
    /// @param paused why nobody is called; null: somebody is
    /// @param sustainedPerSecond what the room can take in for long: the lowest of rate, cap and health
    /// @param limitedBy what keeps the pace down at this moment; null: nobody waits
    /// @param sessionSeconds mean length of the last stays
    /// @param health share of the rate that ticketing-api can bear, 0 to 1
    /// @param seatsLeft null: not known
    /// @param outflowPerSecond numbers passed per second lately; null: not known
    /// @param admittedPerMinute visitors come in lately; null: not known
    /// @param noShowShare of all calls so far; null: nobody called
    /// @param abandonmentShare of all who joined; null: nobody has
    /// @param drainSeconds when everybody who waits will be through at this pace; null: not known
    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record Numbers(
            SaleId sale,
            String title,
            SaleState state,
            Door.@Nullable Reason reason,
            Instant lobbyOpensAt,
            Instant opensAt,
            Instant closesAt,
            @Nullable String paused,
            boolean draining,
            double ratePerSecond,
            int burst,
            int activeCap,
            double invitedShare,
            double sustainedPerSecond,
            Room.@Nullable Limit limitedBy,
            long sessionSeconds,
            double health,
            @Nullable Long seatsLeft,
            long epoch,
            long joined,
            long serving,
            long waiting,
            long called,
            long active,
            long movedBack,
            long invited,
            long calls,
            long admitted,
            long noShows,
            long done,
            long left,
            @Nullable Double outflowPerSecond,
            @Nullable Double admittedPerMinute,
            @Nullable Double noShowShare,
            @Nullable Double abandonmentShare,
            @Nullable Long drainSeconds) {

        static Numbers of(Door door) {
            var sale = door.sale();
            var room = door.room();
            var told = room.told();
            return new Numbers(
                    sale.id(),
                    sale.title(),
                    door.state(),
                    door.reason(),
                    told.lobbyOpensAt(),
                    told.opensAt(),
                    told.closesAt(),
                    told.paused(),
                    told.draining(),
                    told.ratePerSecond(),
                    told.burst(),
                    told.activeCap(),
                    told.invitedShare(),
                    room.sustainedPerSecond(),
                    room.limit(),
                    room.stay().toSeconds(),
                    told.health(),
                    told.seats() < 0 ? null : Long.valueOf(told.seats()),
                    room.epoch(),
                    room.joined(),
                    room.serving(),
                    room.waiting(),
                    room.called(),
                    room.active(),
                    room.again(),
                    room.invited(),
                    room.calls(),
                    room.admitted(),
                    room.noShows(),
                    room.done(),
                    room.left(),
                    orNull(door.outflow(), 1),
                    orNull(door.admission(), 60),
                    share(room.noShows(), room.calls()),
                    share(room.left(), room.joined()),
                    door.outflow().isEmpty()
                            ? null
                            : Long.valueOf((long)
                                    Math.ceil(room.waiting() / door.outflow().getAsDouble())));
        }

        private static @Nullable Double orNull(OptionalDouble number, int times) {
            return number.isEmpty() ? null : Double.valueOf(number.getAsDouble() * times);
        }

        private static @Nullable Double share(long part, long whole) {
            return whole == 0 ? null : Double.valueOf((double) part / whole);
        }
    }

    StaffResource(
            Sales sales,
            Rooms rooms,
            Queue queue,
            Decisions decisions,
            Invitations invitations,
            SecurityIdentity staff) {
        this.sales = sales;
        this.rooms = rooms;
        this.queue = queue;
        this.decisions = decisions;
        this.invitations = invitations;
        this.staff = staff;
    }

    /// Every sale of theirs that has a queue, the next to open first.
    @GET
    public List<Numbers> all() {
        return sales.all().stream()
                .filter(this::isTheirs)
                .sorted(Comparator.comparing(Sale::opensAt)
                        .thenComparing(sale -> sale.id().toString()))
                .map(rooms::door)
                .map(Numbers::of)
                .toList();
    }

    @POST
    public Response create(@NotNull @Valid NewSale wish) {
        var lobby = wish.lobbyOpensAt() == null ? wish.opensAt() : wish.lobbyOpensAt();
        if (!wish.opensAt().isBefore(wish.closesAt()) || lobby.isAfter(wish.opensAt())) {
            throw INVALID_REQUEST
                    .because("The lobby opens before the sale does, and the sale before it closes.")
                    .asException();
        }
        var door = decisions.create(
                new DoorSettings(
                        wish.title().strip(),
                        lobby,
                        wish.opensAt(),
                        wish.closesAt(),
                        wish.ratePerSecond().doubleValue(),
                        wish.burst(),
                        wish.activeCap(),
                        Duration.ofSeconds(wish.calledForSeconds() == null ? 60 : wish.calledForSeconds()),
                        Duration.ofSeconds(wish.activeForSeconds() == null ? 600 : wish.activeForSeconds()),
                        wish.invitedShare() == null
                                ? Sale.USUAL_SHARE
                                : wish.invitedShare().doubleValue(),
                        Boolean.TRUE.equals(wish.accountsOnly()),
                        false,
                        null,
                        null,
                        true,
                        staff.hasRole("organiser") ? mark() : null),
                new Decider(by(), null));
        return Response.status(201).entity(Numbers.of(door)).build();
    }

    @GET
    @Path("/{sale}")
    public Numbers numbers(@PathParam("sale") SaleId sale) {
        return Numbers.of(rooms.look(own(sale)));
    }

    /// People may gather from now on.
    @POST
    @Path("/{sale}/lobby")
    public Numbers openLobby(@PathParam("sale") SaleId id) {
        var sale = own(id);
        return switch (rooms.look(sale).state()) {
            case SCHEDULED -> {
                var now = rooms.look(sale).now();
                yield change(
                        sale,
                        Change.LOBBY_OPENED,
                        null,
                        was -> with(was, now, was.opensAt(), was.closesAt(), was.closed(), was.draining()));
            }
            case LOBBY, OPEN, PAUSED, CLOSED -> Numbers.of(rooms.look(sale));
        };
    }

    /// Visitors are called from now on.
    @POST
    @Path("/{sale}/open")
    public Numbers open(@PathParam("sale") SaleId id) {
        var sale = own(id);
        return switch (rooms.look(sale).state()) {
            case SCHEDULED, LOBBY -> {
                var now = rooms.look(sale).now();
                yield change(
                        sale,
                        Change.OPENED,
                        null,
                        was -> with(
                                was,
                                was.lobbyOpensAt().isBefore(now) ? was.lobbyOpensAt() : now,
                                now,
                                was.closesAt(),
                                was.closed(),
                                was.draining()));
            }
            case OPEN, PAUSED, CLOSED -> Numbers.of(rooms.look(sale));
        };
    }

    /// Nobody is called until the sale resumes; whoever has been called may still come in.
    @POST
    @Path("/{sale}/pause")
    public Numbers pause(@PathParam("sale") SaleId sale, @NotNull @Valid Reason pause) {
        var reason = pause.reason().strip();
        return change(own(sale), Change.PAUSED, reason, was -> withPaused(was, reason));
    }

    @POST
    @Path("/{sale}/resume")
    public Numbers resume(@PathParam("sale") SaleId sale) {
        return change(own(sale), Change.RESUMED, null, was -> withPaused(was, null));
    }

    @PUT
    @Path("/{sale}/admission")
    public Numbers change(@PathParam("sale") SaleId sale, @NotNull @Valid Admission admission) {
        return change(own(sale), Change.ADMISSION_CHANGED, null, was -> withAdmission(was, admission));
    }

    /// Nobody new may join; everybody who waits is still called.
    @POST
    @Path("/{sale}/drain")
    public Numbers drain(@PathParam("sale") SaleId sale) {
        return change(
                own(sale),
                Change.DRAINED,
                null,
                was -> with(was, was.lobbyOpensAt(), was.opensAt(), was.closesAt(), was.closed(), true));
    }

    /// The sale is over. Whoever is inside may finish.
    @POST
    @Path("/{sale}/close")
    public Numbers close(@PathParam("sale") SaleId id, @NotNull @Valid Reason close) {
        var sale = own(id);
        var door = rooms.look(sale);
        if (door.now().isAfter(door.room().told().closesAt())) {
            return Numbers.of(door);
        }
        var reason = close.reason().strip();
        var at = Decisions.atOnce(door);
        return change(
                sale,
                Change.CLOSED,
                reason,
                was -> with(was, was.lobbyOpensAt(), was.opensAt(), at, reason, was.draining()));
    }

    /// Makes invitations, each for one person. They are told to nobody else and cannot be listed again.
    @POST
    @Path("/{sale}/invitations")
    public Response invite(@PathParam("sale") SaleId id, @NotNull @Valid Invite wish) {
        var sale = own(id);
        if ((wish.count() == null) == (wish.customers() == null)) {
            throw INVALID_REQUEST
                    .because("Please say either how many invitations, or for which customers.")
                    .asException();
        }
        var until = wish.until() == null ? rooms.door(sale).room().told().closesAt() : wish.until();
        var made = new ArrayList<Invitation>();
        if (wish.customers() != null) {
            for (var customer : wish.customers()) {
                made.add(new Invitation(invitations.make(id, until, customer), customer, until));
            }
        } else if (wish.count() != null) {
            for (var i = 0; i < wish.count(); i++) {
                made.add(new Invitation(invitations.make(id, until, null), null, until));
            }
        }
        return Response.status(201).entity(new Invited(made)).build();
    }

    /// Ends a place, whoever has it, wherever it stands: its visitor is told so and may not come in by it again.
    @POST
    @Path("/{sale}/revocations")
    public Response revoke(@PathParam("sale") SaleId id, @NotNull @Valid Revoke wish) {
        if (!queue.revoke(own(id), wish.number())) {
            throw NOT_FOUND.because("There is no such place, or it has ended.").asException();
        }
        return Response.noContent().build();
    }

    private Numbers change(Sale sale, Change change, @Nullable String reason, UnaryOperator<DoorSettings> to) {
        return Numbers.of(decisions.change(sale, change, new Decider(by(), reason), to));
    }

    /// While nobody has said whose sale it is, it is nobody's but operations'.
    private Sale own(SaleId id) {
        var sale = sales.get(id);
        if (!isTheirs(sale)) {
            throw NOT_ALLOWED.because("This sale is somebody else's.").asException();
        }
        return sale;
    }

    private boolean isTheirs(Sale sale) {
        return staff.hasRole("operations") || mark().equals(sale.organiser());
    }

    private String mark() {
        return OrganiserMark.of(staff.getPrincipal().getName());
    }

    private String by() {
        return staff.getPrincipal() instanceof JsonWebToken token && token.getSubject() != null
                ? token.getSubject()
                : staff.getPrincipal().getName();
    }

    private static DoorSettings with(
            DoorSettings was, Instant lobby, Instant opens, Instant closes, @Nullable String closed, boolean draining) {
        return new DoorSettings(
                was.title(),
                lobby,
                opens,
                closes,
                was.ratePerSecond(),
                was.burst(),
                was.activeCap(),
                was.calledFor(),
                was.activeFor(),
                was.invitedShare(),
                was.accountsOnly(),
                draining,
                was.paused(),
                closed,
                was.own(),
                was.organiser());
    }

    private static DoorSettings withPaused(DoorSettings was, @Nullable String paused) {
        return new DoorSettings(
                was.title(),
                was.lobbyOpensAt(),
                was.opensAt(),
                was.closesAt(),
                was.ratePerSecond(),
                was.burst(),
                was.activeCap(),
                was.calledFor(),
                was.activeFor(),
                was.invitedShare(),
                was.accountsOnly(),
                was.draining(),
                paused,
                was.closed(),
                was.own(),
                was.organiser());
    }

    private static DoorSettings withAdmission(DoorSettings was, Admission admission) {
        return new DoorSettings(
                was.title(),
                was.lobbyOpensAt(),
                was.opensAt(),
                was.closesAt(),
                admission.ratePerSecond().doubleValue(),
                admission.burst(),
                admission.activeCap(),
                was.calledFor(),
                was.activeFor(),
                admission.invitedShare() == null
                        ? was.invitedShare()
                        : admission.invitedShare().doubleValue(),
                was.accountsOnly(),
                was.draining(),
                was.paused(),
                was.closed(),
                was.own(),
                was.organiser());
    }
}
