package io.holdfast.notification;

import io.holdfast.contracts.event.NotificationEvent.CodeIssued;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.SecretSeal;
import io.holdfast.notification.Known.Published;
import io.holdfast.notification.Message.Announced;
import io.holdfast.notification.Message.AutomaticPaymentMissed;
import io.holdfast.notification.Message.BookingConfirmed;
import io.holdfast.notification.Message.CalledOff;
import io.holdfast.notification.Message.ConflictApology;
import io.holdfast.notification.Message.GuestCode;
import io.holdfast.notification.Message.OfPerformance;
import io.holdfast.notification.Message.OfSale;
import io.holdfast.notification.Message.OfferMade;
import io.holdfast.notification.Message.RefundAccountAsked;
import io.holdfast.notification.Message.RefundDone;
import io.holdfast.notification.Message.RefundLate;
import io.holdfast.notification.Message.SaleReminder;
import io.holdfast.notification.Message.SeatChangeAsked;
import io.holdfast.notification.Message.SeatChangeDone;
import io.holdfast.notification.Message.ShowAnnounced;
import io.holdfast.notification.Message.TicketGiven;
import io.holdfast.notification.Message.TicketReceived;
import io.holdfast.notification.Message.TurnCame;
import io.holdfast.notification.Message.TurnNear;
import io.holdfast.waitlist.performance.Performance;
import io.holdfast.waitlist.performance.Performances;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Puts messages into words: two templates for each kind and language, `mail/…` whose first line is the subject, and
/// `sms/…`, the shortest form.
@ApplicationScoped
class Letters {

    /// How long a message waits for what is told on another topic, or later on the same, before it goes without it.
    private static final Duration FOR_A_REASON = Duration.ofSeconds(30);

    private final Engine templates;
    private final Performances performances;
    private final Known known;
    private final Announcements announcements;
    private final SecretSeal codes;
    private final String site;

    Letters(
            Engine templates,
            Performances performances,
            Known known,
            Announcements announcements,
            @ConfigProperty(name = "holdfast.contacts.key") String key,
            @ConfigProperty(name = "holdfast.public-url") String site) {
        this.templates = templates;
        this.performances = performances;
        this.known = known;
        this.announcements = announcements;
        this.codes = new SecretSeal(key, CodeIssued.PURPOSE);
        this.site = site.replaceAll("/+$", "");
    }

    /// @param since when the message was written down
    /// @return empty as long as what it speaks of has not been heard of
    Optional<Letter> about(Message message, Wording wording, Instant since, Instant now) {
        return switch (message) {
            case OfPerformance of ->
                performances
                        .find(of.performance())
                        .flatMap(performance -> ofPerformance(of, performance, wording, since, now));
            case OfSale of -> performances.firstOf(of.sale()).map(performance -> ofSale(of, performance, wording));
            case Announced announced ->
                announcements
                        .find(announced.announcement())
                        .map(found -> written(
                                announced.kind(),
                                wording,
                                Words.none()
                                        .about(found.title(wording), "", "")
                                        .withText(found.text(wording))
                                        .withLink(site + "/"),
                                Optional.empty()));
            case GuestCode code ->
                Optional.of(written(
                        Kind.GUEST_CODE,
                        wording,
                        Words.none()
                                .withCode(codes.open(code.lookUp().value(), code.sealed()))
                                .withLink(site + "/guest"),
                        Optional.empty()));
            case ShowAnnounced announced -> known.show(announced.show()).map(show -> ofShow(show, wording));
        };
    }

