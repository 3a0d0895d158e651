package io.holdfast.waitlist.entry;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an offer is to be paid with by itself: `points`, or the id of a way to pay that the customer has saved. Whether
/// they have consented, and whether it is theirs, ticketing-api finds out when it pays.
final class AutomaticPayment {

    private static final String POINTS = "points";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private AutomaticPayment() {}

    /// @return empty if there is none
    /// @throws io.holdfast.contracts.problem.ProblemException `INVALID_REQUEST` if it is neither
    static Optional<String> of(@Nullable String asked) {
        if (asked == null) {
            return Optional.empty();
        }
        var written = asked.toLowerCase(Locale.ROOT);
        if (written.equals(POINTS)) {
            return Optional.of(POINTS);
        }
        if (!ID.matcher(written).matches()) {
            throw INVALID_REQUEST
                    .plain()
                    .with(
                            "faults",
                            List.of(Map.of(
                                    "field", "automaticPayment", "message", "is `points` or a saved way to pay")))
                    .asException();
        }
        return Optional.of(UUID.fromString(written).toString());
    }
}
