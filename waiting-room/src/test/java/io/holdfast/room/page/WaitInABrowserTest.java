package io.holdfast.room.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.Fan;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What somebody sees who waits, in a real browser.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class WaitInABrowserTest {

    /// One goes in at once, the next after some seconds.
    private static final AdmissionSettings ONE_BY_ONE =
            new AdmissionSettings(0.2, 1, 1000, Duration.ofSeconds(60), Duration.ofMinutes(10));

    /// One goes in at once, and nobody else.
    private static final AdmissionSettings FULL =
            new AdmissionSettings(0.001, 1, 1000, Duration.ofSeconds(60), Duration.ofMinutes(10));

    private static Chromium chromium;

    @TestHTTPResource
    URI here;

    @BeforeAll
    static void open() {
        chromium = Chromium.open();
    }

    @AfterEach
    void everybody_goes_home() {
        chromium.empty();
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void from_the_lobby_by_the_draw_to_the_sale() {
        // Given
        var sale = SalesTopic.scheduled(
                Duration.ofMinutes(-1), Duration.ofSeconds(8), Duration.ofHours(1), SalesTopic.GENTLE);
        var ann = chromium.person();

        // When
        var page = waits(ann, sale);
        assertThat(page.locator("#headline")).hasText("대기실에 들어오셨습니다");
        assertThat(page.locator("#figure")).hasText(java.util.regex.Pattern.compile("00:0\\d"));

        // Then
        page.waitForURL("**/inside");
        assertThat(page.evaluate("sale => sessionStorage.getItem('hf_pass_' + sale)", sale.toString()))
                .asString()
                .contains(".");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_reload_keeps_the_place_without_asking_for_it() {
        // Given
        var sale = queue(60);
        var page = waits(chromium.person(), sale);
        assertThat(page.locator("#figure")).hasText("59명");
        var asked = new java.util.concurrent.CopyOnWriteArrayList<String>();
        page.onRequest(request ->
                asked.add(request.method() + " " + URI.create(request.url()).getPath()));

        // When
        page.reload();

        // Then
        assertThat(page.locator("#number")).hasText("61");
        assertThat(asked).noneMatch(request -> request.contains("/places"));
    }

    @Test
    void far_from_the_door_only_the_public_document_is_read() {
        // Given
        var sale = queue(70);
        var page = chromium.person().newPage();
        var asked = new java.util.concurrent.CopyOnWriteArrayList<String>();
        page.onRequest(request -> asked.add(
                request.method() + " " + URI.create(request.url()).getPath().replaceFirst(".*/", "")));

        // When
        page.navigate(address(sale));

        // Then
        await().until(() -> {
            page.waitForTimeout(100);
            return asked.stream().filter("GET serving"::equals).count() >= 3;
        });
        assertThat(asked).contains("POST places").doesNotContain("GET me");
    }

    @Test
    void a_lost_network_is_said_and_the_page_goes_on_by_itself() {
        // Given
        var sale = queue(3);
        var ann = chromium.person();
        var page = waits(ann, sale);
        assertThat(page.locator("#number")).hasText("4");

        // When
        ann.setOffline(true);

        // Then
        assertThat(page.locator("#link")).containsText("순번은 안전합니다");
        assertThat(page.locator("#number")).hasText("4");
        ann.setOffline(false);
        assertThat(page.locator("#link")).containsText("확인했습니다");
    }

    @Test
    void when_told_to_ask_later_it_asks_later() {
        // Given
        var sale = queue(3);
        var page = chromium.person().newPage();
        page.route(
                "**/places",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(429)
                        .setHeaders(java.util.Map.of("Retry-After", "20"))
                        .setContentType("application/problem+json")
                        .setBody("{\"type\": \"urn:holdfast:problem:too-many-requests\"}")));

        // When
        page.navigate(address(sale));

        // Then
        assertThat(page.locator("#link")).containsText("지금 접속이 많습니다. 2");
    }

    @Test
    void whoever_is_called_hears_it_and_sees_it_in_the_title() {
        // Given
        var sale = SalesTopic.open(ONE_BY_ONE);
        var ann = chromium.person();
        Fan.in(sale);
        var page = ann.newPage();
        page.route("**/inside", Route::abort);
        page.navigate(address(sale));
        page.locator("#sound").click();

        // When
        assertThat(page.locator("#headline")).hasText("차례가 되었습니다");

        // Then
        assertThat(page.locator("#alarm")).containsText("차례가 되었습니다");
        assertThat(page).hasTitle("🔔 차례입니다! · Hamlet");
        assertThat(page.locator("#sound")).hasAttribute("aria-pressed", "true");
    }

    @Test
    void leaving_is_asked_back_and_works_by_keyboard() {
        // Given
        var sale = queue(3);
        var page = waits(chromium.person(), sale);
        page.locator("#leave").waitFor();

        // When
        page.locator("#leave").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#stay")).isFocused();
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");

        // Then
        assertThat(page.locator("#headline")).hasText("대기를 그만두셨습니다");
        assertThat(page.locator("#again")).isVisible();
    }

    @Test
    void the_draw_of_the_page_is_the_draw_of_the_service() {
        // Given
        var page = chromium.person().newPage();
        page.navigate(address(SalesTopic.lobby()));
        var key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
        var draw = new io.holdfast.room.draw.Draw(java.util.HexFormat.of().parseHex(key));

        // When
        var theirs = page.evaluate("""
                async key => {
                  const { order, commitmentOf } = await import('/wait/assets/draw.js');
                  const of = (size, ticket) => order(key, size).numberOf(ticket);
                  const back = order(key, 5000);
                  return [commitmentOf(key), of(1, 1), of(10, 3), of(4097, 4000), of(1000000, 999999), of(3000000, 2),
                    [...Array(5000).keys()].every(i => back.ticketOf(back.numberOf(i + 1)) === i + 1)].join();
                }""", key);

        // Then
        assertThat(theirs)
                .isEqualTo(draw.commitment() + "," + draw.number(1, 1) + "," + draw.number(10, 3) + ","
                        + draw.number(4097, 4000) + "," + draw.number(1_000_000, 999_999) + ","
                        + draw.number(3_000_000, 2) + ",true");
    }

    private Page waits(BrowserContext person, SaleId sale) {
        var page = person.newPage();
        page.route("**/inside", route -> route.fulfill(new Route.FulfillOptions().setBody("inside")));
        page.navigate(address(sale));
        return page;
    }

    private String address(SaleId sale) {
        return here.resolve("/wait/" + sale + "?return=/inside&lang=ko").toString();
    }

    /// A sale with so many people before its door: one has been called, the others wait.
    private static SaleId queue(int people) {
        var sale = SalesTopic.open(FULL);
        for (var i = 0; i < people; i++) {
            Fan.in(sale);
        }
        return sale;
    }
}