    private Optional<Letter> ofPerformance(
            OfPerformance message, Performance performance, Wording wording, Instant since, Instant now) {
        var zone = performance.timeZone();
        var words = Words.none()
                .about(performance.title(), performance.venue(), wording.time(performance.startsAt(), zone));
        var written =
                switch (message) {
                    case BookingConfirmed booking ->
                        words.withBooking(booking.booking())
                                .withSeats(String.join(", ", booking.seats()))
                                .withAmount(wording.money(booking.total()))
                                .withLink(order(booking.order()));
                    case RefundDone refund ->
                        words.withAmount(wording.money(refund.amount())).withLink(order(refund.order()));
                    case RefundLate late ->
                        words.withUntil(wording.time(late.expectedAt(), zone)).withLink(order(late.order()));
                    case RefundAccountAsked asked ->
                        words.withAmount(wording.money(asked.amount())).withLink(order(asked.order()));
                    case OfferMade offer ->
                        words.withSeats(String.join(", ", offer.seats()))
                                .withAmount(wording.money(offer.total()))
                                .withUntil(wording.time(offer.until(), zone))
                                .withLink(site + "/offers/" + offer.offer());
                    case AutomaticPaymentMissed missed ->
                        words.withSeats(String.join(", ", missed.seats()))
                                .withAmount(wording.money(missed.total()))
                                .withUntil(wording.time(missed.until(), zone))
                                .withLink(site + "/offers/" + missed.offer());
                    case CalledOff off -> {
                        var reason = known.whyCalledOff(off.performance());
                        if (reason.isEmpty() && now.isBefore(since.plus(FOR_A_REASON))) {
                            yield null;
                        }
                        yield words.withReason(reason.orElse(""))
                                .withAmount(amount(off.amount(), wording))
                                .withLink(order(off.order()));
                    }
                    case SeatChangeAsked asked ->
                        words.withSeats(asked.from() + " → " + asked.to())
                                .withUntil(wording.time(asked.until(), zone))
                                .withLink(ticket(asked.ticket(), asked.order()));
                    case SeatChangeDone done ->
                        words.withSeats(done.to()).withLink(ticket(done.ticket(), done.order()));
                    case TicketGiven given -> words.withSeats(given.seat()).withLink(order(given.order()));
                    case TicketReceived received ->
                        words.withSeats(received.seat()).withLink(site + "/tickets/" + received.ticket());
                    case ConflictApology apology ->
                        words.withAmount(wording.money(apology.amount()))
                                .withAlternatives(known.othersOfTheShow(apology.performance()).stream()
                                        .map(other -> wording.time(other, zone))
                                        .collect(Collectors.joining(", ")))
                                .withLink(order(apology.order()));
                };
        return Optional.ofNullable(written).map(all -> written(Kind.of(message), wording, all, Optional.of(zone)));
    }

    private Letter ofSale(OfSale message, Performance performance, Wording wording) {
        var zone = performance.timeZone();
        var words = Words.none()
                .about(performance.title(), performance.venue(), wording.time(performance.startsAt(), zone));
        var written =
                switch (message) {
                    case TurnNear near ->
                        words.withAhead(wording.count(near.ahead())).withLink(site + "/wait/" + near.sale());
                    case TurnCame came ->
                        words.withUntil(wording.time(came.until(), zone)).withLink(site + "/wait/" + came.sale());
                    case SaleReminder reminder ->
                        words.withUntil(wording.time(reminder.opensAt(), zone))
                                .withLink(site + "/wait/" + reminder.sale());
                };
        return written(Kind.of(message), wording, written, Optional.of(zone));
    }

    private Letter ofShow(Published show, Wording wording) {
        var words = Words.none()
                .about(show.title(), show.venue(), "")
                .withUntil(wording.time(show.opensAt(), show.timeZone()))
                .withLink(site + "/shows/" + show.show());
        return written(Kind.SHOW_ANNOUNCED, wording, words, Optional.of(show.timeZone()));
    }

    private String order(Object order) {
        return site + "/orders/" + order;
    }

    /// Whoever holds it can open it, and its order only who has bought it.
    private String ticket(@Nullable TicketId ticket, OrderId order) {
        return ticket == null ? order(order) : site + "/tickets/" + ticket;
    }

    private static String amount(@Nullable Money amount, Wording wording) {
        return amount == null ? "" : wording.money(amount);
    }

    /// A kind's templates with these words in them.
    Letter written(Kind kind, Wording wording, Words words, Optional<ZoneId> zone) {
        var lines =
                template("mail", kind, wording).data("words", words).render().strip();
        var end = lines.indexOf('\n');
        return new Letter(
                wording,
                lines.substring(0, end).strip(),
                lines.substring(end).strip() + "\n",
                brief(kind, wording, words),
                words.link(),
                kind.isAnswered(),
                zone);
    }

    /// As short as an SMS where a shorter title makes it so.
    private String brief(Kind kind, Wording wording, Words words) {
        var template = template("sms", kind, wording);
        var whole = template.data("words", words).render().strip();
        var tooMuch = SmsText.bytes(whole) - SmsText.SHORT;
        var title = SmsText.bytes(words.title());
        if (tooMuch <= 0 || kind.isAnswered() || title - tooMuch < SmsText.bytes("가나..")) {
            return whole;
        }
        return template.data("words", words.titled(SmsText.cut(words.title(), title - tooMuch)))
                .render()
                .strip();
    }

    private Template template(String form, Kind kind, Wording wording) {
        var name = "%s/%s-%s".formatted(form, kind.path(), wording.language());
        return Objects.requireNonNull(templates.getTemplate(name), name);
    }
}
