package io.holdfast.room.page;

import io.holdfast.web.ErrorPage;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// Tells a person on the wait page what went wrong, in both languages.
@ApplicationScoped
class WaitErrorPage implements ErrorPage {

    @CheckedTemplate(basePath = "page", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {
        private Templates() {}

        static native TemplateInstance error(int status);
    }

    @Override
    public Optional<Response> page(int status, String path) {
        return path.startsWith("/wait/") || path.equals("/status")
                ? Optional.of(Response.status(status)
                        .type(MediaType.TEXT_HTML + ";charset=UTF-8")
                        .entity(Templates.error(status).render())
                        .header("Content-Security-Policy", WaitPage.POLICY)
                        .build())
                : Optional.empty();
    }
}
