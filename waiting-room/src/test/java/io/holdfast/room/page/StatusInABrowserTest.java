package io.holdfast.room.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.contracts.event.IncidentEvent.Component;
import io.holdfast.contracts.event.IncidentEvent.Severity;
import io.holdfast.contracts.event.PulseEvent.ShopPulse;
import io.holdfast.room.SalesTopic;
import io.holdfast.room.status.TestIncident;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the script adds to the status page, and what those who wait are told of it.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class StatusInABrowserTest {

    private static Chromium chromium;

    private final TestIncident incident = TestIncident.of(Severity.OUTAGE, Component.PAYMENT);

    @TestHTTPResource
    URI here;

    @BeforeAll
    static void open() {
        chromium = Chromium.open();
    }

    @BeforeEach
    void the_shop_answers() {
        SalesTopic.tell(new ShopPulse(UUID.randomUUID(), Instant.now().plus(Duration.ofHours(1))));
    }

    @AfterEach
    void everything_works_again() {
        SalesTopic.tell(incident.closed(99));
        chromium.empty();
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void a_reader_elsewhere_sees_their_own_time_and_an_open_page_the_latest_news() {
        // Given
        tell();
        var page = chromium.person("en-US", "America/New_York", ColorScheme.LIGHT, 390)
                .newPage();
        page.navigate(here.resolve("/status").toString());
        assertThat(page.locator("article[aria-labelledby='i-" + incident.id() + "'] .own")
                        .first())
                .containsText("your time: ");

        // When
        SalesTopic.tell(incident.updated(2));
        await().until(() -> get("/api/status").asString().contains("Paying by points works. (2)"));
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");

        // Then
        assertThat(page.locator("article[aria-labelledby='i-" + incident.id() + "']"))
                .containsText("Paying by points works. (2)");
        assertThat(Accessibility.faults(page)).isEmpty();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void those_who_wait_are_told_what_does_not_work() {
        // Given
        tell();
        var page = chromium.person().newPage();

        // When
        page.navigate(
                here.resolve("/wait/" + SalesTopic.lobby() + "?return=/inside").toString());

        // Then
        assertThat(page.locator("#news")).containsText("카드 결제가 되지 않습니다. 다음 소식: ");
        assertThat(Accessibility.faults(page)).isEmpty();
        assertThat(chromium.complaints()).isEmpty();
    }

    private void tell() {
        SalesTopic.tell(incident.opened());
        await().until(() -> get("/api/status")
                .<List<String>>path("incidents.id")
                .contains(incident.id().toString()));
    }
}
