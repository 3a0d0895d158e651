package io.holdfast.simulators.mail;

import static io.holdfast.simulators.http.Html.escaped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.Request;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The mailbox for people (`/`, `/?to=`) and for programs (`/api/mails?to=`).
final class MailboxPage {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final Mailbox mailbox;

    MailboxPage(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    Answer answer(Request request) {
        var mails =
                request.query("to").filter(to -> !to.isBlank()).map(mailbox::to).orElseGet(mailbox::all);
        return switch (request.method() + " /" + String.join("/", request.path())) {
            case "GET /" -> Answer.html(200, page(mails, request.query("to").orElse("")));
            case "GET /api/mails" -> Answer.json(200, json(mails));
            default -> Answer.json(404, "{\"message\":\"there is nothing here\"}");
        };
    }

    private static String json(List<Mail> mails) {
        try {
            return JSON.writeValueAsString(Map.of("mails", mails));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String page(List<Mail> mails, String to) {
        var listed = mails.stream().map(MailboxPage::article).collect(Collectors.joining("\n"));
        return """
            <!doctype html>
            <html lang="ko">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>연습용 메일함 (practice mailbox)</title>
            <style>
              body { font: 1rem/1.6 system-ui, sans-serif; color: #1a1a1a; background: #f4f4f6; margin: 0 }
              main { max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
              article { background: #fff; border: 1px solid #767676; border-radius: .5rem; margin: 1rem 0;
                padding: .5rem 1.25rem }
              h2 { font-size: 1.1rem; margin: .5rem 0 0 }
              .to { color: #4a4a4a; margin: 0 }
              pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }
              input, button { font: inherit; padding: .3rem .6rem }
              :focus-visible { outline: 3px solid #c25700; outline-offset: 2px }
            </style>
            </head>
            <body><main>
            <h1>연습용 메일함 <span lang="en">(practice mailbox)</span></h1>
            <form method="get" action="/" role="search">
              <label for="to">받는 사람 <span lang="en">To</span></label>
              <input id="to" name="to" type="email" value="%s">
              <button>찾기 <span lang="en">Find</span></button>
            </form>
            %s
            </main></body>
            </html>
            """.formatted(
                        escaped(to), listed.isEmpty() ? "<p>메일이 없습니다. <span lang=\"en\">No mails.</span></p>" : listed);
    }

    private static String article(Mail mail) {
        return """
            <article>
              <h2>%s</h2>
              <p class="to">%s → %s · <time datetime="%s">%s</time></p>
              <pre>%s</pre>
            </article>""".formatted(
                        escaped(mail.subject()),
                        escaped(mail.from()),
                        escaped(String.join(", ", mail.to())),
                        mail.receivedAt(),
                        mail.receivedAt(),
                        escaped(mail.text()));
    }
}
