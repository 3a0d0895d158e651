package io.holdfast.ticketing.show;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;

@Entity
@Table(name = "grade")
@IdClass(GradeRow.Key.class)
class GradeRow extends PanacheEntityBase {

    record Key(UUID show, String name) implements Serializable {}

    @Id
    @Column(name = "show_id")
    public UUID show;

    @Id
    public String name;

    public int ordinal;
    public String color;
    public long amount;
    public String currency;
}
