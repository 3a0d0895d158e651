package io.holdfast.room.queue;

import static io.holdfast.contracts.problem.ProblemType.PLACE_INVALID;
import static io.holdfast.contracts.problem.ProblemType.PLACE_REQUIRED;

import io.holdfast.contracts.id.SaleId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The place a request carries.
@ApplicationScoped
public class PlaceInHeader {

    public static final String NAME = "Holdfast-Place";

    private final SignedPlaces places;

    PlaceInHeader(SignedPlaces places) {
        this.places = places;
    }

    /// @return empty when there is none, or none that is good
    public Optional<Place> find(@Nullable String header, SaleId sale) {
        return Optional.ofNullable(header)
                .filter(text -> !text.isBlank())
                .flatMap(text -> places.read(text.strip(), sale));
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `PLACE_REQUIRED` or `PLACE_INVALID`
    public Place read(@Nullable String header, SaleId sale) {
        if (header == null || header.isBlank()) {
            throw PLACE_REQUIRED
                    .because("Please join the queue; your place comes with the answer.")
                    .asException();
        }
        return places.read(header.strip(), sale).orElseThrow(() -> PLACE_INVALID
                .because("Please join the queue of this sale.")
                .asException());
    }
}
