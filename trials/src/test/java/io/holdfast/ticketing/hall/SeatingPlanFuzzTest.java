package io.holdfast.ticketing.hall;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.ticketing.hall.PlanOutcome.Faulty;
import io.holdfast.ticketing.hall.PlanOutcome.Read;
import java.io.IOException;
import java.util.Map;

class SeatingPlanFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @FuzzTest(maxDuration = "1m")
    void a_plan_is_read_or_its_faults_are_named(byte[] file) throws IOException {
        switch (PretixPlan.read(file)) {
            case Faulty(var faults) -> {
                assertThat(faults).hasSizeBetween(1, Faulty.MOST_FAULTS);
                assertThat(faults)
                        .allSatisfy(fault -> assertThat(fault.message()).isNotBlank());
            }
            case Read(var plan) -> {
                assertThat(PretixPlan.read(file)).isEqualTo(new Read(plan));
                assertThat(plan.seats().count()).isLessThanOrEqualTo(SeatingPlan.MOST_SEATS);
                assertThat(plan.seats().map(SeatingPlan.Seat::id)).doesNotHaveDuplicates();
                assertThat(plan.seats()).allSatisfy(seat -> {
                    assertThat(Double.isFinite(seat.x()) && Double.isFinite(seat.y()))
                            .isTrue();
                    assertThat(seat.grade()).isBetween(0, plan.grades().size() - 1);
                });
                var drawn = JSON.readTree(PlanGeometry.json(plan, Map.of()));
                assertThat(drawn.isObject()).isTrue();
                assertThat(JSON.readTree(PlanGeometry.overview(plan, Map.of())).isObject())
                        .isTrue();
            }
        }
    }
}
