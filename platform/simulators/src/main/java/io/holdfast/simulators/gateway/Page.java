package io.holdfast.simulators.gateway;

import static io.holdfast.simulators.http.Html.escaped;

import io.holdfast.simulators.http.Answer;

/// A gateway's page, with no money at all. No script, nothing loaded from elsewhere.
public final class Page {

    private Page() {}

    /// Where a customer agrees to pay, or does not.
    public static Answer.Sent choice(String korean, String english, String what, String amount, String action) {
        return page(200, korean, english, """
            <dl>
              <dt>상품 <span lang="en">For</span></dt><dd>%s</dd>
              <dt>금액 <span lang="en">Amount</span></dt><dd><strong>%s</strong></dd>
            </dl>
            <form method="post" action="%s">
              <p>실제 돈은 오가지 않습니다. 시험용 카드를 고르세요.<br>
                <span lang="en">No real money moves. Choose a test card.</span></p>
              <button name="outcome" value="approve">승인되는 카드 <span lang="en">A card that works</span></button>
              <button name="outcome" value="decline">거절되는 카드 <span lang="en">A card that is declined</span></button>
              <button name="outcome" value="close">창 닫기 <span lang="en">Leave without answering</span></button>
            </form>
            """.formatted(escaped(what), escaped(amount), escaped(action)));
    }

    /// Where a customer leaves a card.
    ///
    /// @param fields hidden ones, as HTML
    public static Answer.Sent form(String korean, String english, String fields, String action) {
        return page(200, korean, english, """
            <form method="post" action="%s">%s
              <button name="outcome" value="approve">카드 등록 <span lang="en">Leave a card</span></button>
            </form>
            """.formatted(escaped(action), fields));
    }

    public static Answer.Sent said(int status, String korean, String english) {
        return page(status, korean, english, "");
    }

    private static Answer.Sent page(int status, String korean, String english, String content) {
        return Answer.html(status, """
            <!doctype html>
            <html lang="ko">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s (%2$s)</title>
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
            <h1>%1$s <span lang="en">(%2$s)</span></h1>
            %3$s
            </main></body>
            </html>
            """.formatted(escaped(korean), escaped(english), content));
    }
}
