package io.holdfast.simulators.pg;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.holdfast.simulators.gateway.Asked;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Where a payment stands at the gateway.
///
/// ```
/// Ready ──approve──▶ Authenticated ──confirm──▶ Captured ──cancel──▶ Captured, with less left
///  │ │                  │      │
///  │ ╰──expire──▶ Expired ◀────╯
///  ╰──decline──▶ Aborted ◀─────╯ reject
/// ```
///
/// Every state offers only the moves that are legal from it.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PaymentState.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = PaymentState.Authenticated.class, name = "authenticated"),
    @JsonSubTypes.Type(value = PaymentState.Captured.class, name = "captured"),
    @JsonSubTypes.Type(value = PaymentState.Aborted.class, name = "aborted"),
    @JsonSubTypes.Type(value = PaymentState.Expired.class, name = "expired")
})
sealed interface PaymentState {

    /// The page has not been answered.
    record Ready() implements PaymentState {
        Authenticated approve() {
            return new Authenticated();
        }

        Aborted decline() {
            return new Aborted("USER_CANCEL");
        }

        Expired expire() {
            return new Expired();
        }
    }

    /// The payer has agreed; no money has moved.
    record Authenticated() implements PaymentState {
        Captured confirm(Instant at, Asked asked) {
            return new Captured(at, asked, List.of());
        }

        Aborted reject() {
            return new Aborted("REJECT_CARD");
        }

        Expired expire() {
            return new Expired();
        }
    }

    /// The money is ours, less what went back.
    record Captured(Instant at, Asked asked, List<Cancel> cancels) implements PaymentState {
        Captured cancel(Cancel cancel) {
            return new Captured(
                    at,
                    asked,
                    Stream.concat(cancels.stream(), Stream.of(cancel)).toList());
        }
    }

    record Aborted(String code) implements PaymentState {}

    record Expired() implements PaymentState {}
}
