package io.holdfast.notification;

import io.holdfast.notification.Message.Announced;
import io.holdfast.notification.Message.AutomaticPaymentMissed;
import io.holdfast.notification.Message.BookingConfirmed;
import io.holdfast.notification.Message.CalledOff;
import io.holdfast.notification.Message.ConflictApology;
import io.holdfast.notification.Message.GuestCode;
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
import java.util.Locale;
import java.util.Optional;

/// The kinds of messages; the name is the template's.
enum Kind {
    BOOKING_CONFIRMED(Concern.BOOKING, BookingConfirmed.class, false),
    REFUND_DONE(Concern.BOOKING, RefundDone.class, false),
    REFUND_DELAYED(Concern.BOOKING, RefundLate.class, false),
    REFUND_ACCOUNT_NEEDED(Concern.BOOKING, RefundAccountAsked.class, true),
    OFFER_MADE(Concern.WAITLIST, OfferMade.class, true),
    AUTOMATIC_PAYMENT_FAILED(Concern.WAITLIST, AutomaticPaymentMissed.class, true),
    PERFORMANCE_CANCELLED(Concern.BOOKING, CalledOff.class, false),
    SEAT_CHANGE_ASKED(Concern.BOOKING, SeatChangeAsked.class, true),
    SEAT_CHANGE_DONE(Concern.BOOKING, SeatChangeDone.class, false),
    CONFLICT_APOLOGY(Concern.BOOKING, ConflictApology.class, false),
    TICKET_GIVEN(Concern.BOOKING, TicketGiven.class, false),
    TICKET_RECEIVED(Concern.BOOKING, TicketReceived.class, true),
    GUEST_CODE(Concern.BOOKING, GuestCode.class, false),
    TURN_NEAR(Concern.QUEUE, TurnNear.class, true),
    TURN_CAME(Concern.QUEUE, TurnCame.class, true),
    MAINTENANCE(Concern.SERVICE, Announced.class, false),
    INCIDENT(Concern.SERVICE, Announced.class, false),
    ANNOUNCEMENT(Concern.SERVICE, Announced.class, false),
    ADVERTISEMENT(Concern.NEWS, Announced.class, false),
    SHOW_ANNOUNCED(Concern.NEWS, ShowAnnounced.class, true),
    SALE_REMINDER(Concern.REMINDER, SaleReminder.class, true);

    private final Concern concern;
    private final Class<? extends Message> facts;
    private final boolean answered;

    Kind(Concern concern, Class<? extends Message> facts, boolean answered) {
        this.concern = concern;
        this.facts = facts;
        this.answered = answered;
    }

    static Kind of(Message message) {
        return switch (message) {
            case BookingConfirmed _ -> BOOKING_CONFIRMED;
            case RefundDone _ -> REFUND_DONE;
            case RefundLate _ -> REFUND_DELAYED;
            case RefundAccountAsked _ -> REFUND_ACCOUNT_NEEDED;
            case OfferMade _ -> OFFER_MADE;
            case AutomaticPaymentMissed _ -> AUTOMATIC_PAYMENT_FAILED;
            case CalledOff _ -> PERFORMANCE_CANCELLED;
            case SeatChangeAsked _ -> SEAT_CHANGE_ASKED;
            case SeatChangeDone _ -> SEAT_CHANGE_DONE;
            case ConflictApology _ -> CONFLICT_APOLOGY;
            case TicketGiven _ -> TICKET_GIVEN;
            case TicketReceived _ -> TICKET_RECEIVED;
            case GuestCode _ -> GUEST_CODE;
            case TurnNear _ -> TURN_NEAR;
            case TurnCame _ -> TURN_CAME;
            case Announced announced -> announced.kind();
            case ShowAnnounced _ -> SHOW_ANNOUNCED;
            case SaleReminder _ -> SALE_REMINDER;
        };
    }

    /// @param name as in [#name] or [#path]
    static Optional<Kind> named(String name) {
        for (var kind : values()) {
            if (kind.name().equals(name) || kind.path().equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    Concern concern() {
        return concern;
    }

    /// What its facts are read as.
    Class<? extends Message> facts() {
        return facts;
    }

    /// Whether it asks for something to be done, so that even the shortest form says where.
    boolean isAnswered() {
        return answered;
    }

    /// As templates and addresses are named, e.g. `offer-made`.
    String path() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
