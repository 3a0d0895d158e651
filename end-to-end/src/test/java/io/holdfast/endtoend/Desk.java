package io.holdfast.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.endtoend.bench.web.Chromium;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/// A real browser, the Chromium of this machine, without a screen.
final class Desk implements AutoCloseable {

    private static final int PHONE = 390;
    private static final int DESKTOP = 1280;

    /// Its pages are not ours.
    private static final String IDENTITY_PROVIDER = "/realms/";

    private static final List<String> WITHOUT_A_SCREEN = List.of(
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run");

    private final Playwright playwright;
    private final Browser browser;
    private final Page page;

    /// Without them axe cannot look either.
    private final boolean scripts;

    private final List<String> complaints = new ArrayList<>();

    private Desk(Playwright playwright, Browser browser, BrowserContext context, boolean scripts) {
        this.playwright = playwright;
        this.browser = browser;
        this.page = context.newPage();
        this.scripts = scripts;
        page.onPageError(error -> complaints.add("error on " + page.url() + ": " + error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add("console on " + page.url() + ": " + message.text());
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 400 && !asksForProof(response)) {
                complaints.add("%s got %d for %s".formatted(page.url(), response.status(), response.url()));
            }
        });
        page.onRequest(request -> {
            var host = URI.create(request.url()).getHost();
            if (host != null && !host.equals("127.0.0.1") && !host.equals("localhost")) {
                complaints.add(page.url() + " asked a stranger: " + request.url());
            }
        });
    }

    /// Skips the test where there is no Chromium.
    static Desk open() {
        return open(new Browser.NewContextOptions());
    }

    /// @param options whose language is Korean unless they name another
    static Desk open(Browser.NewContextOptions options) {
        return open(options, List.of());
    }

    /// With a camera that sees what the file shows, again and again.
    ///
    /// @param film in the format YUV4MPEG2; read when the camera is switched on
    static Desk withCamera(Path film) {
        return open(
                new Browser.NewContextOptions().setPermissions(List.of("camera")),
                List.of(
                        "--use-fake-ui-for-media-stream",
                        "--use-fake-device-for-media-stream",
                        "--use-file-for-fake-video-capture=" + film.toAbsolutePath()));
    }

    private static Desk open(Browser.NewContextOptions options, List<String> more) {
        var chromium = Chromium.executable();
        assumeTrue(
                chromium.isPresent(),
                "No Chromium or Chrome on this machine: the browser tests are skipped. Install one (apt-get install"
                        + " chromium) or name it in CHROMIUM.");
        var environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        var browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setHeadless(true)
                        .setArgs(Stream.concat(WITHOUT_A_SCREEN.stream(), more.stream())
                                .toList()));
        if (options.locale == null) {
            options.setLocale("ko-KR");
        }
        var context = browser.newContext(options.setTimezoneId("Asia/Seoul").setViewportSize(DESKTOP, 800));
        context.setDefaultTimeout(30_000);
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        return new Desk(playwright, browser, context, !Boolean.FALSE.equals(options.javaScriptEnabled));
    }

    /// Joining a queue as a guest, one is asked for a little work first.
    private static boolean asksForProof(Response response) {
        return response.status() == 403
                && response.request().method().equals("POST")
                && response.url().matches(".*/api/sales/[^/]+/places");
    }

    Page page() {
        return page;
    }

    /// Takes a picture of the whole page on a phone and on a desktop screen, by day and by night, and looks whether
    /// everybody can use it.
    void look(String name) {
        for (var theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
            for (var width : List.of(PHONE, DESKTOP)) {
                page.setViewportSize(width, width == PHONE ? 844 : 800);
                page.waitForTimeout(200);
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of("target/screenshots", picture(name, theme, width))));
                refuseWidth(width);
            }
            if (scripts && !page.url().contains(IDENTITY_PROVIDER)) {
                Axe.violations(page).forEach(violation -> complaints.add(name + " by " + theme + ": " + violation));
            }
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    private static String picture(String name, ColorScheme theme, int width) {
        return "%s-%d%s.png".formatted(name, width, theme == ColorScheme.DARK ? "-dark" : "");
    }

    private void refuseWidth(int width) {
        var tooWide =
                (Integer) page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (tooWide > 1) {
            complaints.add("%s is %d px too wide at %d px".formatted(page.url(), tooWide, width));
        }
    }

    /// Errors in scripts and on the console, requests to strangers, pages wider than the screen, and what shuts
    /// somebody out.
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
