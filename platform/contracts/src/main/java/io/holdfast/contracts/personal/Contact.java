package io.holdfast.contracts.personal;

/// How a customer is reached. Exists in the clear only between opening and using it.
///
/// @param phone digits with an optional leading `+`; may be empty
/// @param email may be empty
/// @param locale `ko` or `en`
public record Contact(String name, String phone, String email, String locale) {

    /// Never prints what it holds.
    @Override
    public String toString() {
        return "Contact[…]";
    }
}
