package io.holdfast.ticketing.show;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "hall")
class HallRow extends PanacheEntityBase {
    @Id
    public UUID id;

    /// Whose it is; unknown for halls kept before this was written down.
    public @Nullable String organiser;

    @Column(name = "organisation_id")
    public @Nullable UUID organisation;

    public String name;

    /// The seating plan as it was sent.
    public String plan;

    public int seats;
}
