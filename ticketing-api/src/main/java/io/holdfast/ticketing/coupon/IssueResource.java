package io.holdfast.ticketing.coupon;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.CouponId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.organisation.Organiser;
import io.holdfast.ticketing.organisation.Ownership;
import io.holdfast.ticketing.price.Reduction;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Coupons that organisers and the house issue.
@Path("/api/organiser/coupons")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class IssueResource {

    /// What one coupon may cost at most; a slip of the finger is not a fortune.
    private static final long MOST = 100_000_000;

    private static final Duration LONGEST = Duration.ofDays(3 * 366);

    /// Either `amount`, or `percentOff` with the `most` it takes off. Either `codes` or `customers`.
    ///
    /// @param show the only show they are for; all of the issuer's when absent
    /// @param minimum what the seats of an order must come to
    /// @param until exclusive
    /// @param codes how many, for whoever has them
    /// @param customers members who get one each
    public record IssueCoupons(
            @NotBlank @Size(max = 100) String name,
            @Nullable ShowId show,
            @Nullable Money amount,

            @Nullable @DecimalMin("0.01") @DecimalMax("100") @Digits(integer = 3, fraction = 2)
            BigDecimal percentOff,

            @Nullable Money most,
            @Nullable Money minimum,
            @NotNull Instant until,
            @Nullable @Min(1) @Max(1_000) Integer codes,
            @Nullable @Size(min = 1, max = 1_000) Set<@NotNull CustomerId> customers) {}

    @RegisterForReflection
    public record CouponsIssued(UUID id, List<OneIssued> coupons) {}

    @RegisterForReflection
    public record OneIssued(
            CouponId id, @Nullable String code, @Nullable CustomerId customer, Coupon.State state) {}

    /// @param amount what one takes off, or the most when it is a percentage
    public record IssueView(
            UUID id,
            String name,
            @Nullable ShowId show,
            Money amount,
            @Nullable BigDecimal percentOff,
            Money minimum,
            Instant until,
            String who,
            Instant at,
            int issued,
            int used,
            int expired) {}

    public record IssueList(List<IssueView> issues) {}

    private final Coupons coupons;
    private final IdempotentRequests requests;
    private final Ownership ownership;
    private final Clock clock;

    IssueResource(Coupons coupons, IdempotentRequests requests, Ownership ownership, Clock clock) {
        this.coupons = coupons;
        this.requests = requests;
        this.ownership = ownership;
        this.clock = clock;
    }

    /// Issues coupons: an organiser's for their own shows, operations' for the house.
    @POST
    public Response issue(
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @NotNull @Valid IssueCoupons request) {
        var issuer = ownership.organiserOrHouse();
        if (request.show() != null) {
            ownership.require(request.show());
        }
        return Answers.of(requests.once(ownership.subject(), key, "POST /organiser/coupons", request, () -> {
            var wish = wish(request, issuer);
            var id = UUID.randomUUID();
            var customers = request.customers();
            var issued = customers == null
                    ? coupons.issueCodes(id, wish, Objects.requireNonNull(request.codes()))
                    : coupons.issueTo(id, wish, customers);
            if (customers != null && issued.size() < customers.size()) {
                throw NOT_FOUND.because("There is no such member.").asException();
            }
            return new Outcome(201, new CouponsIssued(id, views(issued)));
        }));
    }

    /// One's own issues, newest first, and how they are used.
    @GET
    public IssueList issues() {
        return new IssueList(coupons.issues(ownership.organiserOrHouse()).stream()
                .map(issue -> new IssueView(
                        issue.id(),
                        issue.name(),
                        issue.show().orElse(null),
                        issue.reduction().amount(),
                        issue.reduction().percentOff().orElse(null),
                        issue.reduction().minimum(),
                        issue.until(),
                        issue.who(),
                        issue.at(),
                        issue.issued(),
                        issue.used(),
                        issue.expired()))
                .toList());
    }

    /// The coupons of one's own issue, with their codes.
    @GET
    @Path("/{issue}")
    public CouponsIssued ofIssue(@PathParam("issue") UUID issue) {
        var issued = coupons.of(issue, ownership.organiserOrHouse());
        if (issued.isEmpty()) {
            throw NOT_FOUND.because("There is no such issue of coupons.").asException();
        }
        return new CouponsIssued(issue, views(issued));
    }

    private static List<OneIssued> views(List<Coupons.Issued> issued) {
        return issued.stream()
                .map(one -> new OneIssued(one.id(), one.code(), one.customer(), one.state()))
                .toList();
    }

    private Coupons.NewIssue wish(IssueCoupons request, Optional<Organiser> issuer) {
        if ((request.amount() == null) == (request.percentOff() == null)
                || (request.percentOff() == null) != (request.most() == null)) {
            throw INVALID_REQUEST
                    .because("A coupon takes off an amount, or a percentage up to a most.")
                    .asException();
        }
        if ((request.codes() == null) == (request.customers() == null)) {
            throw INVALID_REQUEST
                    .because("Coupons are for members, or for whoever has a code.")
                    .asException();
        }
        var now = clock.instant();
        if (!request.until().isAfter(now) || request.until().isAfter(now.plus(LONGEST))) {
            throw INVALID_REQUEST
                    .because("Coupons end later than now, and within three years.")
                    .asException();
        }
        var amount = request.amount() != null ? request.amount() : request.most();
        var minimum = request.minimum() != null ? request.minimum() : Money.zero(amount.currency());
        if (amount.amount() < 1
                || amount.amount() > MOST
                || minimum.amount() < 0
                || !minimum.currency().equals(amount.currency())) {
            throw INVALID_REQUEST
                    .because("A coupon takes off 1 to %d, in one currency.".formatted(MOST))
                    .asException();
        }
        return new Coupons.NewIssue(
                issuer,
                request.name().strip(),
                Optional.ofNullable(request.show()),
                new Reduction(amount, Optional.ofNullable(request.percentOff()), minimum),
                request.until(),
                ownership.name());
    }
}
