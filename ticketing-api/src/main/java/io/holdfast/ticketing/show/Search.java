package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.ShowId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What somebody wants to find, as an address says it.
///
/// @param words each of which is in the title, the venue or the cast; empty: whatever they are
/// @param category empty: any
/// @param region empty: any
/// @param from the first day, where the venue is; absent: from this moment on
/// @param to the last day, where the venue is
/// @param after where the page before ended
public record Search(
        String words,
        String category,
        String region,
        Optional<LocalDate> from,
        Optional<LocalDate> to,
        Optional<State> state,
        Optional<Cursor> after) {

    public static final Search ALL =
            new Search("", "", "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final int LONGEST = 100;
    private static final int LONGEST_NAME = 50;
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    /// How a sale has to stand.
    public enum State {
        /// Seats can be had now.
        OPEN,
        /// It has not opened yet.
        SOON;

        public static boolean isOne(String name) {
            return Arrays.stream(values()).anyMatch(state -> state.name().equals(name));
        }
    }

    /// Where a page ended. All pages of one list are as of the moment of the first.
    public record Cursor(Instant asOf, Instant next, ShowId show) {

        private static final Pattern FORM = Pattern.compile("(-?\\d{1,17})\\.(-?\\d{1,17})\\.([0-9a-f-]{36})");

        @Override
        public String toString() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString("%d.%d.%s"
                            .formatted(micros(asOf), micros(next), show)
                            .getBytes(StandardCharsets.US_ASCII));
        }

        static Optional<Cursor> read(String text) {
            try {
                var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
                var parts = FORM.matcher(plain);
                return parts.matches()
                        ? Optional.of(new Cursor(
                                moment(parts.group(1)), moment(parts.group(2)), ShowId.fromString(parts.group(3))))
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static long micros(Instant moment) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
        }

        private static Instant moment(String micros) {
            return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
        }
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `INVALID_REQUEST`
    public static Search of(
            @Nullable String words,
            @Nullable String category,
            @Nullable String region,
            @Nullable String from,
            @Nullable String to,
            @Nullable String state,
            @Nullable String after) {
        var first = day(from, "from");
        var last = day(to, "to");
        if (first.isPresent() && last.isPresent() && first.get().isAfter(last.get())) {
            throw INVALID_REQUEST
                    .because("The first day is not after the last.")
                    .asException();
        }
        return new Search(
                text(words, "q", LONGEST),
                text(category, "category", LONGEST_NAME),
                text(region, "region", LONGEST_NAME),
                first,
                last,
                given(state).map(Search::state),
                given(after).map(text -> Cursor.read(text).orElseThrow(() -> INVALID_REQUEST
                        .because("A page begins where another one said it would.")
                        .asException())));
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(one -> !one.isEmpty());
    }

    private static String text(@Nullable String text, String name, int longest) {
        var given = given(text).orElse("");
        if (given.length() > longest) {
            throw INVALID_REQUEST
                    .because("%s has %d characters at most.".formatted(name, longest))
                    .asException();
        }
        if (given.indexOf('\0') >= 0) {
            throw INVALID_REQUEST.because("%s is a text.".formatted(name)).asException();
        }
        return given;
    }

    private static Optional<LocalDate> day(@Nullable String text, String name) {
        return given(text).map(day -> {
            try {
                if (DAY.matcher(day).matches() && !day.startsWith("0000")) {
                    return LocalDate.parse(day);
                }
            } catch (DateTimeException e) {
                // There is no such day.
            }
            throw INVALID_REQUEST
                    .because("%s is a day such as 2026-12-24.".formatted(name))
                    .asException();
        });
    }

    private static State state(String text) {
        if (!State.isOne(text)) {
            throw INVALID_REQUEST
                    .because("A sale is OPEN or opens SOON.")
                    .with("known", State.values())
                    .asException();
        }
        return State.valueOf(text);
    }
}
