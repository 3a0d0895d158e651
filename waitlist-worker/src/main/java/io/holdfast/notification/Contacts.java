package io.holdfast.notification;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// How customers are reached; sealed at rest.
@ApplicationScoped
class Contacts {

    private static final String SAVE = """
        insert into contact (customer_id, sealed, saved_at)
        select :customer, :sealed, cast(:at as timestamptz)
         where not exists (
               select from forgotten
                where customer_id = :customer
                  and at >= coalesce(cast(:at as timestamptz), '-infinity'))
        on conflict (customer_id) do update
           set sealed = excluded.sealed, saved_at = excluded.saved_at, heard_at = now(),
               email_refused_at =
                   case when contact.sealed = excluded.sealed then contact.email_refused_at end
         where (contact.sealed <> excluded.sealed or contact.saved_at is distinct from excluded.saved_at)
           and coalesce(contact.saved_at, '-infinity') <= coalesce(excluded.saved_at, '-infinity')
        """;

    private static final String REFUSED =
            "update contact set email_refused_at = now() where customer_id = :customer and email_refused_at is null";

    private static final String IS_REFUSED =
            "select email_refused_at is not null as refused from contact where customer_id = :customer";

    /// With the contact goes what is kept for its sake, unless they have come back since. What was told stays written
    /// down; of what was still to be told nothing goes out.
    private static final String FORGET = """
        with noted as (
            insert into forgotten (customer_id, at)
            values (:customer, :at)
            on conflict (customer_id) do update set at = excluded.at where forgotten.at < excluded.at),
        gone as (
            select cast(:customer as uuid) as id
             where not exists (select from contact where customer_id = :customer and saved_at > :at)),
        preferences as (delete from preference using gone where customer_id = gone.id),
        zones as (delete from customer_zone using gone where customer_id = gone.id),
        interests as (delete from interest using gone where customer_id = gone.id),
        reminders as (delete from reminder using gone where customer_id = gone.id),
        devices as (delete from push_device using gone where customer_id = gone.id),
        untold as (
            update notification
               set state = 'DEAD', death = 'STOPPED', dead_at = now(), next_attempt_at = null
              from gone
             where customer_id = gone.id
               and state = 'DUE')
        delete from contact
         where customer_id = :customer
           and coalesce(saved_at, '-infinity') <= :at
        """;

    private final DataSource database;
    private final Seal seal;

    Contacts(DataSource database, @ConfigProperty(name = "holdfast.contacts.key") String key) {
        this.database = database;
        this.seal = new Seal(key);
    }

    /// Of two contacts the one said later stays, in whichever order they are heard: one may come back from the
    /// dead letters after its successor. Those without a time are older than those with one; among them the last
    /// heard stays.
    ///
    /// @param at when the customer said it; absent in old facts
    void save(CustomerId customer, String sealed, @Nullable Instant at) {
        Sql.of(SAVE)
                .with("customer", customer)
                .with("sealed", sealed)
                .with("at", at)
                .run(database);
    }

    /// What was said before is forgotten too when it is heard only later.
    void forget(CustomerId customer, Instant at) {
        Sql.of(FORGET).with("customer", customer).with("at", at).run(database);
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
