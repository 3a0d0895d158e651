package io.holdfast.ticketing.page;

import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.show.FactSheet;
import io.holdfast.ticketing.show.Grade;
import io.holdfast.ticketing.show.Picture;
import io.holdfast.ticketing.show.ShowDetail;
import io.holdfast.ticketing.show.ShowDetail.PerformanceDetail;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One show as it stands before any script has run, and as search engines and chats are told of it;
/// `pages/show.ts` draws the same.
///
/// @param summary in one sentence, for previews
/// @param data for search engines, ready to stand in a `script` element
/// @param picture absent where its organiser has given none
record ShowView(
        String id,
        String site,
        int tone,
        String title,
        String category,
        String venue,
        String address,
        String state,
        String opens,
        String runtime,
        String age,
        List<Price> prices,
        List<Date> dates,
        List<FactSheet.Part> cast,
        List<Notice> notices,
        String notes,
        String description,
        String summary,
        String data,
        @Nullable Picture picture) {

    private static final Pattern BLANKS = Pattern.compile("[\\p{Z}\\p{C}&&[^\\u200d]]+");
    private static final int LONGEST_SUMMARY = 180;

    record Price(String grade, String price) {}

    /// @param reason why it is not to be; empty when it is
    /// @param way where to go on; empty when nowhere
    record Date(String id, String when, String iso, String reason, boolean soldOut, List<Left> left, String way) {}

    record Left(String grade, String color, int seats) {}

    record Notice(String text, String day) {}

    static ShowView of(ShowDetail show, String site, Wording wording, Messages words) {
        return new ShowView(
                show.id().toString(),
                site,
                ShowsView.toneOf(show.id().toString()),
                show.title(),
                show.category(),
                show.venue(),
                show.address(),
                show.sale().state().name(),
                ShowsView.whenItOpens(show.sale(), show.timeZone(), wording),
                show.runtimeMinutes() == null ? "" : words.minutes(show.runtimeMinutes()),
                age(show.minimumAge(), words),
                show.grades().stream()
                        .map(grade -> new Price(grade.grade(), wording.money(grade.price())))
                        .toList(),
                show.performances().stream()
                        .map(one -> date(one, show, wording))
                        .toList(),
                show.cast(),
                show.notices().stream()
                        .map(notice -> new Notice(notice.text(), wording.day(notice.at(), show.timeZone())))
                        .toList(),
                show.notes(),
                show.description(),
                summary(show, wording, words),
                EventData.of(show, site),
                show.picture());
    }

    private static String age(@Nullable Integer from, Messages words) {
        return from == null ? "" : from == 0 ? words.everyAge() : words.fromAge(from);
    }

    private static Date date(PerformanceDetail one, ShowDetail show, Wording wording) {
        var off = one.cancelled();
        return new Date(
                one.id().toString(),
                wording.dateTime(one.startsAt(), one.timeZone()),
                one.startsAt().toString(),
                off == null ? "" : off.reason(),
                one.soldOut(),
                show.grades().stream()
                        .map(grade -> new Left(
                                grade.grade(), grade.color(), one.seatsLeft().getOrDefault(grade.grade(), 0)))
                        .toList(),
                off == null ? way(one, show) : "");
    }

    private static String way(PerformanceDetail one, ShowDetail show) {
        var seats = "/performances/" + one.id();
        return switch (show.sale().state()) {
            case OPEN, LOBBY ->
                show.sale().waitingRoom()
                        ? "/wait/%s?return=%s"
                                .formatted(show.sale().id(), URLEncoder.encode(seats, StandardCharsets.UTF_8))
                        : seats;
            case SCHEDULED, CLOSED -> seats;
        };
    }

    /// What kind, where, when, from how much, and then the organiser's own words as far as there is room.
    private static String summary(ShowDetail show, Wording wording, Messages words) {
        var first = show.performances().stream()
                .filter(one -> one.cancelled() == null)
                .map(PerformanceDetail::startsAt)
                .min(Instant::compareTo);
        var from = show.grades().stream().map(Grade::price).min(Money::compareTo);
        var text =
                new StringBuilder(words.category(show.category())).append(" · ").append(show.venue());
        first.ifPresent(at -> text.append(" · ").append(wording.dateTime(at, show.timeZone())));
        from.ifPresent(price -> text.append(" · ").append(words.from(wording.money(price))));
        if (!show.description().isBlank()) {
            text.append(". ").append(show.description());
        }
        return shortened(BLANKS.matcher(text).replaceAll(" ").strip());
    }

    /// Between two characters, never in the middle of one.
    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST_SUMMARY) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, LONGEST_SUMMARY - 1))
                        .strip() + "…";
    }
}
