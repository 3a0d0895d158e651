package io.holdfast.simulators.pg;

import static io.holdfast.simulators.http.Html.escaped;

import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.pg.PaymentState.Aborted;
import io.holdfast.simulators.pg.PaymentState.Authenticated;
import io.holdfast.simulators.pg.PaymentState.Captured;
import io.holdfast.simulators.pg.PaymentState.Expired;
import io.holdfast.simulators.pg.PaymentState.Ready;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;

/// The page where a person pays, with no money at all. No script, nothing loaded from elsewhere.
final class HostedPage {

    private HostedPage() {}

    static Answer.Sent show(Payment payment) {
        return switch (payment.state()) {
            case Ready _ -> Answer.html(200, page(form(payment)));
            case Authenticated _, Captured _ ->
                Answer.html(200, page(said("결제가 승인되었습니다.", "This payment is approved.")));
            case Aborted _ -> Answer.html(200, page(said("결제가 거절되었습니다.", "This payment was declined.")));
            case Expired _ -> Answer.html(410, page(said("결제 시간이 지났습니다.", "This payment has expired.")));
        };
    }

    /// Where the browser goes after the payer's answer.
    static Answer.Sent goBack(Payment payment) {
        return switch (payment.state()) {
            case Authenticated _, Captured _ -> Answer.seeOther(back(payment.successUrl(), payment, "success"));
            case Aborted(var code) -> Answer.seeOther(back(payment.failUrl(), payment, "fail") + "&code=" + code);
            case Ready _, Expired _ -> show(payment);
        };
    }

    static Answer.Sent closed() {
        return Answer.html(
                200,
                page(said(
                        "결제를 마치지 않았습니다. 이 창을 닫아도 됩니다.",
                        "The payment was left unfinished. You may close this window.")));
    }

    static Answer.Sent unknown() {
        return Answer.html(404, page(said("결제를 찾을 수 없습니다.", "There is no such payment.")));
    }

    private static String back(String url, Payment payment, String result) {
        return "%s%spaymentKey=%s&orderId=%s&amount=%d&result=%s"
                .formatted(
                        url,
                        url.contains("?") ? "&" : "?",
                        URLEncoder.encode(payment.paymentKey(), StandardCharsets.UTF_8),
                        URLEncoder.encode(payment.orderId(), StandardCharsets.UTF_8),
                        payment.amount(),
                        result);
    }

    private static String form(Payment payment) {
        return """
            <dl>
              <dt>상품 <span lang="en">For</span></dt><dd>%s</dd>
              <dt>금액 <span lang="en">Amount</span></dt><dd><strong>%s</strong></dd>
            </dl>
            <form method="post" action="/pay/%s">
              <p>실제 돈은 오가지 않습니다. 시험용 카드를 고르세요.<br>
                <span lang="en">No real money moves. Choose a test card.</span></p>
              <button name="outcome" value="approve">승인되는 카드 <span lang="en">A card that works</span></button>
              <button name="outcome" value="decline">거절되는 카드 <span lang="en">A card that is declined</span></button>
              <button name="outcome" value="close">창 닫기 <span lang="en">Leave without answering</span></button>
            </form>
            """.formatted(escaped(payment.orderName()), escaped(amount(payment)), escaped(payment.paymentKey()));
    }

    private static String amount(Payment payment) {
        var currency = Currency.getInstance(payment.currency());
        var digits = Math.max(0, currency.getDefaultFractionDigits());
        var format = NumberFormat.getCurrencyInstance(Locale.KOREA);
        format.setCurrency(currency);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(java.math.BigDecimal.valueOf(payment.amount(), digits));
    }

    private static String said(String korean, String english) {
        return "<p role=\"status\">%s<br><span lang=\"en\">%s</span></p>".formatted(korean, english);
    }

    private static String page(String content) {
        return """
            <!doctype html>
            <html lang="ko">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>연습용 결제창 (practice payment)</title>
            <style>
              body { font: 1.05rem/1.6 system-ui, sans-serif; color: #1a1a1a; background: #f4f4f6; margin: 0 }
              main { max-width: 28rem; margin: 3rem auto; padding: 1.5rem 2rem; background: #fff;
                border: 1px solid #767676; border-radius: .5rem }
              h1 { font-size: 1.3rem }
              dd { margin: 0 0 .75rem }
              button { display: block; width: 100%%; margin: .6rem 0; padding: .8rem; font: inherit; cursor: pointer;
                border: 2px solid #0b4a8f; border-radius: .4rem; background: #fff; color: #0b4a8f }
              button[value=approve] { background: #0b4a8f; color: #fff }
              button:focus-visible { outline: 3px solid #c25700; outline-offset: 2px }
            </style>
            </head>
            <body><main>
            <h1>연습용 결제창 <span lang="en">(practice payment)</span></h1>
            %s
            </main></body>
            </html>
            """.formatted(content);
    }
}
