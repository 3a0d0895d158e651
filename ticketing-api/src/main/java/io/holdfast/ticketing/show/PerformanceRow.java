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
@Table(name = "performance")
class PerformanceRow extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "show_id")
    public UUID show;

    @Column(name = "sale_id")
    public UUID sale;

    @Column(name = "hall_id")
    public UUID hall;

    @Column(name = "starts_at")
    public Instant startsAt;

    @Column(name = "orphan_rule")
    public boolean orphanRule;

    @Column(name = "cancelled_at", insertable = false, updatable = false)
    public @Nullable Instant cancelledAt;

    @Column(name = "cancel_reason", insertable = false, updatable = false)
    public @Nullable String cancelReason;

    @Nullable
    CalledOff calledOff() {
        return cancelledAt == null || cancelReason == null ? null : new CalledOff(cancelledAt, cancelReason);
    }
}
