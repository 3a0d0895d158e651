package io.holdfast.room.sale;

import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import java.time.Duration;
import java.time.Instant;

/// When a sale opens, and how its visitors are to be let in.
///
/// @param lobbyOpensAt from then on visitors may gather
/// @param opensAt from then on visitors are called
/// @param closesAt exclusive; nobody joins or is called after it
/// @param ratePerSecond visitors called per second, > 0
/// @param burst most visitors called at one moment after a quiet while, ≥ 1
/// @param activeCap most visitors called and inside together, ≥ 1
/// @param calledFor how long a called visitor may take to come in
/// @param activeFor how long a visitor may shop, at most [AdmissionPass#LONGEST]
public record Sale(
        SaleId id,
        String title,
        Instant lobbyOpensAt,
        Instant opensAt,
        Instant closesAt,
        double ratePerSecond,
        int burst,
        int activeCap,
        Duration calledFor,
        Duration activeFor) {

    /// @throws IllegalArgumentException if nobody could ever come in
    public Sale {
        if (!(ratePerSecond > 0) || burst < 1 || activeCap < 1) {
            throw new IllegalArgumentException("rate, burst and cap of a sale are above zero");
        }
        if (!calledFor.isPositive() || activeFor.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("calls and stays last a while");
        }
        if (activeFor.compareTo(AdmissionPass.LONGEST) > 0) {
            activeFor = AdmissionPass.LONGEST;
        }
        if (lobbyOpensAt.isAfter(opensAt)) {
            lobbyOpensAt = opensAt;
        }
    }

    public static Sale of(SaleScheduled event) {
        var admission = event.admission();
        return new Sale(
                event.sale(),
                event.title(),
                event.lobbyOpensAt(),
                event.opensAt(),
                event.closesAt(),
                admission.ratePerSecond(),
                admission.burst(),
                admission.activeCap(),
                admission.calledFor(),
                admission.activeFor());
    }
}
