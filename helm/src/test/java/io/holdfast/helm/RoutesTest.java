package io.holdfast.helm;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Four services under one address: each path reaches the service that owns it.
class RoutesTest {

    /// @param path as the Ingress has it
    private record Route(String path, String type, String service) {

        static List<Route> all(List<Rendered> objects) {
            var routes = new ArrayList<Route>();
            for (var ingress : Rendered.of("Ingress", objects)) {
                for (var rule : Rendered.each(ingress.at("spec", "rules"))) {
                    for (var path : Rendered.each(Rendered.at(rule, "http", "paths"))) {
                        routes.add(of(path));
                    }
                }
            }
            // Controllers look at expressions before prefixes, and at longer ones of a kind before shorter ones.
            routes.sort(comparing(Route::isExpression)
                    .thenComparing(route -> route.path().length())
                    .reversed());
            return routes;
        }

        private static Route of(JsonObject path) {
            var service = Rendered.at(path, "backend", "service", "name").getAsString();
            return new Route(
                    path.get("path").getAsString(),
                    path.get("pathType").getAsString(),
                    service.substring(Chart.named("").length()));
        }

        boolean isExpression() {
            return type.equals("ImplementationSpecific");
        }

        boolean matches(String asked) {
            return isExpression()
                    ? Pattern.compile("^" + path).matcher(asked).find()
                    : path.equals("/") || asked.equals(path) || asked.startsWith(path + "/");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/,                                    ticketing-api",
        "/shows/0190,                          ticketing-api",
        "/login,                               ticketing-api",
        "/payments/0190/return,                ticketing-api",
        "/waiting,                             ticketing-api",
        "/api/shows,                           ticketing-api",
        "/api/salesroom,                       ticketing-api",
        "/api/performances/0190,               ticketing-api",
        "/api/performances/0190/seats,         ticketing-api",
        "/api/performances/0190/waitlist/more, ticketing-api",
        "/api/performances/a/b/waitlist,       ticketing-api",
        "/api/performances//waitlist,          ticketing-api",
        "/api/staff/checklists,                ticketing-api",
        "/api/offers/0190/acceptance,          ticketing-api",
        "/.well-known/security.txt,            ticketing-api",
        "/.well-known/jwks_json,               ticketing-api",
        "/api/sales/0190/places,               waiting-room",
        "/api/sales/0190/serving,              waiting-room",
        "/api/staff/sales/0190/pause,          waiting-room",
        "/wait/0190,                           waiting-room",
        "/status,                              waiting-room",
        "/api/status,                          waiting-room",
        "/api/status/history,                  waiting-room",
        "/api/staff/incidents/0190,            ticketing-api",
        "/.well-known/jwks.json,               waiting-room",
        "/api/performances/0190/waitlist,      waitlist-worker",
        "/api/waitlist,                        waitlist-worker",
        "/api/waitlist/0190,                   waitlist-worker",
        "/api/organiser/waitlists/0190,        waitlist-worker",
        "/api/notifications/preferences,       waitlist-worker",
        "/api/staff/notifications,             waitlist-worker",
        "/notifications/stop,                  waitlist-worker",
        "/api/staff/dead-letters/waitlist-worker, waitlist-worker",
        "/api/staff/dead-letters/ticketing-api, ticketing-api",
        "/api/staff/dead-letters/refund-worker, refund-worker",
        "/api/staff/refunds/0190/retry,        refund-worker"
    })
    void a_path_reaches_the_service_that_owns_it(String path, String service) {
        var reached = Route.all(Chart.minimal()).stream()
                .filter(route -> route.matches(path))
                .findFirst();

        assertThat(reached).map(Route::service).hasValue(service);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/notifications,                      notification",
        "/api/notifications/preferences,          notification",
        "/api/staff/notifications/announcements,  notification",
        "/notifications/stop/t0ken,               notification",
        "/api/performances/0190/waitlist,         waitlist-worker",
        "/api/waitlist/0190,                      waitlist-worker",
        "/api/organiser/waitlists/0190,           waitlist-worker",
        "/api/staff/dead-letters/waitlist-worker, waitlist-worker",
        "/notificationsandmore,                   ticketing-api"
    })
    void where_the_rooms_are_apart_a_path_reaches_the_room_that_answers_it(String path, String service) {
        var separate = Chart.minimal(Chart.SEPARATE);

        var reached = Route.all(separate).stream()
                .filter(route -> route.matches(path))
                .findFirst();

        assertThat(reached).map(Route::service).hasValue(service);
    }

    @Test
    void the_chart_routes_as_documented() throws IOException {
        var documented = documented();

        var charted = Route.all(Chart.minimal()).stream()
                .map(route -> Map.entry(notation(route), route.service()))
                .toList();

        assertThat(charted).containsExactlyInAnyOrderElementsOf(documented);
    }

    /// The table under "Routes" in the operator's page: path and service, first match first.
    private static List<Map.Entry<String, String>> documented() throws IOException {
        var page = Files.readString(Chart.repository().resolve("src-docs/operating/helm.md"));
        var routes = page.substring(page.indexOf("\n## Routes\n"));
        return Pattern.compile("^\\| `(/[^`]*)` \\| ([a-z-]+) \\|$", Pattern.MULTILINE)
                .matcher(routes)
                .results()
                .map(row -> Map.entry(row.group(1), row.group(2)))
                .toList();
    }

    /// `/wait` as a prefix is written `/wait/*`; an expression is written as the path it stands for.
    private static String notation(Route route) {
        if (route.isExpression()) {
            return route.path()
                    .replace("[^/]+", "{performance}")
                    .replace("\\.", ".")
                    .replace("$", "");
        }
        return route.path().equals("/") ? "/*" : route.path() + "/*";
    }

    @Test
    void both_objects_serve_the_host_people_type_with_its_certificate() {
        assertThat(Rendered.of("Ingress", Chart.production())).hasSize(2).allSatisfy(ingress -> {
            assertThat(ingress.at("spec", "ingressClassName").getAsString()).isEqualTo("nginx");
            assertThat(Rendered.each(ingress.at("spec", "rules")))
                    .extracting(rule -> rule.get("host").getAsString())
                    .containsExactly("tickets.example.org");
            assertThat(ingress.at("spec", "tls"))
                    .hasToString("[{\"hosts\":[\"tickets.example.org\"],\"secretName\":\"tickets-tls\"}]");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "traefik,       traefik.ingress.kubernetes.io/router.pathmatcher, PathRegexp",
        "ingress-nginx, nginx.ingress.kubernetes.io/use-regex,            true"
    })
    void only_the_expressions_are_said_in_the_controllers_own_words(String controller, String name, String value) {
        var objects = Chart.minimal(Map.of("ingress.controller", controller));

        var patterns = Rendered.one(objects, "Ingress", Chart.RELEASE + "-holdfast-patterns");
        var plain = Rendered.one(objects, "Ingress", Chart.RELEASE + "-holdfast");

        assertThat(patterns.at("metadata", "annotations", name).getAsString()).isEqualTo(value);
        assertThat(plain.at("metadata").getAsJsonObject().has("annotations")).isFalse();
        assertThat(Rendered.each(plain.at("spec", "rules")))
                .allSatisfy(rule -> assertThat(Rendered.each(Rendered.at(rule, "http", "paths")))
                        .extracting(path -> path.get("pathType").getAsString())
                        .containsOnly("Prefix"));
    }

    @Test
    void a_port_in_the_public_url_is_not_part_of_the_host() {
        assertThat(Rendered.of("Ingress", Chart.minimal(Map.of("publicUrl", "http://tickets.test:8080"))))
                .allSatisfy(ingress -> assertThat(Rendered.each(ingress.at("spec", "rules")))
                        .extracting(rule -> rule.get("host").getAsString())
                        .containsExactly("tickets.test"));
    }
}
