package io.holdfast.notification;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// How each customer wants to be told of what. That what cannot wait keeps a way is a constraint of the table.
@ApplicationScoped
class Preferences {

    private static final String SAVE = """
        insert into preference (customer_id, concern, channels)
        values (:customer, :concern, :channels)
        on conflict (customer_id, concern) do update
           set channels = excluded.channels, changed_at = now()
        """;

    /// What waits to be told by a way that is not wanted any more is not told.
    private static final String STOP_WAITING = """
        update notification
           set state = 'DEAD', death = 'STOPPED', dead_at = now(), next_attempt_at = null
         where customer_id = :customer
           and concern = :concern
           and channel <> all (:channels)
           and urgency = 'BULK'
           and state = 'DUE'
        """;

    private static final String OF = "select concern, channels from preference where customer_id = :customer";

    private static final String SAVE_ZONE = """
        insert into customer_zone (customer_id, time_zone)
        values (:customer, :zone)
        on conflict (customer_id) do update
           set time_zone = excluded.time_zone
        """;

    private static final String FORGET_ZONE = "delete from customer_zone where customer_id = :customer";

    private static final String ZONE = "select time_zone from customer_zone where customer_id = :customer";

    private final DataSource database;

    Preferences(DataSource database) {
        this.database = database;
    }

    /// Of every concern, the house's defaults where nothing was chosen.
    Map<Concern, List<Channel>> of(CustomerId customer) {
        var all = new EnumMap<Concern, List<Channel>>(Concern.class);
        for (var concern : Concern.values()) {
            all.put(concern, concern.defaults());
        }
        Sql.of(OF).with("customer", customer).list(database, row -> {
            all.put(
                    Concern.valueOf(row.text("concern")),
                    row.texts("channels").stream().map(Channel::valueOf).toList());
            return true;
        });
        return all;
    }

    /// All of them or none.
    ///
    /// @param zone absent: wherever the venue is
    void save(CustomerId customer, Map<Concern, List<Channel>> wanted, @Nullable ZoneId zone) {
        QuarkusTransaction.requiringNew().run(() -> {
            var together = new Together();
            wanted.forEach((concern, channels) -> save(together, customer, concern, channels));
            together.run(
                    zone == null
                            ? Sql.of(FORGET_ZONE).with("customer", customer)
                            : Sql.of(SAVE_ZONE).with("customer", customer).with("zone", zone.getId()));
            together.send(database);
        });
    }

    /// Nothing of this is told any more, by any way.
    void stop(CustomerId customer, Concern concern) {
        QuarkusTransaction.requiringNew().run(() -> {
            var together = new Together();
            save(together, customer, concern, List.of());
            together.send(database);
        });
    }

    private static void save(Together together, CustomerId customer, Concern concern, List<Channel> channels) {
        together.run(
                Sql.of(SAVE).with("customer", customer).with("concern", concern).with("channels", channels));
        together.run(Sql.of(STOP_WAITING)
                .with("customer", customer)
                .with("concern", concern)
                .with("channels", channels));
    }

    Optional<ZoneId> zone(CustomerId customer) {
        return Sql.of(ZONE)
                .with("customer", customer)
                .first(database, row -> row.text("time_zone"))
                .map(ZoneId::of);
    }
}
