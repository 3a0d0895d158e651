package io.holdfast.waitlist.entry;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.waitlist.performance.Performance;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which seats would do.
///
/// @param grades the ones that would do, dearest wish first
/// @param sections the ones that would do, sorted; empty means all
/// @param seats 1 to [#MOST_SEATS]
/// @param adjacent next to each other in one row; a single seat always is
/// @param highestPrice what one seat may cost; absent means whatever it costs
/// @param until when the wish ends by itself; exclusive
public record Wish(
        List<String> grades,
        List<String> sections,
        int seats,
        boolean adjacent,
        Optional<Money> highestPrice,
        Optional<Instant> until) {

    public static final int MOST_SEATS = 4;

    private static final int MOST_SECTIONS = 10;
    private static final int LONGEST_SECTION = 40;

    /// Whether this one seat would do.
    public boolean accepts(ReleasedSeat seat) {
        return grades.contains(seat.grade())
                && (sections.isEmpty() || sections.contains(seat.section()))
                && highestPrice
                        .map(highest -> highest.currency().equals(seat.price().currency())
                                && seat.price().compareTo(highest) <= 0)
                        .orElse(true);
    }

    /// @param performance whose seats are wished for
    /// @throws ProblemException `INVALID_REQUEST` if this is not a wish one can have
    static Wish of(EntryResource.Join asked, Performance performance, Instant now) {
        var grades = asked.grades();
        if (grades == null || grades.isEmpty() || !performance.grades().containsAll(grades)) {
            throw fault("grades", "names grades of this performance, at least one");
        }
        if (new HashSet<>(grades).size() < grades.size()) {
            throw fault("grades", "names each grade once");
        }
        var seats = asked.seats();
        if (seats == null || seats < 1 || seats > MOST_SEATS) {
            throw fault("seats", "is a number from 1 to " + MOST_SEATS);
        }
        var until = asked.until();
        if (until != null && !until.isAfter(now)) {
            throw fault("until", "lies in the future");
        }
        var named = grades.stream().map(String::valueOf).toList();
        return new Wish(
                named,
                sections(asked.sections()),
                seats,
                seats == 1 || asked.adjacent() == null || asked.adjacent(),
                highestPrice(asked.highestPrice(), named, performance.prices()),
                Optional.ofNullable(until));
    }

    /// Which sections there are is not known here; one that does not exist is a wish nothing fits.
    private static List<String> sections(@Nullable List<@Nullable String> sections) {
        if (sections == null) {
            return List.of();
        }
        if (sections.isEmpty() || sections.size() > MOST_SECTIONS) {
            throw fault("sections", "names 1 to %d sections, or is left out".formatted(MOST_SECTIONS));
        }
        if (sections.stream().anyMatch(Wish::isNoSection)) {
            throw fault("sections", "names sections, each with 1 to %d letters".formatted(LONGEST_SECTION));
        }
        return sections.stream().map(String::valueOf).distinct().sorted().toList();
    }

    private static boolean isNoSection(@Nullable String section) {
        return section == null
                || section.isBlank()
                || section.length() > LONGEST_SECTION
                || section.chars().anyMatch(Character::isISOControl);
    }

    private static Optional<Money> highestPrice(
            @Nullable Money highest, List<String> grades, Map<String, Money> prices) {
        if (highest == null) {
            return Optional.empty();
        }
        if (!highest.isPositive()) {
            throw fault("highestPrice", "is more than nothing");
        }
        var known = grades.stream().filter(prices::containsKey).map(prices::get).toList();
        if (known.stream().anyMatch(price -> !price.currency().equals(highest.currency()))) {
            throw fault("highestPrice", "is in the currency the seats are sold in");
        }
        if (known.size() == grades.size() && known.stream().allMatch(price -> price.compareTo(highest) > 0)) {
            throw fault("highestPrice", "pays for a seat of one of these grades");
        }
        return Optional.of(highest);
    }

    private static ProblemException fault(String field, String message) {
        return INVALID_REQUEST
                .plain()
                .with("faults", List.of(Map.of("field", field, "message", message)))
                .asException();
    }
}
