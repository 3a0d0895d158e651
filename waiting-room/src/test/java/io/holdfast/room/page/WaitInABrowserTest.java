package io.holdfast.room.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.Fan;
import io.holdfast.room.SalesTopic;
import io.holdfast.room.draw.Draw;
import io.holdfast.room.draw.Draws;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Inject
    Draws draws;

    @Inject
    RedisStore redis;

    @TestHTTPResource
    URI here;

    @BeforeAll
    static void open() {
        chromium = Chromium.open();
        PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
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
        var sale = SalesTopic.lobby();
        var page = waits(chromium.person(), sale);
        assertThat(page.locator("#headline")).hasText("대기실에 들어오셨습니다");
        assertThat(page.locator("#figure")).hasText(Pattern.compile("(10:00|09:\\d\\d)"));

        // When
        opens(sale, SalesTopic.GENTLE, page);

        // Then
        page.waitForURL("**/inside");
        assertThat(page.evaluate("sale => sessionStorage.getItem('hf_pass_' + sale)", sale.toString()))
                .asString()
                .contains(".");
        assertThat(number(page, sale)).isEqualTo("1");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_window_opened_later_goes_on_and_the_earlier_one_may_take_it_back() {
        // Given
        var sale = queue(3);
        var ann = chromium.person();
        var first = waits(ann, sale);
        assertThat(first.locator("#number")).hasText("4");

        // When
        var second = waits(ann, sale);

        // Then
        assertThat(second.locator("#number")).hasText("4");
        assertThat(first.locator("#headline")).hasText("다른 창에서 이어서 기다리고 있습니다");
        first.locator("#here").click();
        assertThat(first.locator("#number")).hasText("4");
        assertThat(second.locator("#headline")).hasText("다른 창에서 이어서 기다리고 있습니다");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void far_from_the_door_only_the_public_document_is_read_also_after_a_reload() {
        // Given
        var sale = queue(53);
        var page = chromium.person().newPage();
        var asked = new CopyOnWriteArrayList<String>();
        page.onRequest(request -> asked.add(
                request.method() + " " + URI.create(request.url()).getPath().replaceFirst(".*/", "")));
        page.navigate(address(sale));
        assertThat(page.locator("#figure")).hasText("52명");

        // When
        page.reload();

        // Then
        assertThat(page.locator("#number")).hasText("54");
        await().until(() -> {
            page.waitForTimeout(100);
            return asked.stream().filter("GET serving"::equals).count() >= 3;
        });
        assertThat(asked).doesNotContain("GET me");
        assertThat(asked.stream().filter("POST places"::equals)).hasSizeLessThanOrEqualTo(2); // the proof is asked for
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
    void when_the_queue_is_taken_away_everybody_goes_on_to_the_sale() {
        // Given
        var sale = queue(3);
        var page = waits(chromium.person(), sale);
        assertThat(page.locator("#number")).hasText("4");

        // When
        SalesTopic.withoutQueue(sale);
        await().until(() -> get("/api/sales/" + sale + "/serving").statusCode() == 404);
        page.evaluate("window.dispatchEvent(new Event('online'))");

        // Then
        page.waitForURL("**/inside");
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
                        .setHeaders(Map.of("Retry-After", "20"))
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
    void a_queue_that_redis_has_forgotten_is_said_to_be_restored_and_the_place_is_kept() {
        // Given
        var sale = queue(5);
        var page = waits(chromium.person(), sale);
        assertThat(page.locator("#number")).hasText("6");

        // When
        redis.send(Command.FLUSHALL);
        await().until(() -> get("/api/sales/" + sale + "/serving").path("epoch"), epoch -> epoch.equals(2));
        looks(page);

        // Then
        assertThat(page.locator("#headline")).hasText("대기열을 복구하고 있습니다");
        assertThat(page.locator("#explanation")).containsText("순번은 안전합니다");
        assertThat(page.locator("#number")).hasText("6");
        // Nobody else shows their place again, so the queue goes on with this one.
        page.waitForURL("**/inside", new Page.WaitForURLOptions().setTimeout(40_000));
        assertThat(page.evaluate("""
                        sale => {
                          const mine = JSON.parse(sessionStorage.getItem('hf_wait_' + sale));
                          return [mine.number, mine.epoch].join();
                        }""", sale.toString())).isEqualTo("6,2");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void what_the_staff_does_is_said() {
        // Given
        var sale = queue(3);
        var page = waits(chromium.person(), sale);
        assertThat(page.locator("#number")).hasText("4");

        // When
        staff(sale, "pause", "음향 점검 중입니다.");
        looks(page);
        assertThat(page.locator("#headline")).hasText("입장이 잠시 멈췄습니다");
        assertThat(page.locator("#message")).hasText("음향 점검 중입니다.");
        assertThat(page.locator("#eta")).hasText("다시 시작되면 알려 드립니다");
        staff(sale, "resume", "");
        looks(page);
        assertThat(page.locator("#headline")).hasText("곧 차례입니다");
        staff(sale, "close", "오늘 공연은 취소되었습니다.");
        looks(page);

        // Then
        assertThat(page.locator("#headline")).hasText("예매가 마감되었습니다");
        assertThat(page.locator("#message")).hasText("오늘 공연은 취소되었습니다.");
        assertThat(page.locator("#home")).isVisible();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void another_device_of_the_same_person_takes_the_place_over() {
        // Given
        var sale = queue(1);
        var phone = chromium.person();
        var page = waits(phone, sale);
        assertThat(page.locator("#number")).hasText("2");
        var desk = chromium.person();
        desk.addCookies(phone.cookies().stream()
                .map(cookie -> new Cookie(cookie.name, cookie.value).setUrl(here.toString()))
                .toList());
        var other = waits(desk, sale);
        assertThat(other.locator("#number")).hasText("2");
        desk.setOffline(true);

        // When
        given().contentType("application/json")
                .body("{\"ratePerSecond\": 50, \"burst\": 20, \"activeCap\": 30}")
                .put("/api/staff/sales/" + sale + "/admission")
                .then()
                .statusCode(200);

        // Then
        await().untilAsserted(() -> {
            looks(page);
            assertThat(page.locator("#headline").textContent()).isEqualTo("다른 창에서 이어서 기다리고 있습니다");
        });
        page.locator("#here").click();
        page.waitForURL("**/inside");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko-KR/LIGHT/390", "en-US/DARK/1280"})
    void the_pages_are_accessible(String who) {
        // Given
        var how = who.split("/");
        var ann = chromium.person(how[0], ColorScheme.valueOf(how[1]), Integer.parseInt(how[2]));
        var lobby = SalesTopic.lobby();
        var queue = queue(3);
        var over = SalesTopic.scheduled(
                Duration.ofHours(-3), Duration.ofHours(-2), Duration.ofMinutes(-1), SalesTopic.GENTLE);

        // When
        var faults = new ArrayList<String>();
        for (var path : List.of("/wait/" + lobby, "/wait/" + queue, "/wait/" + over, "/wait/" + queue + "/draw")) {
            var page = ann.newPage();
            page.navigate(here.resolve(path).toString());
            assertThat(page.locator(path.endsWith("draw") ? "#key" : "#link"))
                    .not()
                    .hasText("–");
            page.locator("summary").all().forEach(Locator::click);
            if (path.endsWith(queue.toString())) {
                page.locator("#leave").click();
                faults.addAll(Accessibility.faults(page));
                page.locator("#stay").click();
            }
            faults.addAll(Accessibility.faults(page));
        }

        // Then
        assertThat(faults).isEmpty();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void the_page_of_the_draw_works_out_what_was_published() {
        // Given
        var sale = SalesTopic.lobby();
        var bob = waits(chromium.person(), sale);
        assertThat(bob.locator("#headline")).hasText("대기실에 들어오셨습니다");
        for (var i = 1; i < 5; i++) {
            Fan.in(sale);
        }
        opens(sale, FULL, bob);
        var page = bob.context().newPage();

        // When
        page.navigate(here.resolve("/wait/" + sale + "/draw").toString());

        // Then
        var draw = draws.of(sale);
        assertThat(page.locator("#verdict")).containsText("이 브라우저가 확인했습니다");
        assertThat(page.locator("#key")).hasText(draw.key());
        assertThat(page.locator("#size")).hasText("5명");
        assertThat(page.locator("#ticket")).hasValue("1");
        assertThat(page.locator("#result")).hasText("추첨 번호 1의 순번은 %d입니다.".formatted(draw.number(5, 1)));
        await().until(() -> number(bob, sale), number -> number.equals("" + draw.number(5, 1)));
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void the_page_of_the_draw_shows_and_saves_the_order_of_a_large_lobby() throws IOException {
        // Given
        var sale = SalesTopic.lobby();
        var draw = draws.of(sale);
        var page = chromium.person().newPage();
        page.route(
                "**/api/sales/*/draw",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"commitment\": \"%s\", \"key\": \"%s\", \"size\": 30104}"
                                .formatted(draw.commitment(), draw.key()))));
        page.navigate(here.resolve("/wait/" + sale + "/draw").toString());
        assertThat(page.locator("#rows tr")).hasCount(100);
        page.locator("#next").click();
        assertThat(page.locator("#rows tr").first().locator("td").first()).hasText("101");

        // When
        var list = page.waitForDownload(() -> page.locator("#save").click());

        // Then
        var lines = Files.readAllLines(list.path());
        assertThat(lines).hasSize(30_105).startsWith("number,ticket");
        assertThat(lines.stream().skip(1).map(line -> line.split(",")))
                .allMatch(row -> draw.number(30_104, Long.parseLong(row[1])) == Long.parseLong(row[0]));
        assertThat(page.locator("#saved")).hasText("30,104줄을 저장했습니다.");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void another_key_than_the_promised_one_is_noticed() {
        // Given
        var sale = SalesTopic.lobby();
        var page = chromium.person("en-US", ColorScheme.DARK, 1280).newPage();
        page.route(
                "**/api/sales/*/draw",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"commitment\": \"%s\", \"key\": \"%s\", \"size\": 10}"
                                .formatted(draws.of(sale).commitment(), "00".repeat(32)))));

        // When
        page.navigate(here.resolve("/wait/" + sale + "/draw").toString());

        // Then
        assertThat(page.locator("#verdict")).containsText("Do not trust this draw");
    }

    @Test
    void the_draw_of_the_page_is_the_draw_of_the_service() {
        // Given
        var page = chromium.person().newPage();
        page.navigate(address(SalesTopic.lobby()));
        var key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
        var draw = new Draw(HexFormat.of().parseHex(key));

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

    /// Brings the opening forward to now.
    private static void opens(SaleId sale, AdmissionSettings admission, Page page) {
        SalesTopic.schedule(sale, Duration.ofMinutes(-2), Duration.ofSeconds(-1), Duration.ofHours(1), admission);
        await().until(() -> get("/api/sales/" + sale + "/serving").path("state"), state -> state.equals("OPEN"));
        looks(page);
    }

    /// Now, and not when its time has come.
    private static void looks(Page page) {
        page.evaluate("dispatchEvent(new Event('online'))");
    }

    /// As the window keeps it, also when it has gone on.
    private static String number(Page page, SaleId sale) {
        return String.valueOf(
                page.evaluate("sale => JSON.parse(sessionStorage.getItem('hf_wait_' + sale)).number", sale.toString()));
    }

    private static void staff(SaleId sale, String does, String why) {
        given().contentType("application/json")
                .body("{\"reason\": \"%s\"}".formatted(why))
                .post("/api/staff/sales/" + sale + "/" + does)
                .then()
                .statusCode(200);
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
