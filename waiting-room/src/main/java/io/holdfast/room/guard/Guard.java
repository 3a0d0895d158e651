package io.holdfast.room.guard;

import static io.holdfast.contracts.problem.ProblemType.PROOF_REQUIRED;
import static io.holdfast.contracts.problem.ProblemType.TOO_MANY_REQUESTS;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.proof.Challenge;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.guard.Limits.Deed;
import io.holdfast.room.guard.Limits.Outcome.Passed;
import io.holdfast.room.guard.Limits.Outcome.TooOften;
import io.holdfast.room.guard.Proofs.Seen;
import io.holdfast.room.sale.Sale;
import io.holdfast.visitor.Visitor;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Stands before joins and claims.
@ApplicationScoped
public class Guard {

    private final Limits limits;
    private final Proofs proofs;
    private final GuardMeters meters;
    private final Rooms rooms;
    private final Visitor visitor;
    private final Remote remote;

    Guard(Limits limits, Proofs proofs, GuardMeters meters, Rooms rooms, Visitor visitor, Remote remote) {
        this.limits = limits;
        this.proofs = proofs;
        this.meters = meters;
        this.rooms = rooms;
        this.visitor = visitor;
        this.remote = remote;
    }

    /// Lets the visitor of this request join, or not.
    ///
    /// @param proof of work, as it came
    /// @param placed whose place in this sale the request carries; who has one has done the work
    /// @throws io.holdfast.contracts.problem.ProblemException `TOO_MANY_REQUESTS` or `PROOF_REQUIRED`
    public void letJoin(Sale sale, @Nullable String proof, Optional<Subject> placed) {
        var crowd = pass(sale.id(), Deed.JOIN, visitor.subject());
        var known = placed.isPresent() && visitor.subjects().contains(placed.get());
        if (known || !proofs.needed(visitor.customer().isPresent(), crowd)) {
            return;
        }
        var now = rooms.door(sale).now();
        if (proof != null) {
            var seen = proofs.look(proof, sale.id(), visitor.subjects(), crowd, now);
            meters.proof(seen);
            if (seen == Seen.GOOD) {
                return;
            }
        }
        meters.asked();
        throw PROOF_REQUIRED
                .because("Your device has to do a little work first.")
                .with("challenge", proofs.make(sale.id(), visitor.subject(), crowd, now))
                .asException();
    }

    /// Whether somebody may join without more ado: they do not come too often, and no work is asked of them. Where this
    /// says no, [#letJoin] says why.
    ///
    /// @param visitor of the request
    public CompletionStage<Boolean> letsJoinAtOnce(Sale sale, HttpServerRequest request, Visitor visitor) {
        return limits.passLater(sale.id(), Deed.JOIN, Remote.of(request), visitor.subject())
                .thenApply(outcome -> outcome instanceof Passed(var crowd)
                        && !proofs.needed(visitor.customer().isPresent(), crowd));
    }

    /// @param whose place it is
    /// @throws io.holdfast.contracts.problem.ProblemException `TOO_MANY_REQUESTS`
    public void letClaim(SaleId sale, Subject whose) {
        pass(sale, Deed.CLAIM, whose);
    }

    /// A challenge for the visitor of this request.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `TOO_MANY_REQUESTS`
    Challenge challenge(Sale sale) {
        var crowd = pass(sale.id(), Deed.CHALLENGE, visitor.subject());
        var now = rooms.door(sale).now();
        meters.asked();
        return proofs.make(sale.id(), visitor.subject(), crowd, now);
    }

    /// @return joins from the same address within the last minute
    private long pass(SaleId sale, Deed deed, Subject whose) {
        return switch (limits.pass(sale, deed, remote.address(), whose)) {
            case Passed(var crowd) -> crowd;
            case TooOften(var pause, var by) -> {
                meters.limited(deed, by);
                throw TOO_MANY_REQUESTS
                        .because("Please wait a moment before you try again.")
                        .with("retryAfterSeconds", pause.plusMillis(999).toSeconds())
                        .asException();
            }
        };
    }
}
