package io.holdfast.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.launcher.house.House;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is one's own, seen and changed with a real browser.
@ExtendWith(InTheHouse.class)
class MyPageInABrowserTest {

    private static final List<String> SECTIONS = List.of("", "/benefits", "/notifications", "/account");
    private static final String SHOWN =
            "navigator.serviceWorker.getRegistration('/me/').then(one => one.getNotifications())";
    private static final String NEWS = "fieldset:has(legend:text('새 공연 소식')) input";

    @Test
    void somebody_looks_after_what_is_theirs_and_leaves_for_good(House house) throws IOException {
        try (var desk = Desk.open()) {
            // Given
            var page = desk.page();
            SignIn.asNew("dora", page, house, "/me/benefits");
            var dora = page.evaluate("fetch('/api/me').then(answer => answer.json()).then(me => me.customer)")
                    .toString();
            gets(house, dora);
            waitsForSeats(page, house);

            // When
            page.reload();

            // Then
            assertThat(page.locator(".balance")).hasText("5,000P");
            assertThat(page.locator("section[aria-labelledby=coupons] .row-card strong"))
                    .containsText(new String[] {"단골 할인"});
            assertThat(page.locator("nav.rooms a[aria-current=page]")).hasText("포인트·쿠폰");
            looksAtAllOfIt(desk, house);
            choosesHowToBeTold(page, house);
            isToldThatPushIsBlocked(desk, house);
            takesTheirDataHome(page, house, dora);
            signsOutEverywhere(page, house);
            leavesForGood(desk, house);
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void a_card_is_left_with_the_payment_company_and_taken_back(House house) {
        try (var desk = Desk.open()) {
            // Given
            var page = desk.page();
            SignIn.asNew("cara", page, house, "/me/benefits");
            page.locator("section[aria-labelledby=methods] summary").click();
            desk.look("79-save-a-card");

            // When
            page.locator("section[aria-labelledby=methods] input[name=agreed]").check();
            page.locator("section[aria-labelledby=methods] button.main").click();
            page.locator("button[value=approve]").click();
            page.waitForURL(house.url() + "/me/benefits");

            // Then
            assertThat(page.locator("section[aria-labelledby=methods] .note.good"))
                    .hasText("카드를 등록했습니다.");
            assertThat(page.locator("section[aria-labelledby=methods] .row-card"))
                    .hasCount(1);
            desk.look("80-a-saved-card");
            page.locator("section[aria-labelledby=methods] .row-card button").click();
            assertThat(page.locator("section[aria-labelledby=methods] .row-card"))
                    .hasCount(0);
            assertThat(desk.complaints()).isEmpty();
        }
    }

    /// The push service of a browser is a stranger's; what comes from it is played by the browser's own tools.
    @Test
    void what_is_pushed_is_shown_and_leads_to_our_own_pages_only(House house) {
        try (var desk = Desk.open()) {
            // Given
            var page = desk.page();
            page.context().grantPermissions(List.of("notifications"));
            SignIn.as("ann", page, house, "/me/notifications");
            page.locator("section[aria-labelledby=devices] button.main").click();
            page.waitForCondition(() -> page.evaluate(
                            "navigator.serviceWorker.getRegistration('/me/').then(one => one?.active?.state === 'activated')")
                    .equals(true));
            var tools = page.context().newCDPSession(page);
            var registration = new CompletableFuture<String>();
            tools.on("ServiceWorker.workerRegistrationUpdated", told -> told.getAsJsonArray("registrations")
                    .forEach(one -> registration.complete(
                            one.getAsJsonObject().get("registrationId").getAsString())));
            tools.send("ServiceWorker.enable");
            page.waitForCondition(registration::isDone);

            // When
            // Sent again, one replaces the other of the same tag; the browser passes over what comes too early.
            page.waitForCondition(() -> {
                pushes(tools, house, registration.join(), house.url() + "/orders/7?x=1");
                pushes(tools, house, registration.join(), "https://evil.example/orders/7");
                return page.evaluate(SHOWN + ".then(all => all.length)").equals(2);
            });

            // Then
            assertThat((List<?>) page.evaluate(SHOWN + ".then(all => all.map(one => one.title + ' ' + one.data.page))"))
                    .asInstanceOf(LIST)
                    .containsExactlyInAnyOrder("좌석이 나왔습니다 /orders/7?x=1", "좌석이 나왔습니다 /me");
        }
    }

    private static void pushes(CDPSession tools, House house, String registration, String address) {
        var push = new JsonObject();
        push.addProperty("origin", house.url().toString());
        push.addProperty("registrationId", registration);
        push.addProperty(
                "data",
                Person.object()
                        .put("title", "좌석이 나왔습니다")
                        .put("body", "2석")
                        .put("tag", address)
                        .put("url", address)
                        .toString());
        tools.send("ServiceWorker.deliverPushMessage", push);
    }

    private static void waitsForSeats(Page page, House house) {
        var show = new Olga(house).putsOnSale(Olga.plan(1, 2));
        Person.named("ann", house).buys(show.performance(), List.of("A-1", "A-2"));
        var joined = page.waitForResponse("**/waitlist", () -> page.evaluate("""
                        performance => fetch(`/api/performances/${performance}/waitlist`, {
                          method: 'POST',
                          headers: {'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID()},
                          body: '{"grades": ["R"], "seats": 2}',
                        })""", show.performance()));
        assertThat(joined.status()).isEqualTo(201);
    }

    private static void looksAtAllOfIt(Desk desk, House house) {
        var page = desk.page();
        for (var language : List.of("ko", "en")) {
            for (var scheme : ColorScheme.values()) {
                if (scheme == ColorScheme.NO_PREFERENCE) {
                    continue;
                }
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                for (var section : SECTIONS) {
                    page.navigate(house.url() + "/me" + section);
                    page.locator("nav.rooms").waitFor();
                    page.locator("section h2").first().waitFor();
                    desk.look("me%s-%s-%s"
                            .formatted(
                                    section.replace('/', '-'),
                                    language,
                                    scheme.name().toLowerCase()));
                }
            }
            page.locator("header a[lang]").click();
            page.locator("nav.rooms").waitFor();
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    private static void choosesHowToBeTold(Page page, House house) {
        page.navigate(house.url() + "/me/notifications");
        var mail = page.locator(NEWS).first();
        assertThat(mail).isChecked();
        mail.uncheck();
        assertThat(page.locator("p[role=status]")).hasText("저장했습니다.");
        page.reload();
        assertThat(page.locator(NEWS).first()).not().isChecked();
    }

    /// A browser without a screen allows nothing.
    private static void isToldThatPushIsBlocked(Desk desk, House house) {
        var page = desk.page();
        page.navigate(house.url() + "/me/notifications");
        page.locator("section[aria-labelledby=devices] h2").waitFor();
        var button = page.locator("section[aria-labelledby=devices] button.main");
        if (button.count() > 0) {
            button.click();
        }
        assertThat(page.locator("section[aria-labelledby=devices] .note.warn")).isVisible();
        desk.look("me-push-blocked");
    }

    private static void takesTheirDataHome(Page page, House house, String dora) throws IOException {
        page.navigate(house.url() + "/me/account");
        var file = page.waitForDownload(
                () -> page.locator("a[href='/api/me/export']").click());
        var data = new ObjectMapper().readTree(file.path().toFile());
        assertThat(data.path("customer").path("id").asText()).isEqualTo(dora);
        assertThat(data.path("points").path("balances").path(0).path("amount").asInt())
                .isEqualTo(5_000);
    }

    private static void signsOutEverywhere(Page page, House house) {
        var elsewhere = page.context()
                .browser()
                .newContext(new Browser.NewContextOptions().setLocale("ko-KR"))
                .newPage();
        SignIn.as("dora", elsewhere, house, "/me/account");
        page.navigate(house.url() + "/me/account");
        var sessions = page.locator("section[aria-labelledby=sessions] .row-card");
        assertThat(sessions.filter(new Locator.FilterOptions().setHasText("지금 쓰는 기기")))
                .hasCount(1);
        assertThat(sessions.first()).containsText("Chrome · Linux");
        page.locator("button:text('모든 기기에서 로그아웃')").click();
        page.waitForURL(house.url() + "/");
        assertThat(page.locator("hf-account a")).hasText("로그인");

        elsewhere.reload();
        assertThat(elsewhere.locator("hf-my-account a.button.main")).hasText("로그인");
        elsewhere.locator("hf-my-account a.button.main").click();
        elsewhere.locator("#password").waitFor();
    }

    private static void leavesForGood(Desk desk, House house) {
        var page = desk.page();
        SignIn.as("dora", page, house, "/me/account");
        var erasure = page.locator("section[aria-labelledby=erasure]");
        assertThat(erasure.locator("button.bad")).isDisabled();
        erasure.locator("input").nth(0).check();
        erasure.locator("input").nth(1).check();
        desk.look("me-leaving");
        erasure.locator("button.bad").click();
        page.waitForURL(house.url() + "/");
        assertThat(page.locator("hf-account a")).hasText("로그인");

        SignIn.as("dora", page, house, "/me/benefits");
        assertThat(page.locator(".balance")).hasText("0P");
    }

    /// 5,000 points and a coupon.
    private static void gets(House house, String customer) {
        var otto = Person.named("otto", house);
        var points = Person.object().put("reason", "Thank you for waiting");
        points.putObject("amount").put("amount", 5_000).put("currency", "KRW");
        staff(house, otto, "/api/staff/customers/" + customer + "/points", points);
        var coupon = Person.object()
                .put("name", "단골 할인")
                .put("until", Instant.now().plus(Duration.ofDays(30)).toString());
        coupon.putObject("amount").put("amount", 3_000).put("currency", "KRW");
        coupon.putArray("customers").add(customer);
        staff(house, otto, "/api/organiser/coupons", coupon);
    }

    private static void staff(House house, Person otto, String path, ObjectNode body) {
        otto.send(otto.request(path)
                        .header("Authorization", Olga.bearer(house, "otto"))
                        .header("Idempotency-Key", Person.key())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString())))
                .json(201);
    }
}
