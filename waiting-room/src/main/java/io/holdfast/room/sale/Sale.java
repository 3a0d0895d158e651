package io.holdfast.room.sale;

import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.TurnEvent.DoorSettings;
import io.holdfast.contracts.id.SaleId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a sale opens, and how its visitors are to be let in.
///
/// @param lobbyOpensAt from then on visitors may gather
/// @param opensAt from then on visitors are called
/// @param closesAt exclusive; nobody joins or is called after it
/// @param ratePerSecond visitors let in per second, > 0
/// @param burst most visitors called at one moment after a quiet while, ≥ 1
/// @param activeCap most visitors inside together, ≥ 1
/// @param calledFor how long a called visitor may take to come in
/// @param activeFor how long a visitor may shop, at most [#LONGEST_STAY]
/// @param invitedShare of all calls that invited visitors may have while others wait, 0 to 1
/// @param accountsOnly whether only members may join
/// @param notice what those who wait are to be told; null: nothing
/// @param own whether the staff has made it here, for a site that is not ours
/// @param organiser whose it is, as a [mark][io.holdfast.contracts.account.OrganiserMark]; null: nobody has said
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
        Duration activeFor,
        double invitedShare,
        boolean accountsOnly,
        @Nullable String notice,
        boolean own,
        @Nullable String organiser) {

    /// The share of calls for invited visitors where a sale names none.
    public static final double USUAL_SHARE = 0.2;

    public static final Duration LONGEST_STAY = Duration.ofHours(2);

    /// @throws IllegalArgumentException if nobody could ever come in
    public Sale {
        if (!(ratePerSecond > 0) || burst < 1 || activeCap < 1) {
            throw new IllegalArgumentException("rate, burst and cap of a sale are above zero");
        }
        if (!calledFor.isPositive() || activeFor.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("calls and stays last a while");
        }
        if (!(invitedShare >= 0 && invitedShare <= 1)) {
            throw new IllegalArgumentException("the share of the invited is between 0 and 1");
        }
        if (activeFor.compareTo(LONGEST_STAY) > 0) {
            activeFor = LONGEST_STAY;
        }
        if (lobbyOpensAt.isAfter(opensAt)) {
            lobbyOpensAt = opensAt;
        }
    }

    public static Sale of(SaleScheduled event) {
        var admission = event.admission();
        var share = admission.invitedShare();
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
                admission.activeFor(),
                share == null ? USUAL_SHARE : share,
                Boolean.TRUE.equals(admission.accountsOnly()),
                event.notice(),
                false,
                event.organiser());
    }

    /// One the staff has made here.
    public static Sale of(SaleId sale, DoorSettings settings) {
        return new Sale(
                sale,
                settings.title(),
                settings.lobbyOpensAt(),
                settings.opensAt(),
                settings.closesAt(),
                settings.ratePerSecond(),
                settings.burst(),
                settings.activeCap(),
                settings.calledFor(),
                settings.activeFor(),
                settings.invitedShare(),
                settings.accountsOnly(),
                null,
                true,
                settings.organiser());
    }
}
