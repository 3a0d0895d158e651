package io.holdfast.room.guard;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.proof.Challenge;
import io.holdfast.contracts.proof.Challenges;
import io.holdfast.contracts.proof.Challenges.Verdict;
import io.holdfast.room.key.PlaceKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/// Of whom work is asked, how much, and whether it was done.
@ApplicationScoped
class Proofs {

    /// How much harder it gets, step by step, as a crowd grows tenfold.
    private static final int STEP = 4;

    private final GuardConfig.Proof config;
    private final Challenges challenges;

    /// Why a proof is good for nothing; `GOOD` is good.
    enum Seen {
        GOOD,
        MALFORMED,
        WRONG,
        FOREIGN,
        EXPIRED,
        /// Sooner than anybody could.
        EARLY,
        /// The address has become a crowd since, and more than one step harder.
        EASY
    }

    Proofs(GuardConfig config, PlaceKey placeKey) {
        this.config = config.proof();
        this.challenges = new Challenges(placeKey.derived("proof"));
    }

    /// @param crowd joins from the visitor's address within the last minute
    boolean needed(boolean member, long crowd) {
        return switch (config.of()) {
            case NOBODY -> false;
            case CROWDS -> times(crowd) > 1;
            case GUESTS -> !member || times(crowd) > 1;
        };
    }

    /// @param now by Redis' clock, which all processes share
    Challenge make(SaleId sale, Subject visitor, long crowd, Instant now) {
        return challenges.make(purpose(sale, visitor), config.maxNumber() * times(crowd), now, config.lasts());
    }

    /// @param visitor everybody they may act as
    Seen look(String proof, SaleId sale, List<Subject> visitor, long crowd, Instant now) {
        var purposes = visitor.stream().map(subject -> purpose(sale, subject)).toList();
        return switch (challenges.verify(proof, purposes, now)) {
            case Verdict.Bad(var fault) ->
                switch (fault) {
                    case MALFORMED -> Seen.MALFORMED;
                    case WRONG -> Seen.WRONG;
                    case FOREIGN -> Seen.FOREIGN;
                    case EXPIRED -> Seen.EXPIRED;
                };
            case Verdict.Good(var made, var maxNumber) -> {
                if (now.isBefore(made.plus(config.leastTime()))) {
                    yield Seen.EARLY;
                }
                yield maxNumber * STEP < config.maxNumber() * times(crowd) ? Seen.EASY : Seen.GOOD;
            }
        };
    }

    private int times(long crowd) {
        return crowd < config.crowd() ? 1 : crowd < config.crowd() * 10L ? STEP : STEP * STEP;
    }

    private static String purpose(SaleId sale, Subject visitor) {
        return "join:" + sale + ":" + visitor;
    }
}
