package io.holdfast.endtoend.prove.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/// Something somebody wanted done, and what they heard of it.
///
/// @param number in the order in which they were begun
/// @param client who asked
/// @param key the Idempotency-Key it was asked under every time
/// @param begin when it was sent for the first time
/// @param end when its last answer had arrived
/// @param asked what it was about
/// @param answer the last one, as it came
/// @param unknowns how often nobody could say whether it had been done
public record Operation(
        long number,
        String client,
        Kind kind,
        String key,
        Instant begin,
        Instant end,
        JsonNode asked,
        Outcome outcome,
        String problem,
        JsonNode answer,
        int unknowns) {

    public enum Kind {
        /// Putting seats aside.
        HOLD,
        /// Giving them up again.
        RELEASE,
        ORDER,
        /// Beginning to pay; with points that is all there is to it.
        PAY,
        /// Saying yes to a payment.
        CONFIRM,
        /// Giving tickets back.
        CANCEL,
        /// Joining the waitlist.
        JOIN,
        /// Taking an offer of the waitlist.
        ACCEPT,
        /// Beginning to buy points.
        TOP_UP,
        /// Showing a ticket at a gate.
        ENTER,
        /// Sending again what has been answered with yes.
        REPEAT
    }

    public enum Outcome {
        OK,
        REFUSED,
        /// It may have been done or not; nobody has said.
        UNKNOWN
    }

    public boolean ok() {
        return outcome == Outcome.OK;
    }

    /// Whether it may have been done.
    public boolean perhaps() {
        return outcome != Outcome.REFUSED;
    }

    /// Of what was asked.
    public String asked(String name) {
        return asked.path(name).asText("");
    }

    /// Of the answer.
    public String answered(String name) {
        return answer.path(name).asText("");
    }

    @Override
    public String toString() {
        return "%s #%d by %s %s".formatted(kind, number, client, asked);
    }
}
