package io.holdfast.ticketing.hall;

import java.util.List;

/// What may come of reading a seating plan.
public sealed interface PlanOutcome {

    record Read(SeatingPlan plan) implements PlanOutcome {}

    /// @param faults at least one, in the order of the file; of many the first [#MOST_FAULTS]
    record Faulty(List<PlanFault> faults) implements PlanOutcome {

        public static final int MOST_FAULTS = 50;

        public Faulty {
            faults = List.copyOf(faults);
        }
    }
}
