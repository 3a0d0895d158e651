package io.holdfast.notification;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The delivery log, read. It knows no addresses, so it shows none.
@ApplicationScoped
class Log {

    static final int PAGE = 50;

    private static final String OF_CUSTOMER = """
        select id, customer_id, kind, concern, channel, urgency, provider, state, failures, created_at, sent_at, death
          from notification
         where customer_id = :customer
           and (cast(:before as uuid) is null or id < :before)
         order by id desc
         limit :page
        """;

    private static final String OF_EVERYBODY = """
        select id, customer_id, kind, concern, channel, urgency, provider, state, failures, created_at, sent_at, death
          from notification
         where (cast(:before as uuid) is null or id < :before)
           and (cast(:state as text) is null or state = :state)
           and (cast(:kind as text) is null or kind = :kind)
         order by id desc
         limit :page
        """;

    record Line(
            UUID id,
            UUID customer,
            String kind,
            String concern,
            String channel,
            String urgency,
            String provider,
            String state,
            int failures,
            Instant createdAt,
            Optional<Instant> sentAt,
            Optional<String> death) {}

    private final DataSource database;

    Log(DataSource database) {
        this.database = database;
    }

    /// Newest first.
    ///
    /// @param before the last line of the page before; absent for the first page
    List<Line> of(CustomerId customer, @Nullable UUID before) {
        return Sql.of(OF_CUSTOMER)
                .with("customer", customer)
                .with("before", before)
                .with("page", PAGE)
                .list(database, Log::read);
    }

    /// The same of everybody.
    List<Line> all(@Nullable String state, @Nullable Kind kind, @Nullable UUID before) {
        return Sql.of(OF_EVERYBODY)
                .with("state", state)
                .with("kind", kind == null ? null : kind.name())
                .with("before", before)
                .with("page", PAGE)
                .list(database, Log::read);
    }

    private static Line read(Row row) throws SQLException {
        return new Line(
                row.uuid("id"),
                row.uuid("customer_id"),
                row.text("kind"),
                row.text("concern"),
                row.text("channel"),
                row.text("urgency"),
                row.text("provider"),
                row.text("state"),
                row.number("failures"),
                row.moment("created_at"),
                row.maybeMoment("sent_at"),
                row.maybeText("death"));
    }
}
