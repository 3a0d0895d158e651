package io.holdfast.ticketing.account;

import io.holdfast.contracts.event.ContactEvent.ContactForgotten;
import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Those who buy.
@ApplicationScoped
public class Customers {

    private static final String MEMBER = """
        insert into customer (id, kind, issuer, login)
        values (:id, 'MEMBER', :issuer, :login)
        on conflict (issuer, login) do update set login = excluded.login
        returning id
        """;

    private static final String INTRODUCE = """
        update customer
           set contact = :contact, phone_index = :phoneIndex, email_index = :emailIndex
         where id = :customer
           and kind = 'MEMBER'
           and contact is null
        returning now() as now
        """;

    private static final String FORGET = """
        update customer
           set kind = 'FORGOTTEN', forgotten_at = now(), issuer = null, login = null, contact = null,
               phone_index = null, email_index = null, tier = null
         where id = :customer
           and kind = 'MEMBER'
        returning now() as now
        """;

    private static final String CONTACT =
            "select contact from customer where id = :member and kind = 'MEMBER' and contact is not null";

    private final DataSource database;
    private final Outbox outbox;
    private final Seal seal;

    Customers(DataSource database, Outbox outbox, @ConfigProperty(name = "holdfast.contacts.key") String key) {
        this.database = database;
        this.outbox = outbox;
        this.seal = new Seal(key);
    }

    /// The customer behind a login; signing in for the first time makes one.
    ///
    /// @param issuer and login: `iss` and `sub` of the ID token
    @Transactional
    CustomerId member(String issuer, String login) {
        return Sql.of(MEMBER)
                .with("id", CustomerId.next())
                .with("issuer", issuer)
                .with("login", login)
                .one(database, row -> new CustomerId(row.uuid("id")));
    }

    /// Remembers how a member is reached from what the identity provider knows, until they say it themselves:
    /// somebody may wait for a returned seat before their first order. Lets those know who send messages.
    @Transactional
    void introduce(CustomerId customer, Contact contact) {
        if (contact.email().isEmpty()) {
            return;
        }
        var reached = sealed(customer, contact);
        Sql.of(INTRODUCE)
                .with("customer", customer)
                .with("contact", reached.contact())
                .with("phoneIndex", reached.phoneIndex())
                .with("emailIndex", reached.emailIndex())
                .first(database, row -> row.moment("now"))
                .ifPresent(now -> outbox.append(new ContactSaved(customer, reached.contact(), now)));
    }

    /// Takes everything out of the customer's row by which anybody could tell who it was, in the running
    /// transaction, and lets those know who keep some of it. The sign-in of before makes a new customer from
    /// now on.
    @Transactional(Transactional.TxType.MANDATORY)
    public void forget(CustomerId customer) {
        Sql.of(FORGET)
                .with("customer", customer)
                .first(database, row -> row.moment("now"))
                .ifPresent(now -> outbox.append(new ContactForgotten(customer, now)));
    }

    /// How the buyer of an order is reached, sealed and with the blind indexes; nothing is written yet.
    ///
    /// @param contact for the customer, who keeps no address
    /// @param recipient for the order
    public record Reached(
            String contact,
            String recipient,
            @Nullable String phoneIndex,
            @Nullable String emailIndex) {}

    public Reached sealed(CustomerId customer, Contact contact) {
        var sealed = seal.seal(customer, contact.withoutAddress());
        return new Reached(
                sealed,
                contact.address() == null ? sealed : seal.seal(customer, contact),
                contact.phone().isEmpty() ? null : seal.phoneIndex(contact.phone()),
                contact.email().isEmpty() ? null : seal.emailIndex(contact.email()));
    }

    /// How a member is reached, as far as they have said so or the identity provider has.
    public Optional<Contact> contact(CustomerId member) {
        return Sql.of(CONTACT).with("member", member).first(database, row -> open(member, row.text("contact")));
    }

    public Contact open(CustomerId customer, String sealed) {
        return seal.open(customer, sealed);
    }
}
