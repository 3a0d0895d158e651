package io.holdfast.room.notice;

import io.holdfast.contracts.id.CustomerId;

/// Somebody who wants to be told of a turn.
///
/// @param ticket from the lobby, or the number in the queue
record Wish(long ticket, CustomerId customer) {

    static Wish of(String text) {
        var parts = text.split(" ", 2);
        return new Wish(Long.parseLong(parts[0]), CustomerId.fromString(parts[1]));
    }

    /// The same person, by the number the draw has given them.
    Wish at(long number) {
        return new Wish(number, customer);
    }

    /// As it stands in Redis.
    @Override
    public String toString() {
        return ticket + " " + customer;
    }
}
