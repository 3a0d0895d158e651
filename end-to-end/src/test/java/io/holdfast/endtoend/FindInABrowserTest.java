package io.holdfast.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.endtoend.Olga.OnSale;
import io.holdfast.launcher.house.House;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Finding a show, with the keyboard alone, and with scripts blocked. Pictures are kept in `target/screenshots`.
@ExtendWith(InTheHouse.class)
class FindInABrowserTest {

    private static final int MOST_TABS = 60;

    /// In the titles of this test's own shows.
    private final String own = "Nr." + UUID.randomUUID().toString().substring(0, 6);

    private OnSale musical;
    private OnSale concert;

    @BeforeEach
    void shows_to_be_found(House house) {
        var olga = new Olga(house);
        musical = puts(
                olga,
                told("별이 지는 밤에 " + own, "musical", "seoul")
                        .put("venue", "한빛극장")
                        .put("address", "서울 종로구 대학로 116")
                        .put("runtimeMinutes", 150)
                        .put("minimumAge", 8)
                        .put("description", "등대지기의 딸과 바다 위의 마지막 밤.")
                        .put("notes", "공연이 시작되면 1막이 끝날 때까지 들어갈 수 없습니다."),
                21);
        concert = puts(olga, told("파도 소리 " + own, "concert", "busan").put("venue", "한빛아레나"), 30);
    }

    @Test
    void a_show_is_seen_with_its_picture_and_nothing_moves_when_it_comes(House house) throws IOException {
        // Given
        var url = new Olga(house)
                .put(
                        "/api/organiser/shows/" + musical.show() + "/picture",
                        Person.object()
                                .put("alt", "등대 앞에 선 두 사람")
                                .put("content", Base64.getEncoder().encodeToString(picture(900, 1200))))
                .json(200)
                .path("url")
                .asText();
        try (var desk = Desk.open()) {
            var page = desk.page();

            // When
            page.navigate(house.url() + "/?q=" + own);
            page.waitForFunction("() => document.querySelector('.card img.picture')?.naturalWidth === 900");
            var movedInTheList = shiftedSoFar(page);
            desk.look("48-pictures");
            page.locator(".card a[href='/shows/" + musical.show() + "']").click();
            page.waitForFunction("() => document.querySelector('.lead img.picture')?.naturalWidth === 900");
            var movedOnThePage = shiftedSoFar(page);
            desk.look("49-show-with-a-picture");

            // Then
            assertThat(page.locator(".lead img.picture")).hasAttribute("alt", "등대 앞에 선 두 사람");
            assertThat(page.locator("meta[property='og:image']")).hasAttribute("content", house.url() + url);
            assertThat(movedInTheList).isLessThan(0.05);
            assertThat(movedOnThePage).isLessThan(0.05);
            assertThat(desk.complaints()).isEmpty();
        }
    }

    /// A lighthouse by night, as far as that can be drawn in three lines.
    private static byte[] picture(int width, int height) throws IOException {
        var drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var brush = drawn.createGraphics();
        brush.setPaint(new GradientPaint(0, 0, new Color(0x1e1b4b), width, height, new Color(0xfbbf24)));
        brush.fillRect(0, 0, width, height);
        brush.dispose();
        var written = new ByteArrayOutputStream();
        ImageIO.write(drawn, "jpg", written);
        return written.toByteArray();
    }

    @Test
    void a_show_is_found_looked_at_shared_and_put_into_a_calendar_with_the_keyboard(House house) throws IOException {
        try (var desk = Desk.open()) {
            var page = desk.page();
            page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));

            // When
            page.navigate(house.url() + "/");
            assertThat(page.locator(".cards .card").first()).isVisible();
            var shifted = shiftedSoFar(page);
            tabTo(page, "document.activeElement.id === 'q'");
            page.keyboard().type("지는 밤에 " + own);
            page.keyboard().press("Enter");
            assertThat(page.locator("[role=status].found")).hasText("공연 1개");
            page.locator("#q").focus();
            page.keyboard().press("Control+A");
            page.keyboard().type(own);
            page.keyboard().press("Enter");
            assertThat(page.locator("[role=status].found")).hasText("공연 2개");
            desk.look("41-found");
            tabTo(
                    page,
                    "document.activeElement.matches('.tabs a') && document.activeElement.innerText.includes('콘서트')");
            page.keyboard().press("Enter");
            page.waitForURL("**/?q=*&category=concert");
            assertThat(page.locator(".cards .card")).hasCount(1);
            assertThat(page.locator(".tabs [aria-current]")).hasText(Pattern.compile("콘서트"));
            page.goBack();
            assertThat(page.locator(".cards .card")).hasCount(2);
            tabTo(page, "document.activeElement.matches('.find summary')");
            page.keyboard().press("Enter");
            page.locator("#region").selectOption("busan");
            page.locator("#region").press("Tab");
            page.locator("form.find button").press("Enter");
            assertThat(page.locator("[role=status].found")).hasText("공연 1개");
            desk.look("41-found-in-busan");
            page.goBack();
            assertThat(page.locator(".cards .card")).hasCount(2);
            tabTo(page, "document.activeElement.getAttribute('href') === '/shows/" + musical.show() + "'");
            page.keyboard().press("Enter");
            assertThat(page.locator("h1")).hasText("별이 지는 밤에 " + own);
            assertThat(page.locator("hf-share button")).isVisible();
            var shiftedThere = shiftedSoFar(page);
            desk.look("42-facts");
            page.locator("hf-share button").focus();
            page.keyboard().press("Enter");
            assertThat(page.locator("hf-share [role=status]")).hasText("주소를 복사했습니다.");
            var copied = page.evaluate("navigator.clipboard.readText()");
            var download = page.waitForDownload(
                    () -> page.locator("a[href$='/calendar.ics']").first().press("Enter"));

