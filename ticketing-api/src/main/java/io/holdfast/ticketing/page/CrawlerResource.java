package io.holdfast.ticketing.page;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.show.Showcase;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// What search engines ask for first: where they may look (RFC 9309), and which pages there are to find
/// (sitemaps.org). What is somebody's own is none of their business.
@Path("/")
@RunOnVirtualThread
public class CrawlerResource {

    private static final String TEXT = "text/plain;charset=UTF-8";
    private static final String XML = "application/xml;charset=UTF-8";

    /// Nobody looks more often; a show that goes on sale is found within the hour.
    private static final String AN_HOUR = "public, max-age=3600";

    private static final Duration FRESH = Duration.ofMinutes(1);

    private record Known(String map, long readAt) {

        boolean isFresh() {
            return System.nanoTime() - readAt < FRESH.toNanos();
        }
    }

    private final Showcase showcase;
    private final String site;
    private final AtomicBoolean beingReadAgain = new AtomicBoolean();
    private volatile @Nullable Known known;

    CrawlerResource(Showcase showcase, @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.showcase = showcase;
        this.site = publicUrl.replaceFirst("/+$", "");
    }

    /// The longest rule that fits counts, so what a show's page loads may be looked at.
    @GET
    @Path("robots.txt")
    @Produces(TEXT)
    public Response robots() {
        return kept("""
            User-agent: *
            Allow: /api/shows
            Disallow: /api/
            Disallow: /gate
            Disallow: /login
            Disallow: /logout
            Disallow: /me
            Disallow: /notifications
            Disallow: /offers/
            Disallow: /orders/
            Disallow: /payments/
            Disallow: /performances/
            Disallow: /tickets/
            Disallow: /transfers/
            Disallow: /wait/

            Sitemap: %s/sitemap.xml
            """.formatted(site));
    }

    /// Shows whose sale has not ended. One who asks reads them again; the others go on with what is known.
    @GET
    @Path("sitemap.xml")
    @Produces(XML)
    public Response siteMap() {
        var before = known;
        if (before != null && (before.isFresh() || !beingReadAgain.compareAndSet(false, true))) {
            return kept(before.map());
        }
        try {
            var readAt = System.nanoTime();
            var map = map(showcase.onSale());
            known = new Known(map, readAt);
            return kept(map);
        } finally {
            beingReadAgain.set(false);
        }
    }

    private String map(List<ShowId> shows) {
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <url><loc>%1$s/</loc></url>
            %2$s</urlset>
            """.formatted(
                        site,
                        shows.stream()
                                .map(show -> "<url><loc>%s/shows/%s</loc></url>\n".formatted(site, show))
                                .collect(Collectors.joining()));
    }

    private static Response kept(String content) {
        return Response.ok(content).header("Cache-Control", AN_HOUR).build();
    }
}
