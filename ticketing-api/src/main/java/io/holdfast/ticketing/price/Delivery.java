package io.holdfast.ticketing.price;

/// How the tickets get to whoever bought them.
public enum Delivery {
    /// On the phone; always offered and always free.
    MOBILE,
    /// Kept at the box office, for whoever shows who they are.
    WILL_CALL,
    /// On paper, to an address.
    POST
}
