package io.holdfast.ticketing.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.SimulatedGateway;
import io.holdfast.ticketing.api.OpenApi.Operation;
import io.holdfast.ticketing.payment.RealGateways;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everybody asks for everything, properly. Who gets through is what `src-docs/api/who-may.md` says, and nobody else.
@QuarkusTest
@TestProfile(BadInputTest.Undisturbed.class)
@WithTestResource(StackTestResource.class)
@WithTestResource(SimulatedGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorisationTest {

    private static final Path DECLARED = Path.of("../src-docs/api/who-may.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([A-Z]+ /[^`]*)` \\| ([^|]+) \\|$", Pattern.MULTILINE);
    private static final Set<Integer> REFUSED = Set.of(401, 403, 404);
    private static final OpenApi DOCUMENT = OpenApi.committed();

    /// Who asks, and as whom of the table they get through.
    private enum Asker {
        NOBODY("everybody", request -> request),
        ANOTHER_GUEST("everybody", null),
        ANOTHER_MEMBER("everybody, member", null),
        WITHOUT_A_ROLE("", as("ulla customer")),
        ORGANISER("organiser, organiser of it", as(World.OLGA)),
        ANOTHER_ORGANISER("organiser", as(World.OTTO)),
        OPERATIONS("operations", as(World.OPAL)),
        REFUNDS("", as("rosa refund")),
        NO_ROLE_OF_OURS("", as("vera view edit approve admin Organiser OPERATIONS"));

        private final Set<String> gets;
        private final @org.jspecify.annotations.Nullable Function<Request, Request> dressed;

        Asker(String gets, @org.jspecify.annotations.Nullable Function<Request, Request> dressed) {
            this.gets = Set.of(gets.split(", "));
            this.dressed = dressed;
        }

        private static Function<Request, Request> as(String who) {
            return request -> request.header(SignedIn.HEADER, who);
        }

        boolean may(Set<String> declared) {
            return declared.stream().anyMatch(gets::contains);
        }

        Request asks(Request proper, BoxOffice house) {
            var bare = proper.without(SignedIn.HEADER)
                    .without("Cookie")
                    .without(AdmissionPass.HEADER)
                    .signed(null);
            var undressed = bare.headers().containsKey(IdempotentRequests.HEADER)
                    ? bare.header(IdempotentRequests.HEADER, BoxOffice.newKey())
                    : bare;
            return switch (this) {
                case ANOTHER_GUEST -> undressed.header("Cookie", house.guest().cookies());
                case ANOTHER_MEMBER -> undressed.header("Cookie", house.member().cookies());
                default -> dressed == null ? undressed : dressed.apply(undressed);
            };
        }
    }

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
    }

    @AfterEach
    void what_was_done_is_left_behind() {
        world.movesOn();
    }

    private static Map<String, Set<String>> declared() {
        try {
            var declared = new TreeMap<String, Set<String>>();
            var rows = ROW.matcher(Files.readString(DECLARED));
            while (rows.find()) {
                declared.put(
                        rows.group(1),
                        Arrays.stream(rows.group(2).split(","))
                                .map(String::strip)
                                .collect(Collectors.toSet()));
            }
            return declared;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Operation> operations() {
        return DOCUMENT.operations().stream()
                .filter(operation -> operation.path().startsWith("/api/"));
    }

    @Test
    void every_operation_is_declared_and_nothing_else() {
        assertThat(declared().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        DOCUMENT.operations().stream().map(Operation::name).toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void nobody_gets_through_who_is_not_declared(Operation operation) {
        // Given
        var declared = declared().get(operation.name());
        var proper = world.prepared(() -> world.properly(operation));
        var askers = Stream.of(Asker.values())
                .filter(asker -> !asker.may(declared) && !declared.contains("everybody") && !declared.contains("link"))
                .toList();
        var asked = askers.stream().map(asker -> asker.asks(proper, boxOffice)).toList();
        var before = Tables.content(database);

        // When
        var answers = asked.stream().map(request -> request.send(house)).toList();

        // Then
        var through = new ArrayList<String>();
        for (var i = 0; i < answers.size(); i++) {
            if (!REFUSED.contains(answers.get(i).statusCode())) {
                through.add(askers.get(i) + ": " + answers.get(i).statusCode() + " "
                        + answers.get(i).body());
            }
        }
        assertThat(through).isEmpty();
        assertThat(Tables.content(database)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void whoever_is_declared_gets_through(Operation operation) {
        // Given
        var declared = declared().get(operation.name());
        var askers =
                Stream.of(Asker.values()).filter(asker -> asker.may(declared)).toList();

        // When
        var answers = askers.stream()
                .map(asker -> world.prepared(() -> asker.asks(world.properly(operation), boxOffice))
                        .send(house))
                .toList();

        // Then
        var refused = new ArrayList<String>();
        for (var i = 0; i < answers.size(); i++) {
            if (Set.of(401, 403).contains(answers.get(i).statusCode())) {
                refused.add(askers.get(i) + ": " + answers.get(i).statusCode() + " "
                        + answers.get(i).body());
            }
        }
        assertThat(refused).isEmpty();
    }

    static Stream<Operation> operations_on_what_is_somebodys() {
        return operations().filter(operation -> declared().get(operation.name()).contains("owner"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations_on_what_is_somebodys")
    void whoever_owns_it_gets_through(Operation operation) {
        // Given
        var proper = world.prepared(() -> world.properly(operation));

        // When
        var answer = proper.send(house);

        // Then
        assertThat(REFUSED).as(answer.body()).doesNotContain(answer.statusCode());
    }
}
