package io.holdfast.ticketing.show;

import io.holdfast.contracts.money.Money;

/// A class of seats and its price.
///
/// @param color as the seating plan draws it, `#rrggbb`
public record Grade(String grade, Money price, String color) {}
