package io.holdfast.ticketing.show;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

@Entity
@Table(name = "hall")
class HallRow extends PanacheEntityBase {
    @Id
    public UUID id;

    public String name;

    /// The seating plan as it was sent.
    public String plan;

    public int seats;
}
