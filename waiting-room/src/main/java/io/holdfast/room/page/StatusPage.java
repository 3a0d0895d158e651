package io.holdfast.room.page;

import io.holdfast.room.status.Status;
import io.holdfast.room.status.StatusResource;
import io.holdfast.room.status.Statuses;
import io.holdfast.room.status.Statuses.History;
import io.holdfast.web.PublicDocument;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The page on which everybody reads what works and what does not, when there will be news, and what was. It
/// is drawn once for all who read it, until something changes.
@Path("/status")
@RunOnVirtualThread
public class StatusPage {

    private final Statuses statuses;
    private final WaitAssets assets;
    private final Map<String, Drawn> drawn = new ConcurrentHashMap<>();

    StatusPage(Statuses statuses, WaitAssets assets) {
        this.statuses = statuses;
        this.assets = assets;
    }

    @CheckedTemplate(basePath = "page", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {
        private Templates() {}

        static native TemplateInstance status(
                Status status, History history, boolean first, StatusWords say, String language, String assets);
    }

    private record Drawn(Status status, History history, PublicDocument page) {}

    /// @param after where the page of the history before ended
    /// @param chosen `ko` or `en`; anything else: what was chosen in the shop, or the browser asks for
    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    public Response page(
            @QueryParam("after") @Nullable String after,
            @QueryParam("lang") @Nullable String chosen,
            @HeaderParam("If-None-Match") @Nullable String tag,
            @Context HttpHeaders headers) {
        var language = WaitPage.language(chosen, headers);
        var cursor = StatusResource.cursor(after);
        var status = statuses.status();
        var history = statuses.history(cursor);
        var page = cursor.isPresent() ? draw(status, history, false, language) : first(status, history, language);
        return Response.fromResponse(page.answer(tag, "private, no-cache"))
                .header("Content-Security-Policy", WaitPage.POLICY)
                .header("Content-Language", language)
                .header("Vary", "Accept-Language, Cookie")
                .build();
    }

    private PublicDocument first(Status status, History history, String language) {
        var last = drawn.get(language);
        if (last != null && last.status().equals(status) && last.history().equals(history)) {
            return last.page();
        }
        var page = draw(status, history, true, language);
        drawn.put(language, new Drawn(status, history, page));
        return page;
    }

    private PublicDocument draw(Status status, History history, boolean first, String language) {
        return PublicDocument.of(
                Templates.status(status, history, first, StatusWords.in(language), language, assets.base())
                        .render()
                        .getBytes(StandardCharsets.UTF_8));
    }
}
