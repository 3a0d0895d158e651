package io.holdfast.ticketing.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.stack.test.Tables;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.SimulatedGateway;
import io.holdfast.ticketing.api.BadInput.Bad;
import io.holdfast.ticketing.api.OpenApi.Operation;
import io.holdfast.ticketing.payment.RealGateways;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation of the API document, asked for in every wrong way that the document lets one think of: each is
/// refused as a problem, and nothing has changed. Whoever adds an operation has it tested here by committing the
/// document; one that takes an `Idempotency-Key` has to be told to [World] as well.
@QuarkusTest
@TestProfile(BadInputTest.Undisturbed.class)
@WithTestResource(StackTestResource.class)
@WithTestResource(SimulatedGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

    /// A database of its own, and nothing that happens by itself.
    public static class Undisturbed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.scheduler.enabled", "false", "holdfast.calling-off.by-itself", "false");
        }
    }

    /// What may be answered well although the table calls it wrong, and why. It changes nothing either.
    private record Harmless(String operation, String what, String because) {}

    private static final List<Harmless> HARMLESS = List.of(
            new Harmless(
                    "GET /api/performances/.*/(seats|plan(/.*)?)",
                    ".*If-None-Match",
                    "an unknown version is simply not the same"),
            new Harmless(
                    "GET /api/performances/.*/seats/changes",
                    "since=.*|.*Last-Event-ID",
                    "whoever knows no version is told everything"),
            new Harmless("GET /api/shows", "(q|category|region)=(?!NUL|an endless).*", "nothing is called so"),
            new Harmless("GET /(?!api/).*", ".*", "a page's frame is the same for everybody; its script asks the API"),
            new Harmless("POST /logout", ".*", "whoever is not signed in has nothing to end"),
            new Harmless("POST /api/webhooks/.*", "the body is .*", "what is signed and says nothing is passed over"));

    private static final OpenApi DOCUMENT = OpenApi.committed();

    @TestHTTPResource
    URI house;

    @Inject
    BoxOffice boxOffice;

    @Inject
    RealGateways gateways;

    @Inject
    Broker broker;

    @Inject
    DataSource database;

    private World world;

    @BeforeEach
    void a_house_with_a_little_going_on() {
        if (world == null) {
            world = new World(boxOffice, gateways, broker, DOCUMENT);
        }
        RestAssured.requestSpecification = null;
    }

    @AfterEach
    void as_others_know_it() {
        RestAssured.requestSpecification = null;
    }

    static Stream<Operation> operations() {
        return DOCUMENT.operations().stream();
    }

    static Stream<Operation> operations_with_a_key() {
        return operations().filter(operation -> operation.takes(IdempotentRequests.HEADER));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void refuses_whatever_is_wrong_and_changes_nothing(Operation operation) {
        // Given
        var bad = world.prepared(() -> BadInput.of(world, DOCUMENT, operation));
        var before = Tables.content(database);

        // When
        var answers = bad.stream().map(one -> one.request().send(house)).toList();

        // Then
        var faults = new ArrayList<String>();
        for (var i = 0; i < bad.size(); i++) {
            fault(operation, bad.get(i), answers.get(i)).ifPresent(faults::add);
        }
        assertThat(faults).as(operation + ", " + bad.size() + " wrong ways").isEmpty();
        assertThat(Tables.content(database)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations_with_a_key")
    void does_a_thing_once_for_each_key(Operation operation) {
        // Given
        assertThat(world.knows(operation))
                .as("tell World how %s is done properly", operation)
                .isTrue();
        var request = world.prepared(() -> world.properly(operation));
        var other = world.prepared(() -> world.properly(operation))
                .header(IdempotentRequests.HEADER, request.headers().get(IdempotentRequests.HEADER));
        var first = request.send(house);
        assertThat(first.statusCode()).as(first.body()).isBetween(200, 299);
        var before = Tables.content(database);

        // When
        var again = request.send(house);
        var otherwise = other.send(house);

        // Then
        assertThat(again.statusCode()).as(again.body()).isEqualTo(first.statusCode());
        assertThat(otherwise.statusCode()).as(otherwise.body()).isEqualTo(422);
        assertThat(World.problem(otherwise.body())).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        if (!STATE_ANSWERS.contains(operation.name())) {
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        }
        assertThat(Tables.content(database)).isEqualTo(before);
    }

    /// Operations that are safe to repeat because the thing they are about knows its state; their key is bound
    /// to one request, and a repetition hears how things stand by then.
    private static final Set<String> STATE_ANSWERS =
            Set.of("POST /api/payments/{payment}/confirmation", "POST /api/offers/{offer}/acceptance");

    private static java.util.Optional<String> fault(Operation operation, Bad bad, HttpResponse<String> answer) {
        var status = answer.statusCode();
        var problem = World.problem(answer.body());
        var say = "%s: %d %s %s".formatted(bad.what(), status, problem, shortened(answer.body()));
        if (status >= 500 && !(status == 501)) {
            return java.util.Optional.of(say);
        }
        var harmless = HARMLESS.stream()
                .anyMatch(one ->
                        operation.name().matches(one.operation()) && bad.what().matches(one.what()));
        if (status < 400) {
            return harmless ? java.util.Optional.empty() : java.util.Optional.of(say);
        }
        if (!operation.path().startsWith("/api/")) {
            return java.util.Optional.empty();
        }
        var isProblem = answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json")
                && answer.body().length() < 10_000
                && World.read(answer.body()).path("status").asInt() == status
                && !answer.body().contains("Exception")
                && !answer.body().contains("io.holdfast");
        var right = bad.expected().isEmpty() || bad.expected().contains(problem);
        return isProblem && right ? java.util.Optional.empty() : java.util.Optional.of(say);
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
