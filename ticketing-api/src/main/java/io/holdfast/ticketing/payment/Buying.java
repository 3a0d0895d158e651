package io.holdfast.ticketing.payment;

import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.order.Order;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// An order that is being paid and its hold, both kept from changing until the transaction ends.
///
/// @param counted whether the hold's seats still count for their owner: it has not ended, or not been swept yet
/// @param amounts what is to be paid for each seat
/// @param inFlight whether a payment of the order waits for its answer or has been captured
/// @param calledOff why the performance will not be; empty while it is to be
record Buying(
        Order order,
        Hold hold,
        boolean counted,
        Map<SeatId, Money> amounts,
        boolean inFlight,
        Optional<String> calledOff) {

    Money amountOf(SeatId seat) {
        return Objects.requireNonNull(amounts.get(seat), "a seat without a line");
    }
}
