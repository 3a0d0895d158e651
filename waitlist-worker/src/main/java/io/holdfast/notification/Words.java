package io.holdfast.notification;

import io.quarkus.qute.TemplateData;

/// What a template can speak of; everything is ready to be read, each a single line but for `text`.
///
/// @param amount what was paid, goes back, or is to be paid
/// @param until when an offer or a call ends, or a sale opens, by the venue's clock
/// @param ahead how many are in front in the queue
/// @param link where to read on
/// @param reason why something is not as it was to be; empty where nobody has said
/// @param alternatives other performances of the show; empty when there are none
/// @param text what staff have written
/// @param code that proves who somebody is
@TemplateData
public record Words(
        String title,
        String venue,
        String starts,
        String booking,
        String seats,
        String amount,
        String until,
        String ahead,
        String link,
        String reason,
        String alternatives,
        String text,
        String code) {

    static Words none() {
        return new Words("", "", "", "", "", "", "", "", "", "", "", "", "");
    }

    Words about(String newTitle, String newVenue, String newStarts) {
        return new Words(
                oneLine(newTitle),
                oneLine(newVenue),
                newStarts,
                booking,
                seats,
                amount,
                until,
                ahead,
                link,
                reason,
                alternatives,
                text,
                code);
    }

    Words titled(String newTitle) {
        return new Words(
                newTitle, venue, starts, booking, seats, amount, until, ahead, link, reason, alternatives, text, code);
    }

    Words withBooking(String number) {
        return new Words(
                title,
                venue,
                starts,
                oneLine(number),
                seats,
                amount,
                until,
                ahead,
                link,
                reason,
                alternatives,
                text,
                code);
    }

    Words withSeats(String labels) {
        return new Words(
                title,
                venue,
                starts,
                booking,
                oneLine(labels),
                amount,
                until,
                ahead,
                link,
                reason,
                alternatives,
                text,
                code);
    }

    Words withAmount(String money) {
        return new Words(
                title, venue, starts, booking, seats, money, until, ahead, link, reason, alternatives, text, code);
    }

    Words withUntil(String time) {
        return new Words(
                title, venue, starts, booking, seats, amount, time, ahead, link, reason, alternatives, text, code);
    }

    Words withAhead(String count) {
        return new Words(
                title, venue, starts, booking, seats, amount, until, count, link, reason, alternatives, text, code);
    }

    Words withLink(String address) {
        return new Words(
                title, venue, starts, booking, seats, amount, until, ahead, address, reason, alternatives, text, code);
    }

    Words withReason(String why) {
        return new Words(
                title,
                venue,
                starts,
                booking,
                seats,
                amount,
                until,
                ahead,
                link,
                oneLine(why),
                alternatives,
                text,
                code);
    }

    Words withAlternatives(String others) {
        return new Words(title, venue, starts, booking, seats, amount, until, ahead, link, reason, others, text, code);
    }

    Words withText(String written) {
        return new Words(
                title, venue, starts, booking, seats, amount, until, ahead, link, reason, alternatives, written, code);
    }

    Words withCode(String digits) {
        return new Words(
                title, venue, starts, booking, seats, amount, until, ahead, link, reason, alternatives, text, digits);
    }

    /// A title cannot begin a line of its own, neither in the text nor in the mail's head.
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
