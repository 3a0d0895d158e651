package io.holdfast.notification;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// What kinds of shows people want to hear of, and which sales they want to be reminded of.
@ApplicationScoped
class Interests {

    private static final String SAVE = """
        insert into interest (customer_id, categories, regions)
        values (:customer, :categories, :regions)
        on conflict (customer_id) do update
           set categories = excluded.categories, regions = excluded.regions, changed_at = now()
        """;

    private static final String FORGET = "delete from interest where customer_id = :customer";

    private static final String OF = "select categories, regions from interest where customer_id = :customer";

    private static final String REMIND = """
        insert into reminder (customer_id, sale_id, wish)
        values (:customer, :sale, :wish)
        on conflict (customer_id, sale_id) do update
           set wish = excluded.wish
        """;

    private static final String SALE_IS_KNOWN = """
        select exists (select from sale where id = :sale)
            or exists (select from published_show where sale_id = :sale)
            or exists (select from fan_out where kind = 'SALE_REMINDER' and about = :sale) as known
        """;

    record Interest(List<String> categories, List<String> regions) {}

    enum Wish {
        WANTED,
        UNWANTED
    }

    private final DataSource database;

    Interests(DataSource database) {
        this.database = database;
    }

    Optional<Interest> of(CustomerId customer) {
        return Sql.of(OF)
                .with("customer", customer)
                .first(database, row -> new Interest(row.texts("categories"), row.texts("regions")));
    }

    /// Nothing at all is no interest.
    void save(CustomerId customer, Interest interest) {
        if (interest.categories().isEmpty() && interest.regions().isEmpty()) {
            Sql.of(FORGET).with("customer", customer).run(database);
        } else {
            Sql.of(SAVE)
                    .with("customer", customer)
                    .with("categories", interest.categories())
                    .with("regions", interest.regions())
                    .run(database);
        }
    }

    /// @return whether there is such a sale
    boolean remind(CustomerId customer, SaleId sale, Wish wish) {
        return QuarkusTransaction.requiringNew().call(() -> {
            var known = Sql.of(SALE_IS_KNOWN).with("sale", sale).one(database, row -> row.flag("known"));
            if (known) {
                Sql.of(REMIND)
                        .with("customer", customer)
                        .with("sale", sale)
                        .with("wish", wish)
                        .run(database);
            }
            return known;
        });
    }
}
