package io.holdfast.ticketing.hold;

import java.util.Optional;

/// A window in which an account shops, as a pass's `sid` names it: `number.turn`.
///
/// Of two, the one with the higher number in the queue is newer, and of the same number the later turn.
///
/// @param number in the queue
/// @param turn how many windows it has had by then
record ShoppingSession(long number, int turn) {

    /// @return empty when it does not have that form
    static Optional<ShoppingSession> of(String sid) {
        var dot = sid.indexOf('.');
        var end = sid.indexOf('.', dot + 1);
        try {
            return dot < 1
                    ? Optional.empty()
                    : Optional.of(new ShoppingSession(
                            Long.parseLong(sid.substring(0, dot)),
                            Integer.parseInt(sid.substring(dot + 1, end < 0 ? sid.length() : end))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
