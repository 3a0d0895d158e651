package io.holdfast.ticketing.show;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

@Entity
@Table(name = "show")
class ShowRow extends PanacheEntityBase {
    @Id
    public UUID id;

    /// What its organisation was known by before there were organisations; facts name it so.
    public String organiser;

    @Column(name = "organisation_id")
    public UUID organisation;

    @Column(name = "hall_id")
    public UUID hall;

    public String title;
    public String category;
    public String description;
    public String venue;
    public String region;

    @Column(name = "time_zone")
    public String timeZone;

    @Column(name = "refund_rule")
    public String refundRule;
}
