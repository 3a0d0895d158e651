package io.holdfast.contracts.personal;

/// Whose bank account money goes back to. Exists in the clear only between opening and using it.
///
/// @param bank the payment gateway's code for the bank, e.g. `88`
/// @param number digits only, at most 20
/// @param holder at most 60 characters
public record RefundAccount(String bank, String number, String holder) {

    /// Never prints what it holds.
    @Override
    public String toString() {
        return "RefundAccount[…]";
    }
}
