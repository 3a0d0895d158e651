package io.holdfast.notification;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// How customers are reached; sealed at rest.
@ApplicationScoped
class Contacts {

    private static final String SAVE = """
        insert into contact (customer_id, sealed)
        values (:customer, :sealed)
        on conflict (customer_id) do update
           set sealed = excluded.sealed, heard_at = now(), email_refused_at = null
         where contact.sealed <> excluded.sealed
        """;

    private static final String REFUSED =
            "update contact set email_refused_at = now() where customer_id = :customer and email_refused_at is null";

    private static final String IS_REFUSED =
            "select email_refused_at is not null as refused from contact where customer_id = :customer";

    private static final String FORGET = "delete from contact where customer_id = :customer";

    private final DataSource database;
    private final Seal seal;

    Contacts(DataSource database, @ConfigProperty(name = "holdfast.contacts.key") String key) {
        this.database = database;
        this.seal = new Seal(key);
    }

    void save(CustomerId customer, String sealed) {
        Sql.of(SAVE).with("customer", customer).with("sealed", sealed).run(database);
    }

    void forget(CustomerId customer) {
        Sql.of(FORGET).with("customer", customer).run(database);
    }

    /// The mail server says that the address does not exist. A contact told anew is tried again.
    void emailRefused(CustomerId customer) {
        Sql.of(REFUSED).with("customer", customer).run(database);
    }

    boolean isEmailRefused(CustomerId customer) {
        return Sql.of(IS_REFUSED)
                .with("customer", customer)
                .first(database, row -> row.flag("refused"))
                .orElse(false);
    }

    /// Opened for the moment of sending.
    ///
    /// @throws IllegalArgumentException if it does not open with our key
    Contact open(CustomerId customer, String sealed) {
        return seal.open(customer, sealed);
    }
}
