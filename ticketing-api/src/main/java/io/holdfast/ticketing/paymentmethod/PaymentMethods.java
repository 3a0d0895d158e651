package io.holdfast.ticketing.paymentmethod;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.personal.SecretSeal;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.channel.Gateway.SavedKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Where customers' saved ways to pay are kept.
@ApplicationScoped
public class PaymentMethods {

    private static final String COLUMNS = """
        select id, gateway, label, customer_key, consent_version, consented_at
          from payment_method
        """;
    private static final String MINE =
            COLUMNS + "where customer_id = :customer and ended_at is null order by consented_at desc limit 20";
    private static final String ONE_OF_MINE =
            COLUMNS + "where id = :method and customer_id = :customer and ended_at is null";

    private static final String KEY = "select customer_key, sealed_key from payment_method where id = :method";

    private static final String KEEP = """
        insert into payment_method (id, customer_id, gateway, label, customer_key, sealed_key, consent_text,
                                    consent_version)
        values (:id, :customer, :gateway, :label, :customerKey, :sealed, :text, :version)
        """;

    private static final String END = """
        update payment_method
           set sealed_key = null, ended_at = now()
         where id = :method
           and customer_id = :customer
           and ended_at is null
        """;

    private static final String END_ALL = """
        update payment_method
           set sealed_key = null, ended_at = now()
         where customer_id = :customer
           and ended_at is null
        """;

    private static final String OPEN_PAGE = """
        insert into payment_method_page (id, customer_id, gateway, customer_key, consent_text, consent_version)
        values (:id, :customer, :gateway, :customerKey, :text, :version)
        """;

    private static final String PAGE = """
        select gateway, customer_key, consent_text, consent_version, method_id
          from payment_method_page
         where id = :id
           and customer_id = :customer
        """;

    private static final String CUSTOMER_KEY = """
        select customer_key
          from payment_method_page
         where customer_id = :customer
           and gateway = :gateway
         order by at
         limit 1
        """;

    private static final String FINISH_PAGE = """
        update payment_method_page
           set method_id = :method
         where id = :id
           and method_id is null
        """;

    private static final String POINTS = """
        select given, consent_version, at
          from point_consent
         where customer_id = :customer
         order by id desc
         limit 1
        """;

    /// Whoever takes a consent back waits for a charge that is just beginning, and a charge for them: one of the two
    /// comes first.
    private static final String LOCK_CONSENT = "select id from customer where id = :customer for no key update";

    private static final String STANDS = """
        select 1 as found
          from payment_method
         where id = :method
           and customer_id = :customer
           and ended_at is null
           for share
        """;

    private static final String SAY_POINTS = """
        insert into point_consent (customer_id, given, consent_text, consent_version)
        values (:customer, :given, :text, :version)
        """;

    /// @param consentVersion what the customer has agreed to
    public record Method(
            UUID id, String gateway, String label, String customerKey, String consentVersion, Instant consentedAt) {}

    /// @param method what came of it, if it is finished
    record Page(String gateway, String customerKey, String consentText, String consentVersion, Optional<UUID> method) {}

    public record PointConsent(boolean given, String version, Instant at) {}

    private final DataSource database;
    private final SecretSeal seal;

    PaymentMethods(DataSource database, @ConfigProperty(name = "holdfast.contacts.key") String key) {
        this.database = database;
        this.seal = new SecretSeal(key, "payment-method-encryption");
    }

