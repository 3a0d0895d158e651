package io.holdfast.ticketing.page;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@HouseTest
class CrawlerTest {

    private static final String SITE = "http://127.0.0.1:8080";

    @Inject
    BoxOffice house;

    @Test
    void a_search_engine_is_told_where_to_look_and_what_is_not_for_it() {
        // When
        var robots = get("/robots.txt");

        // Then
        robots.then()
                .statusCode(200)
                .contentType("text/plain;charset=UTF-8")
                .header("Cache-Control", equalTo("public, max-age=3600"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body(containsString("Sitemap: " + SITE + "/sitemap.xml"));
        assertThat(robots.asString().lines())
                .startsWith("User-agent: *", "Allow: /api/shows", "Disallow: /api/")
                .contains("Disallow: /orders/", "Disallow: /transfers/")
                .doesNotContain("Disallow: /", "Disallow: /shows/");
    }

    @Test
    void the_map_names_the_shows_there_is_something_to_buy_of_now_or_soon() {
        // Given
        var open = house.openSale();
        var soon = house.openSale(BoxOffice.sale(Duration.ofDays(1)), Duration.ofDays(30));
        var sale = BoxOffice.sale(Duration.ofDays(-2));
        sale.put("closesAt", Instant.now().plusSeconds(600).toString());
        var closed = house.openSale(sale, Duration.ofDays(30));
        house.run("update sale set closes_at = now() where id = '%s'".formatted(closed.sale()));
        var over = house.openSale();
        house.run("update performance set starts_at = now() where id = '%s'".formatted(over.performance()));

        // When
        // Whoever has asked a moment ago has made it be remembered for a minute.
        await().atMost(Duration.ofSeconds(90)).until(() -> pages().contains(page(soon)));

        // Then
        get("/sitemap.xml")
                .then()
                .statusCode(200)
                .contentType("application/xml;charset=UTF-8")
                .header("Cache-Control", equalTo("public, max-age=3600"));
        assertThat(pages()).contains(SITE + "/", page(open)).doesNotContain(page(closed), page(over));
    }

    private static List<String> pages() {
        return get("/sitemap.xml").xmlPath().getList("urlset.url.loc");
    }

    private static String page(OnSale show) {
        return SITE + "/shows/" + show.show();
    }
}
