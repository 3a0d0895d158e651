package io.holdfast.ticketing.paymentmethod;

import java.util.Optional;

/// What customers agree to before anything is paid by itself. A version, once shown, stays as it is.
///
/// @param version named by whoever agrees, so that nobody agrees to what they have not seen
public record Consent(String version, String ko, String en) {

    static final Consent CARD = new Consent(
            "card-2026-11",
            "취소표 대기 제안이 오면 고객님을 대신해 이 결제수단으로 자동 결제하는 데 동의합니다. 결제수단은 결제대행사에 보관되며, 언제든 삭제할 수 있습니다.",
            "I agree that offers from the waitlist are paid for me with this way of paying. It is kept by the payment"
                    + " company, and I can remove it at any time.");

    static final Consent POINTS = new Consent(
            "points-2026-11",
            "취소표 대기 제안이 오면 고객님을 대신해 보유 포인트로 자동 결제하는 데 동의합니다. 언제든 철회할 수 있습니다.",
            "I agree that offers from the waitlist are paid for me with my points. I can take this back at any time.");

    static Optional<Consent> toCard(String version) {
        return version.equals(CARD.version()) ? Optional.of(CARD) : Optional.empty();
    }

    static Optional<Consent> toPoints(String version) {
        return version.equals(POINTS.version()) ? Optional.of(POINTS) : Optional.empty();
    }
}
