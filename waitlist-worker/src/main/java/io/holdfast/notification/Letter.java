package io.holdfast.notification;

import io.holdfast.notification.Message.BookingConfirmed;
import io.holdfast.notification.Message.OfferMade;
import io.holdfast.notification.Message.RefundDone;
import io.holdfast.notification.Message.SeatChangeAsked;
import io.holdfast.notification.Message.SeatChangeDone;
import io.holdfast.notification.Message.TurnCame;
import io.holdfast.notification.Message.TurnNear;
import io.holdfast.waitlist.performance.Performance;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.runtime.annotations.RegisterForReflection;

/// A message in words: the first line of its template is the subject.
record Letter(String subject, String text) {

    /// What a template can speak of; everything is ready to be read.
    ///
    /// @param amount what was paid, goes back, or is to be paid
    /// @param until when an offer or a call ends, by the venue's clock
    /// @param ahead how many are in front in the queue
    /// @param link where to read on
    @RegisterForReflection
    record Words(
            String title,
            String venue,
            String starts,
            String booking,
            String seats,
            String amount,
            String until,
            String ahead,
            String link) {}

    @CheckedTemplate(basePath = "mail", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {

        private Templates() {}

        static native TemplateInstance bookingConfirmedKo(Words words);

        static native TemplateInstance bookingConfirmedEn(Words words);

        static native TemplateInstance refundDoneKo(Words words);

        static native TemplateInstance refundDoneEn(Words words);

        static native TemplateInstance offerMadeKo(Words words);

        static native TemplateInstance offerMadeEn(Words words);

        static native TemplateInstance seatChangeAskedKo(Words words);

        static native TemplateInstance seatChangeAskedEn(Words words);

        static native TemplateInstance seatChangeDoneKo(Words words);

        static native TemplateInstance seatChangeDoneEn(Words words);

        static native TemplateInstance turnNearKo(Words words);

        static native TemplateInstance turnNearEn(Words words);

        static native TemplateInstance turnCameKo(Words words);

        static native TemplateInstance turnCameEn(Words words);
    }

    /// @param site the address people type, without a slash at the end
    static Letter about(Message message, Performance performance, Wording wording, String site) {
        var korean = wording == Wording.KO;
        return switch (message) {
            case BookingConfirmed booking -> {
                var words = words(
                        performance,
                        wording,
                        booking.booking(),
                        String.join(", ", booking.seats()),
                        wording.money(booking.total()),
                        "",
                        site + "/orders/" + booking.order());
                yield written(korean ? Templates.bookingConfirmedKo(words) : Templates.bookingConfirmedEn(words));
            }
            case RefundDone refund -> {
                var words = words(
                        performance,
                        wording,
                        "",
                        "",
                        wording.money(refund.amount()),
                        "",
                        site + "/orders/" + refund.order());
                yield written(korean ? Templates.refundDoneKo(words) : Templates.refundDoneEn(words));
            }
            case OfferMade offer -> {
                var words = words(
                        performance,
                        wording,
                        "",
                        String.join(", ", offer.seats()),
                        wording.money(offer.total()),
                        wording.time(offer.until(), performance.timeZone()),
                        site + "/offers/" + offer.offer());
                yield written(korean ? Templates.offerMadeKo(words) : Templates.offerMadeEn(words));
            }
            case SeatChangeAsked asked -> {
                var words = words(
                        performance,
                        wording,
                        "",
                        asked.from() + " → " + asked.to(),
                        "",
                        wording.time(asked.until(), performance.timeZone()),
                        site + "/orders/" + asked.order());
                yield written(korean ? Templates.seatChangeAskedKo(words) : Templates.seatChangeAskedEn(words));
            }
            case SeatChangeDone done -> {
                var words = words(performance, wording, "", done.to(), "", "", site + "/orders/" + done.order());
                yield written(korean ? Templates.seatChangeDoneKo(words) : Templates.seatChangeDoneEn(words));
            }
            case TurnNear near -> {
                var words = words(performance, wording, "", wording.count(near.ahead()), site + "/wait/" + near.sale());
                yield written(korean ? Templates.turnNearKo(words) : Templates.turnNearEn(words));
            }
            case TurnCame came -> {
                var until = wording.time(came.until(), performance.timeZone());
                var words = words(performance, wording, until, "", site + "/wait/" + came.sale());
                yield written(korean ? Templates.turnCameKo(words) : Templates.turnCameEn(words));
            }
        };
    }

    private static Words words(
            Performance performance,
            Wording wording,
            String booking,
            String seats,
            String amount,
            String until,
            String link) {
        return new Words(
                oneLine(performance.title()),
                oneLine(performance.venue()),
                wording.time(performance.startsAt(), performance.timeZone()),
                oneLine(booking),
                oneLine(seats),
                amount,
                until,
                "",
                link);
    }

    /// About a turn in the queue of the sale the performance belongs to.
    private static Words words(Performance performance, Wording wording, String until, String ahead, String link) {
        return new Words(
                oneLine(performance.title()),
                oneLine(performance.venue()),
                wording.time(performance.startsAt(), performance.timeZone()),
                "",
                "",
                "",
                until,
                ahead,
                link);
    }

    private static Letter written(TemplateInstance template) {
        var lines = template.render().strip();
        var end = lines.indexOf('\n');
        return new Letter(lines.substring(0, end).strip(), lines.substring(end).strip() + "\n");
    }

    /// A title cannot begin a line of its own, neither in the text nor in the mail's head.
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