            // Then
            assertThat(copied).isEqualTo(house.url() + "/shows/" + musical.show());
            assertThat(download.suggestedFilename()).matches("holdfast-\\d{4}-\\d{2}-\\d{2}\\.ics");
            assertThat(Files.readString(download.path()))
                    .startsWith("BEGIN:VCALENDAR\r\n")
                    .contains("\r\nUID:" + musical.performance() + "\r\n", "DURATION:PT150M");
            assertThat(shifted).isLessThanOrEqualTo(0.05);
            assertThat(shiftedThere).isLessThanOrEqualTo(0.05);
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void what_has_been_bought_is_in_the_top_ten_at_once(House house) {
        // Given
        var ann = Person.named("ann", house);
        try (var desk = Desk.open()) {
            var page = desk.page();

            // When
            ann.buys(concert.performance(), List.of("A-1", "A-2"));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                page.navigate(house.url() + "/");
                page.locator(".cards .card").first().waitFor();
                return page.locator(".ranks a[href='/shows/" + concert.show() + "']")
                                .count()
                        == 1;
            });
            desk.look("43-top-ten");
            page.navigate(house.url() + "/?q=" + own);

            // Then
            assertThat(page.locator("[role=status].found")).hasText("공연 2개");
            assertThat(page.locator(".ranks")).hasCount(0);
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void without_scripts_shows_are_found_and_read_all_the_same(House house) {
        try (var desk = Desk.open(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            var page = desk.page();

            // When
            page.navigate(house.url() + "/");
            page.locator("#q").fill(own);
            page.locator("form.find button").click();
            assertThat(page.locator(".cards .card")).hasCount(2);
            assertThat(page.locator("noscript .note")).containsText("자바스크립트가 꺼져 있어 공연 정보만 볼 수 있습니다");
            desk.look("44-found-without-scripts");
            page.locator(".tabs a", new Page.LocatorOptions().setHasText("뮤지컬")).click();
            assertThat(page.locator(".cards .card")).hasCount(1);
            page.locator(".cards a").click();

            // Then
            assertThat(page.locator("h1")).hasText("별이 지는 밤에 " + own);
            assertThat(page.locator("hf-show"))
                    .containsText(Pattern.compile("대학로 116.*150분.*8세 이상.*100,000원.*등대지기의 딸.*1막", Pattern.DOTALL));
            assertThat(page.locator("noscript .note")).isVisible();
            desk.look("45-facts-without-scripts");
        }
    }

    @Test
    void in_english_and_in_the_dark_it_reads_as_well(House house) {
        try (var desk =
                Desk.open(new Browser.NewContextOptions().setLocale("en-GB").setColorScheme(ColorScheme.DARK))) {
            var page = desk.page();

            // When
            page.navigate(house.url() + "/?q=" + own);
            assertThat(page.locator("[role=status].found")).hasText("Shows: 2");
            assertThat(page.locator("hf-shows .cards .card")).hasCount(2);
            desk.look("46-found-dark");
            page.navigate(house.url() + "/?q=nothing-is-called-so");
            assertThat(page.locator(".empty")).containsText("No shows match.");
            desk.look("47-nothing-found-dark");
            page.navigate(house.url() + "/?from=2031-02-02&to=2031-02-01");
            assertThat(page.locator("[role=alert]")).containsText("Please check the dates");
            page.navigate(house.url() + "/shows/" + musical.show());

            // Then
            assertThat(page.locator("hf-share button")).hasText("Share");
            assertThat(page.locator("hf-show")).containsText("8 and over");
            desk.look("48-facts-dark");
        }
    }

    private static OnSale puts(Olga olga, ObjectNode told, int daysAhead) {
        return olga.putsOnSale(
                Olga.plan(2, 10),
                Olga.sale(Instant.now(), false),
                Instant.now().plus(Duration.ofDays(daysAhead)),
                told);
    }

    private static ObjectNode told(String title, String category, String region) {
        var told = Person.object().put("title", title).put("category", category).put("region", region);
        told.putArray("cast").addObject().put("name", "김하늘").put("role", "등대지기의 딸");
        told.putArray("notices").add("첫날 공연 뒤에 배우들과의 대화가 있습니다.");
        return told;
    }

    /// As somebody does who has no mouse.
    private static void tabTo(Page page, String there) {
        for (var i = 0; i < MOST_TABS; i++) {
            page.keyboard().press("Tab");
            if ((Boolean) page.evaluate(there)) {
                return;
            }
        }
        throw new AssertionError("not reached with the Tab key on " + page.url() + ": " + there);
    }

    /// How much of what stood there has moved by itself.
    private static double shiftedSoFar(Page page) {
        var sum = page.evaluate("""
            new Promise(done => {
              let sum = 0;
              new PerformanceObserver(list => {
                for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
              }).observe({type: 'layout-shift', buffered: true});
              setTimeout(() => done(sum), 700);
            })""");
        return ((Number) sum).doubleValue();
    }
}
