package io.holdfast.endtoend.rush;

/// One thing that must hold.
///
/// @param evidence in numbers
public record Verdict(String claim, boolean passed, String evidence) {

    @Override
    public String toString() {
        return "%s  %s: %s".formatted(passed ? "PASS" : "FAIL", claim, evidence);
    }
}
