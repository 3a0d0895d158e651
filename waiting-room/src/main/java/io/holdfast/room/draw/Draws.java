package io.holdfast.room.draw;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.key.PlaceKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The draw of each sale. Its key follows from the place key and the sale's id, so all processes know it without
/// telling each other, and nothing that happens to Redis can change it.
@ApplicationScoped
public class Draws {

    private final PlaceKey placeKey;
    private final Map<SaleId, Draw> draws = new ConcurrentHashMap<>();

    Draws(PlaceKey placeKey) {
        this.placeKey = placeKey;
    }

    public Draw of(SaleId sale) {
        return draws.computeIfAbsent(sale, _ -> new Draw(placeKey.derived("draw:" + sale)));
    }
}
