package io.holdfast.stack.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.id.CustomerId;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everybody asks for everything, properly. Who gets through is what `src-docs/api/who-may.md` says, and nobody else.
///
/// ```java
/// @QuarkusTest
/// @WithTestResource(StackTestResource.class)
/// class AuthorisationTest extends EverybodyAsks {
///
///     AuthorisationTest() {
///         super("ticketing-api");
///     }
/// ```
///
/// What there is belongs to Ann where it is a customer's, and to Olga where it is an organiser's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EverybodyAsks {

    protected static final String OLGA = "olga organiser";
    protected static final String OPAL = "opal operations";
    protected static final String ROSA = "rosa refund";

    private static final Set<Integer> REFUSED = Set.of(401, 403, 404);
    private static final String KEY = "Idempotency-Key";

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URI house;

    private final WhoMay declared;

    /// @param service as its section of the page is called
    protected EverybodyAsks(String service) {
        this.declared = WhoMay.of(service);
    }

    /// Who asks, and as whom of the page they get through.
    private enum Asker {
        NOBODY(null, "everybody"),
        ANOTHER_GUEST(null, "everybody"),
        ANOTHER_MEMBER(null, "everybody", "member"),
        WITHOUT_A_ROLE("ulla"),
        CUSTOMER("cho customer"),
        ORGANISER(OLGA, "organiser", "organiser of it"),
        ANOTHER_ORGANISER("otto organiser", "organiser"),
        OPERATIONS(OPAL, "operations"),
        REFUNDS(ROSA, "refund"),
        NO_ROLE_OF_OURS("vera view edit approve admin staff Organiser ORGANISER OPERATIONS operation Refund refunds");

        private final @Nullable String signedIn;
        private final Set<String> gets;

        Asker(@Nullable String signedIn, String... gets) {
            this.signedIn = signedIn;
            this.gets = Set.of(gets);
        }

        boolean may(Set<String> who) {
            return who.stream().anyMatch(gets::contains);
        }
    }

    /// How the operation is asked for by somebody who may: of something there is, with everything it takes.
    protected abstract Request properly(String operation);

    /// All that must be as before when nobody got through.
    protected abstract Map<String, String> content();

    /// Somebody has got through, and may have changed what there is.
    protected void movesOn() {}

    /// The cookies of somebody who is signed in at a browser of their own.
    protected String member() {
        var key = ConfigProvider.getConfig()
                .getOptionalValue("holdfast.account.key", String.class)
                .orElse("where no customer comes it is not known");
        return guest() + "; " + SignedAccount.COOKIE + "="
                + new SignedAccount(key).sign(CustomerId.next(), Instant.now().plusSeconds(600));
    }

    private static String guest() {
        return Browser.COOKIE + "=" + Browser.newSecret();
    }

    /// Whether [#properly] asks for something of its owner's, rather than for something made up.
    protected boolean isSomebodys(Set<String> who) {
        return true;
    }

    /// Whether who asked may not, rather than that nothing could be done for them.
    protected boolean isRefused(HttpResponse<String> answer) {
        return answer.statusCode() == 401 || answer.statusCode() == 403;
    }

    private Stream<String> asked(Predicate<Set<String>> which) {
        return declared.operations().stream()
                .filter(operation -> operation.contains(" /api/"))
                .filter(operation -> which.test(declared.who(operation)));
    }

    private static boolean isOpen(Set<String> who) {
        return who.contains("everybody") || who.contains("link");
    }

    Stream<String> operations() {
        return asked(_ -> true);
    }

    Stream<String> operations_not_for_everybody() {
        return asked(who -> !isOpen(who));
    }

    Stream<String> operations_on_what_is_somebodys() {
        return asked(who -> !isOpen(who) && isSomebodys(who));
    }

    @Test
    void every_operation_is_declared_and_nothing_else() {
        assertThat(declared.operations()).containsExactlyInAnyOrderElementsOf(Operations.ofThisService());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations_not_for_everybody")
    void nobody_gets_through_who_is_not_declared(String operation) {
        // Given
        var who = declared.who(operation);
        var proper = properly(operation);
        var askers = Stream.of(Asker.values()).filter(asker -> !asker.may(who)).toList();
        var requests = askers.stream().map(asker -> askedBy(asker, proper)).toList();
        var before = content();

        // When
        var answers = requests.stream().map(request -> request.send(house)).toList();

        // Then
        assertThat(among(answers, askers, answer -> !REFUSED.contains(answer.statusCode())))
                .isEmpty();
        assertThat(content()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void whoever_is_declared_gets_through(String operation) {
        // Given
        var who = declared.who(operation);
        var askers = Stream.of(Asker.values()).filter(asker -> asker.may(who)).toList();

        // When
        var answers = askers.stream()
                .map(asker -> askedBy(asker, properly(operation)).send(house))
                .toList();

        // Then
        assertThat(among(answers, askers, this::isRefused)).isEmpty();
        movesOn(operation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations_on_what_is_somebodys")
    void whoever_owns_it_gets_through(String operation) {
        // Given
        var proper = properly(operation);

        // When
        var answer = proper.send(house);

        // Then
        assertThat(REFUSED).as(answer.body()).doesNotContain(answer.statusCode());
        movesOn(operation);
    }

    private void movesOn(String operation) {
        if (!operation.startsWith("GET ")) {
            movesOn();
        }
    }

    private Request askedBy(Asker asker, Request proper) {
        var bare = proper.headers().containsKey(KEY)
                ? proper.bare().header(KEY, UUID.randomUUID().toString())
                : proper.bare();
        return switch (asker) {
            case ANOTHER_GUEST -> bare.header("Cookie", guest());
            case ANOTHER_MEMBER -> bare.header("Cookie", member());
            default -> asker.signedIn == null ? bare : bare.header(SignedIn.HEADER, asker.signedIn);
        };
    }

    private static List<String> among(
            List<HttpResponse<String>> answers, List<Asker> askers, Predicate<HttpResponse<String>> which) {
        return IntStream.range(0, answers.size())
                .filter(i -> which.test(answers.get(i)))
                .mapToObj(i -> askers.get(i) + ": " + answers.get(i).statusCode() + " "
                        + answers.get(i).body())
                .toList();
    }
}
