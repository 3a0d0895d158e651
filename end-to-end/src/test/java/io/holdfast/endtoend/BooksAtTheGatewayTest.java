package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.launcher.house.House;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `./holdfast reconcile`, as an operator types it.
@ExtendWith(InTheHouse.class)
class BooksAtTheGatewayTest {

    private final String began = Instant.now().toString();
    private House house;
    private Olga olga;
    private JsonNode order;

    private record Printed(int exit, String out, String errors) {}

    @BeforeEach
    void ann_has_paid(House running) {
        house = running;
        olga = new Olga(running);
        var show = olga.putsOnSale(Olga.plan(1, 2));
        order = Person.named("ann", running).buys(show.performance(), List.of("A-1"));
    }

    @Test
    void books_that_agree_are_said_to_and_the_command_succeeds() throws Exception {
        var printed = reconcile("--url", house.url().toString(), "--from", began);

        assertThat(printed.out()).isEqualTo("1 compared, 0 differ.\n");
        assertThat(printed.errors()).isEmpty();
        assertThat(printed.exit()).isZero();
    }

    @Test
    void money_given_back_by_hand_is_shown_and_corrected_on_request() throws Exception {
        // Given
        var id = order.path("id").asText();
        olga.givesBackAtTheGateway(id, 40_000);
        var shown = reconcile("--url", house.url().toString(), "--from", began);

        // When
        var corrected = reconcile("--url", house.url().toString(), "--from", began, "--repair");

        // Then
        assertThat(shown.exit()).isEqualTo(1);
        assertThat(shown.out().lines())
                .satisfiesExactly(
                        head -> assertThat(head)
                                .containsSubsequence("FOUND", "CHANNEL", "ORDER", "THERE", "HERE", "DONE"),
                        line -> assertThat(line)
                                .containsSubsequence(
                                        "AMOUNTS_DIFFER", "simulator-card", id, "60,000 KRW", "100,000 KRW", "nothing"),
                        sum -> assertThat(sum)
                                .isEqualTo(
                                        "1 compared, 1 differs; nothing was changed. --repair puts right what can be."));
        assertThat(corrected.exit()).isEqualTo(1);
        assertThat(corrected.out())
                .contains("AMOUNTS_DIFFER", "corrected")
                .endsWith("1 compared, 1 differs: 1 put right, 0 left as they are.\n");
        var again = reconcile("--url", house.url().toString(), "--from", began);
        assertThat(again.out()).isEqualTo("1 compared, 0 differ.\n");
        assertThat(again.exit()).isZero();
    }

    @Test
    void what_could_not_be_compared_is_not_taken_for_a_difference() throws Exception {
        var nobodyThere = reconcile("--url", "http://127.0.0.1:1");
        var notAllowed = run(Olga.bearer(house, "ann"), "--url", house.url().toString());

        assertThat(nobodyThere.exit()).isEqualTo(2);
        assertThat(nobodyThere.errors()).contains("http://127.0.0.1:1");
        assertThat(notAllowed.exit()).isEqualTo(2);
        assertThat(notAllowed.errors()).contains("403");
    }

    private Printed reconcile(String... words) throws IOException, InterruptedException {
        return run(Olga.bearer(house, "otto"), words);
    }

    private static Printed run(String bearer, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("./holdfast", "reconcile"));
        command.addAll(List.of(words));
        var building = new ProcessBuilder(command)
                .directory(Path.of("..").toAbsolutePath().normalize().toFile());
        building.environment().put("HOLDFAST_TOKEN", bearer.substring("Bearer ".length()));
        var process = building.start();
        try (var out = process.inputReader(StandardCharsets.UTF_8);
                var errors = process.errorReader(StandardCharsets.UTF_8)) {
            var said = out.readAllAsString();
            var complained = errors.readAllAsString();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Printed(process.exitValue(), said, complained);
        } finally {
            process.destroyForcibly();
        }
    }
}
