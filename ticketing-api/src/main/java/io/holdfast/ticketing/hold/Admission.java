package io.holdfast.ticketing.hold;

import static io.holdfast.contracts.problem.ProblemType.PASS_EXPIRED;
import static io.holdfast.contracts.problem.ProblemType.PASS_INVALID;
import static io.holdfast.contracts.problem.ProblemType.PASS_REQUIRED;
import static io.holdfast.contracts.problem.ProblemType.SESSION_REPLACED;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.pass.PassVerifier;
import io.holdfast.contracts.pass.PassVerifier.Verdict;
import io.holdfast.ticketing.show.Sale;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Whether somebody may shop in a sale: its waiting room has signed a pass for this very browser or member, and the
/// pass is still good. Whatever is unclear is refused.
@ApplicationScoped
class Admission {

    private final PassVerifier verifier;
    private final RevokedPasses revoked;
    private final Clock clock;

    /// @param jwks the keys passes are signed with; two while they change
    Admission(@ConfigProperty(name = "holdfast.pass.jwks") String jwks, RevokedPasses revoked, Clock clock) {
        this.verifier = new PassVerifier(jwks);
        this.revoked = revoked;
        this.clock = clock;
    }

    /// @return the pass; empty when the sale has no waiting room
    /// @throws io.holdfast.contracts.problem.ProblemException `PASS_REQUIRED`, `PASS_INVALID`, `PASS_EXPIRED`,
    ///     `SESSION_REPLACED`
    Optional<AdmissionPass> check(Sale sale, @Nullable String token, List<Subject> visitor) {
        var pass = pass(sale, token, visitor);
        pass.flatMap(revoked::found).ifPresent(taken -> {
            throw (Boolean.TRUE.equals(taken.replaced())
                            ? SESSION_REPLACED.because("You go on choosing seats in a newer window of yours.")
                            : PASS_EXPIRED.because("This admission has been taken back; please join the queue again."))
                    .asException();
        });
        return pass;
    }

    /// The pass, if this process knows it for good already; whatever is unclear is [#check]'s to say.
    Optional<AdmissionPass> remembered(Sale sale, @Nullable String token, List<Subject> visitor) {
        return token == null
                ? Optional.empty()
                : verifier.remembered(token, sale.id(), clock.instant())
                        .filter(pass -> visitor.contains(new Subject(pass.subject())) && !revoked.contain(pass));
    }

    /// The same for somebody who only leaves: a pass that was taken back will do.
    Optional<AdmissionPass> pass(Sale sale, @Nullable String token, List<Subject> visitor) {
        if (!sale.waitingRoom()) {
            return Optional.empty();
        }
        if (token == null || token.isBlank()) {
            throw PASS_REQUIRED
                    .because("Please join the queue of this sale first.")
                    .with("sale", sale.id())
                    .asException();
        }
        return switch (verifier.verify(token, sale.id(), clock.instant())) {
            case Verdict.Good(var pass) when visitor.contains(new Subject(pass.subject())) -> Optional.of(pass);
            case Verdict.Good _, Verdict.Invalid() ->
                throw PASS_INVALID
                        .because("This admission is not for you or not for this sale.")
                        .asException();
            case Verdict.Expired() ->
                throw PASS_EXPIRED
                        .because("Your time inside is over; please join the queue again.")
                        .asException();
        };
    }
}
