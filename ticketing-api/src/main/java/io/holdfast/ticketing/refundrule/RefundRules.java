package io.holdfast.ticketing.refundrule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where refund rules are found.
///
/// There are few, and a version never changes; all of them are remembered for [#FRESH]. Which one applies follows from
/// its effective date and the moment asked about, so a version that is added a second ahead takes over on time
/// everywhere.
@ApplicationScoped
public class RefundRules {

    /// What organisers' rules are compared with.
    public static final String STANDARD = "kr-consumer-standard";

    /// The terms of an order as JSON in column `terms`, in a statement that reads `orders`. An order from before there
    /// were versions was promised version 1.
    public static final String PROMISED = """
        coalesce(orders.refund_terms,
                 (select terms || jsonb_build_object('name', name, 'version', version)
                    from refund_rule
                   where name = orders.refund_rule
                     and version = 1))::text as terms
        """;

    private static final Duration FRESH = Duration.ofSeconds(1);

    /// The one that applies comes before those that it has taken over from.
    private static final String ALL = """
        select (terms || jsonb_build_object('name', name, 'version', version))::text as terms, valid_from
          from refund_rule
         order by valid_from desc, version desc
        """;

    private record Version(RefundRule rule, Instant validFrom) {}

    private record Known(List<Version> versions, long readAt) {}

    private final DataSource database;
    private final ObjectMapper json;
    private volatile @Nullable Known known;

    RefundRules(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /// The version that applies to orders made at that moment.
    public Optional<RefundRule> find(String name, Instant now) {
        return versions().stream()
                .filter(version -> version.rule().name().equals(name)
                        && !version.validFrom().isAfter(now))
                .map(Version::rule)
                .findFirst();
    }

    /// @throws IllegalStateException if there is no such rule
    public RefundRule at(String name, Instant now) {
        return find(name, now).orElseThrow(() -> new IllegalStateException("no refund rule " + name));
    }

    /// The rules that a show may have at that moment.
    public Set<String> names(Instant now) {
        return versions().stream()
                .filter(version -> !version.validFrom().isAfter(now))
                .map(version -> version.rule().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// A rule as it is kept with an order.
    public String written(RefundRule rule) {
        try {
            return json.writeValueAsString(rule);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The other way round.
    public RefundRule read(String terms) {
        try {
            return json.readValue(terms, RefundRule.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Version> versions() {
        var now = known;
        if (now != null && System.nanoTime() - now.readAt() < FRESH.toNanos()) {
            return now.versions();
        }
        var readAt = System.nanoTime();
        var versions =
                Sql.of(ALL).list(database, row -> new Version(read(row.text("terms")), row.moment("valid_from")));
        known = new Known(versions, readAt);
        return versions;
    }
}
