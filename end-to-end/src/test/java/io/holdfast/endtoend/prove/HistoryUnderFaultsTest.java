package io.holdfast.endtoend.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.endtoend.InTheHouse;
import io.holdfast.endtoend.prove.check.Operation;
import io.holdfast.launcher.house.Service;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The short form of `./holdfast prove`, in a house of its own: a channel may be taken for broken afterwards.
class HistoryUnderFaultsTest {

    @Test
    void whatever_dies_or_stalls_nobody_was_told_anything_that_is_not_so() throws Exception {
        var play = new Play(
                Duration.ofSeconds(25),
                Scene.Habits.USUAL,
                new Scene.Size(12, 2, 10),
                4,
                HistoryUnderFaultsTest::isQuick,
                Duration.ofSeconds(60),
                20_261_130);
        try (var house = InTheHouse.another("logs-of-a-history");
                var stage = Stage.in(house)) {
            // When
            var outcome = play.on(stage);

            // Then
            System.out.print(outcome.tables());
            if (!outcome.holds()) {
                outcome.keep(Path.of("target/prove").toAbsolutePath(), "under test");
            }
            assertThat(outcome.violations()).isEmpty();
            assertThat(outcome.history().done(Operation.Kind.HOLD)).isNotEmpty();
            assertThat(outcome.history().done(Operation.Kind.CONFIRM)).isNotEmpty();
            assertThat(outcome.faults()).isNotEmpty();
        }
    }

    private static boolean isQuick(Nemesis.Fault fault) {
        return switch (fault.kind()) {
            case KILL ->
                fault.what().equals(Service.TICKETING_API.toString())
                        || fault.what().equals(Service.REFUND_WORKER.toString());
            case FREEZE, GATEWAY_FORGETS -> true;
            case FLUSH, CUT, TEAR, SLOW, GATEWAY_LATE -> false;
        };
    }
}