    /// Newest first.
    public List<Method> of(CustomerId customer) {
        return Sql.of(MINE).with("customer", customer).list(database, PaymentMethods::read);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, whether it is somebody else's or nobody's
    public Method mine(UUID method, CustomerId customer) {
        return Sql.of(ONE_OF_MINE)
                .with("method", method)
                .with("customer", customer)
                .first(database, PaymentMethods::read)
                .orElseThrow(() ->
                        NOT_FOUND.because("There is no such saved way to pay.").asException());
    }

    /// What charges it; without its secret once the customer has taken it back.
    public SavedKey key(UUID method) {
        record Line(String customer, @Nullable String sealed) {}
        var line = Sql.of(KEY)
                .with("method", method)
                .one(
                        database,
                        row -> new Line(
                                row.text("customer_key"),
                                row.maybeText("sealed_key").orElse(null)));
        return new SavedKey(line.customer(), line.sealed() == null ? null : seal.open(method, line.sealed()));
    }

    UUID keep(CustomerId customer, Page page, String label, String secret) {
        var id = UUID.randomUUID();
        Sql.of(KEEP)
                .with("id", id)
                .with("customer", customer)
                .with("gateway", page.gateway())
                .with("label", label.length() > 100 ? label.substring(0, 100) : label)
                .with("customerKey", page.customerKey())
                .with("sealed", seal.seal(id, secret))
                .with("text", page.consentText())
                .with("version", page.consentVersion())
                .run(database);
        return id;
    }

    /// @return whether there was anything to end
    boolean end(UUID method, CustomerId customer) {
        return Sql.of(END).with("method", method).with("customer", customer).run(database) == 1;
    }

    /// In the running transaction.
    @Transactional(Transactional.TxType.MANDATORY)
    public void endAll(CustomerId customer) {
        Sql.of(END_ALL).with("customer", customer).run(database);
    }

    void openPage(UUID id, CustomerId customer, String gateway, String customerKey, Consent consent) {
        Sql.of(OPEN_PAGE)
                .with("id", id)
                .with("customer", customer)
                .with("gateway", gateway)
                .with("customerKey", customerKey)
                .with("text", consent.ko() + "\n" + consent.en())
                .with("version", consent.version())
                .run(database);
    }

    Optional<Page> page(UUID id, CustomerId customer) {
        return Sql.of(PAGE)
                .with("id", id)
                .with("customer", customer)
                .first(
                        database,
                        row -> new Page(
                                row.text("gateway"),
                                row.text("customer_key"),
                                row.text("consent_text"),
                                row.text("consent_version"),
                                row.maybeUuid("method_id")));
    }

    /// What the customer is called at a gateway already.
    Optional<String> customerKey(CustomerId customer, String gateway) {
        return Sql.of(CUSTOMER_KEY)
                .with("customer", customer)
                .with("gateway", gateway)
                .first(database, row -> row.text("customer_key"));
    }

    /// @return whether nobody has finished it before
    boolean finish(UUID page, UUID method) {
        return Sql.of(FINISH_PAGE).with("id", page).with("method", method).run(database) == 1;
    }

    /// What the customer has said last about paying offers with points.
    public Optional<PointConsent> points(CustomerId customer) {
        return Sql.of(POINTS)
                .with("customer", customer)
                .first(
                        database,
                        row -> new PointConsent(row.flag("given"), row.text("consent_version"), row.moment("at")));
    }

    /// Whether the customer has agreed, and not taken it back, that offers are paid for them by this way; kept so until
    /// the running transaction ends.
    ///
    /// @param method a saved way to pay; empty for points
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean isAgreed(CustomerId customer, Optional<UUID> method) {
        if (method.isPresent()) {
            return Sql.of(STANDS)
                    .with("method", method.get())
                    .with("customer", customer)
                    .first(database, row -> row.number("found"))
                    .isPresent();
        }
        lockConsent(customer);
        return points(customer).filter(PointConsent::given).isPresent();
    }

    private void lockConsent(CustomerId customer) {
        Sql.of(LOCK_CONSENT).with("customer", customer).first(database, row -> row.uuid("id"));
    }

    @Transactional
    void sayPoints(CustomerId customer, boolean given, Consent consent) {
        lockConsent(customer);
        Sql.of(SAY_POINTS)
                .with("customer", customer)
                .with("given", given)
                .with("text", consent.ko() + "\n" + consent.en())
                .with("version", consent.version())
                .run(database);
    }

    private static Method read(Row row) throws SQLException {
        return new Method(
                row.uuid("id"),
                row.text("gateway"),
                row.text("label"),
                row.text("customer_key"),
                row.text("consent_version"),
                row.moment("consented_at"));
    }
}
