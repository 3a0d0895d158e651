package io.holdfast.ticketing.channel;

import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Where operations switch a channel off or on by hand, for a while, saying why. What was decided stays written down.
@ApplicationScoped
class Overrides {

    private static final String DECIDE = """
        insert into channel_override (channel, became, reason, who, until)
        values (:channel, :became, :reason, :who, :until)
        """;

    /// The latest decision about each channel, while it lasts.
    private static final String IN_FORCE = """
        select *
          from (select distinct on (channel) id, channel, became, reason, who, until, at
                  from channel_override
                 order by channel, id desc) as latest
         where until > now()
           and became <> 'BY_ITSELF'
        """;

    private static final String OF_CHANNEL = """
        select id, channel, became, reason, who, until, at
          from channel_override
         where channel = :channel
         order by id desc
         limit 50
        """;

    enum Became {
        /// Nobody pays by it.
        OFF,
        /// Offered though its breaker says otherwise.
        ON,
        /// The breaker decides again.
        BY_ITSELF
    }

    record Override(String channel, Became became, String reason, String who, Instant until, Instant at) {}

    private final DataSource database;

    Overrides(DataSource database) {
        this.database = database;
    }

    void decide(String channel, Became became, String reason, String who, Instant until) {
        Sql.of(DECIDE)
                .with("channel", channel)
                .with("became", became)
                .with("reason", reason)
                .with("who", who)
                .with("until", until)
                .run(database);
    }

    Map<String, Override> inForce() {
        return Sql.of(IN_FORCE).list(database, Overrides::read).stream()
                .collect(Collectors.toMap(Override::channel, override -> override));
    }

    /// Newest first.
    List<Override> of(String channel) {
        return Sql.of(OF_CHANNEL).with("channel", channel).list(database, Overrides::read);
    }

    private static Override read(Row row) throws SQLException {
        return new Override(
                row.text("channel"),
                Became.valueOf(row.text("became")),
                row.text("reason"),
                row.text("who"),
                row.moment("until"),
                row.moment("at"));
    }
}
