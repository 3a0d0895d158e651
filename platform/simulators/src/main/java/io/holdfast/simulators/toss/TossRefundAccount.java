package io.holdfast.simulators.toss;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.simulators.gateway.Refused;
import java.util.Optional;
import java.util.Set;

/// Where money that was paid into a virtual account goes back to, as a cancellation names it.
record TossRefundAccount(String bank, String accountNumber, String holderName) {

    /// <https://docs.tosspayments.com/codes/org-codes>
    private static final Set<String> BANKS = Set.of(
            "02", "03", "06", "07", "11", "12", "20", "23", "27", "31", "32", "34", "35", "37", "39", "45", "48", "50",
            "54", "64", "71", "81", "88", "89", "90", "92");

    static Optional<TossRefundAccount> in(JsonNode body) {
        var account = body.path("refundReceiveAccount");
        return account.isObject()
                ? Optional.of(new TossRefundAccount(
                        account.path("bank").asText(),
                        account.path("accountNumber").asText(),
                        account.path("holderName").asText()))
                : Optional.empty();
    }

    /// An account whose number begins with three zeros belongs to somebody else.
    void check() {
        if (!BANKS.contains(bank) || !accountNumber.matches("[0-9]{6,20}")) {
            throw new Refused(400, "INVALID_REFUND_ACCOUNT_NUMBER", "잘못된 환불 계좌번호입니다.");
        }
        if (holderName.isBlank() || holderName.length() > 60 || accountNumber.startsWith("000")) {
            throw new Refused(400, "INVALID_REFUND_ACCOUNT_INFO", "환불 계좌번호와 예금주명이 일치하지 않습니다.");
        }
    }
}
