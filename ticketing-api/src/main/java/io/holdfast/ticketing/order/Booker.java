package io.holdfast.ticketing.order;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.visitor.Visitor;
import java.util.List;
import java.util.Optional;

/// For whom something is priced or booked.
///
/// @param customer the member, if it is one
/// @param subjects everybody they may act as
public record Booker(Optional<CustomerId> customer, List<Subject> subjects) {

    public static Booker of(Visitor visitor) {
        return new Booker(visitor.customer(), visitor.subjects());
    }

    /// A member who is not at the screen.
    public static Booker member(CustomerId customer) {
        return new Booker(Optional.of(customer), List.of(Subject.member(customer)));
    }
}
