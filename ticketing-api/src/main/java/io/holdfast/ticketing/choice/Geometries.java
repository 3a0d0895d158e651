package io.holdfast.ticketing.choice;

import io.holdfast.contracts.id.HallId;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.show.Performance;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The plans of the performances that people choose in, each prepared once.
@ApplicationScoped
public class Geometries {

    /// About 20 bytes each.
    private static final int MOST_SEATS = 2_000_000;

    private final Map<HallId, Geometry> known = new ConcurrentHashMap<>();
    private final Catalogue catalogue;

    Geometries(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    public Geometry of(Performance performance) {
        var prepared = known.get(performance.plan());
        return prepared == null ? prepare(performance.plan()) : prepared;
    }

    /// Empty when it would have to be prepared.
    Optional<Geometry> known(Performance performance) {
        return Optional.ofNullable(known.get(performance.plan()));
    }

    private synchronized Geometry prepare(HallId plan) {
        var meanwhile = known.get(plan);
        if (meanwhile != null) {
            return meanwhile;
        }
        var prepared = Geometry.of(catalogue.plan(plan));
        if (known.values().stream().mapToInt(Geometry::places).sum() + prepared.places() > MOST_SEATS) {
            known.clear();
        }
        known.put(plan, prepared);
        return prepared;
    }
}
