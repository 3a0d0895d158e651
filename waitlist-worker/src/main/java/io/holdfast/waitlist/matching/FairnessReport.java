package io.holdfast.waitlist.matching;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who was offered what, and why those before them were passed over. Names entries and places in the line, no people.
///
/// @param isFair whether nobody was passed over who could have been served
/// @param next where the next part begins; absent at the end
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FairnessReport(
        PerformanceId performance,
        boolean isFair,
        List<Round> rounds,
        @Nullable Long next) {

    /// Seats matched with the line, once.
    ///
    /// @param releases in which seats came back; none when only what was kept for a group was matched
    /// @param tooLate nothing could be offered any more
    /// @param passed after the last offer: who waited, and found nothing in what was left
    /// @param violations what ought not to be so; empty if all went by the rule
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Round(
            long round,
            List<ReleaseId> releases,
            Instant at,
            List<SeatId> seats,
            boolean tooLate,
            List<Taken> taken,
            List<Passed> passed,
            List<SeatId> unwanted,
            List<String> violations) {}

    /// @param what `OFFERED`, or `KEPT` for a group until there are enough
    /// @param place the order of registration
    /// @param passed who waited between the one before and this one
    @RegisterForReflection
    public record Taken(String what, EntryId entry, long place, List<SeatId> seats, List<Passed> passed) {}

    /// Those with the same wish who were passed over for the same reason.
    ///
    /// @param why a [Reason]
    @RegisterForReflection
    public record Passed(Wished wish, long entries, Reason why) {}

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Wished(
            List<String> grades, List<String> sections, int seats, boolean adjacent, Optional<Money> highestPrice) {}

    @RegisterForReflection
    public enum Reason {
        /// Everything had gone to those before.
        NOTHING_LEFT,
        /// No seat of a grade they named.
        GRADE,
        /// None in a section they named.
        SECTION,
        /// None for the price they would pay.
        PRICE,
        /// Fewer than they wished for.
        NOT_ENOUGH,
        /// Not next to each other.
        NOT_TOGETHER,
        /// Kept for a group before them.
        GATHERING,
        /// They had let these seats pass.
        HAD_BEFORE,
        /// There is none: they were passed over against the rule.
        NONE
    }
}
