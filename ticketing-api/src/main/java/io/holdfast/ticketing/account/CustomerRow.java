package io.holdfast.ticketing.account;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "customer")
class CustomerRow extends PanacheEntityBase {
    @Id
    public UUID id;

    public String kind;

    /// The identity provider; null for a guest.
    public @Nullable String issuer;

    /// The `sub` there; null for a guest.
    public @Nullable String login;

    /// Sealed; null until somebody has bought something.
    public @Nullable String contact;

    @Column(name = "phone_index")
    public @Nullable String phoneIndex;

    @Column(name = "email_index")
    public @Nullable String emailIndex;
}
