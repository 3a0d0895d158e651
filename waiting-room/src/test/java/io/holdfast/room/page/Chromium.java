package io.holdfast.room.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// The Chromium of this machine, without a screen. Each [#person] has a browser of their own in it.
final class Chromium implements AutoCloseable {

    private static final List<String> WHERE = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/usr/bin/google-chrome-stable",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium");

    private final Playwright playwright;
    private final Browser browser;
    private final List<BrowserContext> people = new ArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /// Skips the test where there is no Chromium.
    static Chromium open() {
        var chromium = Stream.concat(Optional.ofNullable(System.getenv("CHROMIUM")).stream(), WHERE.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
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
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-dev-shm-usage",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run")));
        return new Chromium(playwright, browser);
    }

    /// Somebody with a browser of their own, in Seoul.
    BrowserContext person() {
        return person("ko-KR", ColorScheme.LIGHT, 390);
    }

    BrowserContext person(String locale, ColorScheme scheme, int width) {
        return person(locale, "Asia/Seoul", scheme, width);
    }

    BrowserContext person(String locale, String timeZone, ColorScheme scheme, int width) {
        var person = browser.newContext(new Browser.NewContextOptions()
                .setLocale(locale)
                .setTimezoneId(timeZone)
                .setColorScheme(scheme)
                .setViewportSize(width, width < 600 ? 844 : 800));
        person.setDefaultTimeout(15_000);
        person.onPage(this::listen);
        people.add(person);
        return person;
    }

    private void listen(Page page) {
        page.onPageError(error -> complaints.add("error on " + page.url() + ": " + error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add("console on " + page.url() + ": " + message.text());
            }
        });
    }

    /// Errors in scripts and on the console, the policy's refusals among them.
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /// Everybody goes home; the browser stays.
    void empty() {
        people.forEach(BrowserContext::close);
        people.clear();
        complaints.clear();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
