package io.holdfast.contracts.personal;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// How a customer is reached. Exists in the clear only between opening and using it.
///
/// @param phone digits with an optional leading `+`; may be empty
/// @param email may be empty
/// @param locale `ko` or `en`
/// @param address where tickets are sent by post; only in an order that asks for it
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Contact(
        String name,
        String phone,
        String email,
        String locale,
        @Nullable String address) {

    /// How a customer is reached without paper.
    public Contact(String name, String phone, String email, String locale) {
        this(name, phone, email, locale, null);
    }

    /// What everybody may know who sends messages: not where the customer lives.
    public Contact withoutAddress() {
        return new Contact(name, phone, email, locale);
    }

    /// Never prints what it holds.
    @Override
    public String toString() {
        return "Contact[…]";
    }
}
