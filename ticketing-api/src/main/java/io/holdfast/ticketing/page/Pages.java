package io.holdfast.ticketing.page;

import io.holdfast.web.ErrorPage;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// Turns templates into answers: in the visitor's language, and with headers that let a page load nothing but our
/// own files, run no script but ours and be framed by nobody.
@ApplicationScoped
class Pages implements ErrorPage {

    /// Lit, which draws our components, makes its templates under the policy `lit-html`; the page of a gate names its
    /// service worker under `holdfast-worker`.
    static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html holdfast-worker");

    /// What a chat shows beside a link to us.
    static final String SHARE_PICTURE = "/share.png";

    private static final String NOTHING_OF_THE_DEVICE = "camera=(), microphone=(), geolocation=(), payment=()";
    private static final String CAMERA = "camera=(self), microphone=(), geolocation=(), payment=()";

    record Failure(int status) implements TemplateInstance {}

    private final HttpServerRequest request;

    Pages(HttpServerRequest request) {
        this.request = request;
    }

    Response ok(TemplateInstance template) {
        return answer(200, template, NOTHING_OF_THE_DEVICE);
    }

    /// May ask the person for their camera.
    Response withCamera(TemplateInstance template) {
        return answer(200, template, CAMERA);
    }

    /// In the visitor's language.
    Wording wording() {
        return new Wording(Language.of(request));
    }

    /// In the visitor's language.
    Messages words() {
        return MessageBundles.get(
                Messages.class, Localized.Literal.of(Language.of(request).tag()));
    }

    @Override
    public Optional<Response> page(int status, String path) {
        return path.startsWith("/api/") || path.startsWith("/q/")
                ? Optional.empty()
                : Optional.of(answer(status, new Failure(status), NOTHING_OF_THE_DEVICE));
    }

    private Response answer(int status, TemplateInstance template, String permissions) {
        var language = Language.of(request);
        var html = template.setLocale(language.tag())
                .data("languageSwitch", language.other().chosenAt(request.uri()))
                .render();
        return Response.status(status)
                .type(MediaType.TEXT_HTML + ";charset=UTF-8")
                .entity(html)
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Permissions-Policy", permissions)
                .header("Cache-Control", "private, no-cache")
                .header("Vary", "Accept-Language, Cookie")
                .build();
    }
}
