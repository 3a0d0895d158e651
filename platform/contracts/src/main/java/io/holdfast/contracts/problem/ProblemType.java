package io.holdfast.contracts.problem;

import java.util.Locale;

/// Every problem a client of this platform can meet (RFC 9457), ordered as they are checked: who asks, what
/// is asked, then the state of things.
///
/// The name becomes the `type` URN and the page in `src-docs/api/problems.md`. Clients branch on it, so a
/// published name stays.
public enum ProblemType {
    // Who asks
    CROSS_ORIGIN(403, "This request came from another site"),
    LOGIN_REQUIRED(401, "Please sign in"),
    NOT_ALLOWED(403, "This is not yours to do"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    PROOF_REQUIRED(403, "A little work is needed first"),

    // What is asked
    MALFORMED_REQUEST(400, "The request cannot be read"),
    INVALID_REQUEST(400, "Something in the request is missing or out of range"),
    IDEMPOTENCY_KEY_MISSING(400, "An Idempotency-Key is needed"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "This cannot be done here"),
    NOT_ACCEPTABLE(406, "This form is not offered"),
    UNSUPPORTED_MEDIA_TYPE(415, "Please send JSON"),
    REQUEST_TOO_LARGE(413, "The request is too large"),
    IDEMPOTENCY_KEY_REUSED(422, "This Idempotency-Key was used for another request"),
    REQUEST_RUNNING(409, "The same request is still running"),

    // The waiting room
    PLACE_REQUIRED(403, "Join the queue first"),
    PLACE_INVALID(403, "This place in the queue is not valid"),
    PLACE_EXPIRED(410, "This place in the queue has ended"),
    INVITATION_INVALID(403, "This invitation is not valid"),
    SESSION_REPLACED(409, "You continued in another window"),
    NOT_YOUR_TURN(409, "It is not your turn yet"),
    LOBBY_NOT_OPEN(409, "The lobby is not open yet"),
    SALE_NOT_OPEN(409, "The sale has not opened yet"),
    SALE_PAUSED(409, "The sale is paused"),
    SALE_CLOSED(410, "The sale is over"),

    // Seats and holds
    PASS_REQUIRED(403, "Join the queue first"),
    PASS_INVALID(403, "This admission is not valid"),
    PASS_EXPIRED(403, "This admission has run out"),
    SEATS_TAKEN(409, "Some of these seats are already taken"),
    SEAT_LEFT_ALONE(409, "This choice would leave a single seat"),
    AREA_NEEDED(422, "Several areas fit, at different prices"),
    SEAT_UNKNOWN(422, "This performance has no such seat"),
    TOO_MANY_SEATS(422, "More seats than one person may have"),
    HOLD_LAPSED(410, "The hold on these seats has ended"),
    HOLD_ALREADY_EXTENDED(409, "A hold can be extended once"),
    PERFORMANCE_CANCELLED(410, "This performance has been called off"),

    // Orders and money
    BOOKINGS_BUSY(429, "Many people are booking at this moment"),
    PRICE_NOT_OFFERED(422, "This price is not offered for this seat"),
    DELIVERY_NOT_OFFERED(422, "Tickets of this show do not come this way"),
    COUPON_NOT_USABLE(409, "This coupon cannot be used here"),
    QUOTE_CHANGED(409, "The price has changed"),
    ORDER_NOT_PAYABLE(409, "This order cannot be paid now"),
    PAYMENT_AMOUNT_MISMATCH(422, "The amount is not the amount of the order"),
    PAYMENT_DECLINED(402, "The payment was declined"),
    PAYMENT_PENDING(202, "The payment is being checked"),
    CHANNEL_UNAVAILABLE(503, "This way of paying does not work right now"),
    WEBHOOK_SIGNATURE_INVALID(401, "The signature does not match"),
    ORDER_NOT_CANCELLABLE(409, "This order cannot be cancelled"),
    CANCELLATION_QUOTE_CHANGED(409, "The refund amount has changed"),
    SEAT_CHANGE_PENDING(409, "Another seat has been proposed already"),
    SEAT_CHANGE_ENDED(410, "This proposal has ended"),
    REFUND_ACCOUNT_NOT_NEEDED(409, "This refund needs no account"),
    REFUND_NOT_WAITING(409, "This refund is not waiting for that"),

    // Waitlist and offers
    NOT_SOLD_OUT(409, "There are still seats on sale"),
    WAITLIST_CLOSED(409, "The waitlist is closed"),
    ALREADY_ON_WAITLIST(409, "You are on this waitlist already"),
    OFFER_ENDED(410, "This offer has ended"),
    OFFER_TAKEN(409, "This offer has been taken"),

    // Tickets and gates
    TICKET_NOT_SHOWN_YET(409, "This ticket is shown from the day before"),
    TICKET_NOT_VALID(410, "This ticket is not valid any more"),
    TICKET_USED(409, "This ticket has been used"),
    TICKET_MOVED_TOO_OFTEN(409, "This ticket has been on too many phones"),
    GATE_REQUIRED(401, "This phone is no gate"),
    TRANSFER_NOT_OFFERED(409, "This ticket cannot be given away"),
    TRANSFER_ENDED(410, "This link to a ticket has ended"),
    TICKET_GIVEN_AWAY(409, "Somebody else has this ticket now"),

    // Guests
    CODE_WRONG(403, "This is not the code"),
    CODE_ENDED(410, "This code has ended"),

    // Members
    ERASURE_NOT_YET(409, "Something has to be over first"),

    // Organisers
    ORGANISATION_SUSPENDED(403, "This organisation is suspended"),
    ALREADY_IN_ORGANISATION(409, "You have an organisation already"),
    REGISTRATION_TAKEN(409, "This registration number has an organisation already"),
    LAST_OWNER(409, "An organisation keeps an owner"),
    INVITATION_ENDED(410, "This invitation has ended"),
    APPLICATION_ENDED(409, "This application has been decided"),
    SEATING_PLAN_INVALID(422, "The seating plan cannot be used"),
    SEATS_IN_USE(409, "Somebody has some of these seats"),
    SHOW_NOT_READY(409, "Something is missing before this can be published"),
    REFUND_RULE_INVALID(422, "The refund rule cannot be used"),
    PROPOSAL_ENDED(410, "This proposal has ended"),
    SECOND_PERSON_NEEDED(409, "Somebody else has to agree"),

    // Operators
    DEAD_LETTER_CLOSED(409, "This dead letter is closed"),
    NEXT_UPDATE_NOT_AHEAD(422, "The next update has to lie ahead"),
    INCIDENT_CLOSED(409, "This incident is closed"),

    // Us
    INTERNAL_ERROR(500, "Something went wrong on our side"),
    TEMPORARILY_UNAVAILABLE(503, "Please try again in a moment");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /// The `type` of the problem, e.g. `urn:holdfast:problem:seats-taken`.
    public String uri() {
        return "urn:holdfast:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// @param detail one sentence for the person at the screen; it never carries ids, SQL or stack traces
    public Problem because(String detail) {
        return new Problem(this, detail, java.util.Map.of());
    }

    /// The problem with nothing to add to its title.
    public Problem plain() {
        return because(title + ".");
    }
}
