package io.holdfast.ticketing.show;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "sale")
class SaleRow extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "show_id")
    public UUID show;

    @Column(name = "lobby_opens_at")
    public Instant lobbyOpensAt;

    @Column(name = "opens_at")
    public Instant opensAt;

    @Column(name = "closes_at")
    public Instant closesAt;

    @Column(name = "waiting_room")
    public boolean waitingRoom;

    @Column(name = "rate_per_second")
    public double ratePerSecond;

    public int burst;

    @Column(name = "active_cap")
    public int activeCap;

    @Column(name = "called_seconds")
    public int calledSeconds;

    @Column(name = "active_seconds")
    public int activeSeconds;

    @Column(name = "hold_seconds")
    public int holdSeconds;

    @Column(name = "max_seats")
    public int maxSeats;

    @Column(name = "accounts_only")
    public boolean accountsOnly;

    @Column(name = "invited_share")
    public @Nullable Double invitedShare;

    @Column(name = "bookings_per_second")
    public @Nullable Double bookingsPerSecond;

    public @Nullable String notice;
}
