package io.holdfast.endtoend.rush;

import io.holdfast.endtoend.rush.Answer.Expected;
import java.util.Set;

/// What a buyer does in one request, and the refusals that are part of a rush. Any other refusal is an error.
enum Step {
    JOIN("join the queue", "PROOF_REQUIRED"),
    PROVE("join with a proof of work", "PROOF_REQUIRED"),
    POLL("look at the place"),
    CLAIM("claim the turn", "NOT_YOUR_TURN", "PLACE_EXPIRED"),
    LEAVE("leave the queue", "PLACE_EXPIRED"),
    PERFORMANCE("look at the performance"),
    PLAN("load the hall's plan"),
    SEATS("look at the seats"),
    HOLD("hold seats", "SEATS_TAKEN", "PASS_EXPIRED"),
    BEST("leave the choice to the house", "SEATS_TAKEN", "PASS_EXPIRED"),
    ORDER("order", "HOLD_LAPSED"),
    PAY("start paying", "HOLD_LAPSED", "ORDER_NOT_PAYABLE"),
    CARD_PAGE("open the card page"),
    CARD("answer the card page"),
    RETURN("come back from paying"),
    CONFIRM("confirm the payment", "HOLD_LAPSED", "ORDER_NOT_PAYABLE", "REQUEST_RUNNING"),
    PAYMENT("look at the payment"),
    BOOKING("look at the booking"),
    TICKET("open a ticket"),
    QUOTE("ask what comes back"),
    CANCEL("cancel", "CANCELLATION_QUOTE_CHANGED"),
    WATCH("watch the seats"),
    AWAIT_ROOM("wait for the room", "NOT_FOUND"),
    ORGANISER("organise and check");

    private final String sayable;
    private final Set<String> refusals;

    Step(String sayable, String... refusals) {
        this.sayable = sayable;
        this.refusals = Set.of(refusals);
    }

    Expected expects(Answer answer) {
        if (answer.good()) {
            return Expected.GOOD;
        }
        var problem = answer.problem();
        return problem != null && refusals.contains(problem) ? Expected.REFUSED : Expected.ERROR;
    }

    @Override
    public String toString() {
        return sayable;
    }
}
