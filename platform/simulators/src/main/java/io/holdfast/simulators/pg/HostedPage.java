package io.holdfast.simulators.pg;

import io.holdfast.simulators.gateway.Page;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.pg.PaymentState.Aborted;
import io.holdfast.simulators.pg.PaymentState.Authenticated;
import io.holdfast.simulators.pg.PaymentState.Captured;
import io.holdfast.simulators.pg.PaymentState.Expired;
import io.holdfast.simulators.pg.PaymentState.Ready;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The page where a person pays, as it stands and when it is answered.
final class HostedPage {

    private HostedPage() {}

    static Answer.Sent show(Payment payment) {
        return switch (payment.state()) {
            case Ready _ ->
                Page.choice(
                        "연습용 결제창",
                        "practice payment",
                        payment.orderName(),
                        amount(payment),
                        "/pay/" + payment.paymentKey());
            case Authenticated _, Captured _ -> Page.said(200, "결제가 승인되었습니다.", "This payment is approved.");
            case Aborted _ -> Page.said(200, "결제가 거절되었습니다.", "This payment was declined.");
            case Expired _ -> Page.said(410, "결제 시간이 지났습니다.", "This payment has expired.");
        };
    }

    /// Where the browser goes after the payer's answer.
    static Answer.Sent goBack(Payment payment) {
        return switch (payment.state()) {
            case Authenticated _, Captured _ -> Answer.seeOther(payment.successUrl(), facts(payment, "success"));
            case Aborted(var code) -> {
                var facts = facts(payment, "fail");
                facts.put("code", code);
                yield Answer.seeOther(payment.failUrl(), facts);
            }
            case Ready _, Expired _ -> show(payment);
        };
    }

    static Answer.Sent closed() {
        return Page.said(
                200, "결제를 마치지 않았습니다. 이 창을 닫아도 됩니다.", "The payment was left unfinished. You may close this window.");
    }

    static Answer.Sent unknown() {
        return Page.said(404, "결제를 찾을 수 없습니다.", "There is no such payment.");
    }

    private static Map<String, String> facts(Payment payment, String result) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("paymentKey", payment.paymentKey());
        facts.put("orderId", payment.orderId());
        facts.put("amount", Long.toString(payment.amount()));
        facts.put("result", result);
        return facts;
    }

    private static String amount(Payment payment) {
        var currency = Currency.getInstance(payment.currency());
        var digits = Math.max(0, currency.getDefaultFractionDigits());
        var format = NumberFormat.getCurrencyInstance(Locale.KOREA);
        format.setCurrency(currency);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(BigDecimal.valueOf(payment.amount(), digits));
    }
}
