package io.holdfast.simulation;

/// Which stories are told: `count` of them, from `first` on.
public record Seeds(long first, int count) {

    /// As asked for by `holdfast.simulation.seed` and `holdfast.simulation.seeds`.
    ///
    /// @param usually how many, when nothing is asked for: the same from 1 on each time
    public static Seeds asked(int usually) {
        return new Seeds(
                Long.getLong("holdfast.simulation.seed", 1L), Integer.getInteger("holdfast.simulation.seeds", usually));
    }
}
