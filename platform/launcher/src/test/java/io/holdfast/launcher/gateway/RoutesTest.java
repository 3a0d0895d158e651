package io.holdfast.launcher.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {

    private final Routes<String> routes = Routes.to(name -> name);

    @ParameterizedTest(name = "{0} goes to {1}")
    @CsvSource({
        "/api/sales/1/places, waiting-room",
        "/api/sales/1/serving, waiting-room",
        "/api/staff/sales/1, waiting-room",
        "/wait/1, waiting-room",
        "/status, waiting-room",
        "/api/status, waiting-room",
        "/api/status/history, waiting-room",
        "/.well-known/jwks.json, waiting-room",
        "/api/performances/1/waitlist, waitlist-worker",
        "/api/waitlist, waitlist-worker",
        "/api/waitlist/1, waitlist-worker",
        "/api/organiser/waitlists/1, waitlist-worker",
        "/api/notifications/preferences, waitlist-worker",
        "/api/staff/notifications, waitlist-worker",
        "/api/staff/dead-letters/waitlist-worker, waitlist-worker",
        "/notifications/stop, waitlist-worker",
        "/api/staff/refunds, refund-worker",
        "/api/staff/refunds/1/retry, refund-worker",
        "/api/staff/dead-letters/refund-worker/1, refund-worker",
        "/api/staff/dead-letters/ticketing-api, ticketing-api",
        "/api/staff/refunded, ticketing-api",
        "/, ticketing-api",
        "/api/shows, ticketing-api",
        "/api/performances/1/seats, ticketing-api",
        "/api/performances/1/2/waitlist, ticketing-api",
        "/api/waitlisted, ticketing-api",
        "/api/salesmen, ticketing-api",
        "/waiting, ticketing-api",
        "/api/staff/incidents, ticketing-api",
        "/statuses, ticketing-api",
        "/login, ticketing-api",
    })
    void every_path_goes_to_its_service(String path, String service) {
        assertThat(routes.of(path)).isEqualTo(service);
    }
}
