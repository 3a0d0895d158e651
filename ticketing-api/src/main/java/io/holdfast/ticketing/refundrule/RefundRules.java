package io.holdfast.ticketing.refundrule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.sql.Sql;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
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

    /// Whoever adds a version of the same rule waits.
    private static final String LOCK =
            "select pg_advisory_xact_lock(hashtextextended('refund rule ' || :name, 0)) is null as locked";

    private static final String ADD = """
        insert into refund_rule (name, version, valid_from, terms, who, reason)
        select :name,
               coalesce((select max(version) from refund_rule where name = :name), 0) + 1,
               coalesce(cast(:validFrom as timestamptz), now()),
               cast(:terms as jsonb), :who, :reason
         where coalesce(cast(:validFrom as timestamptz), now()) >= now()
        returning version, valid_from
        """;

    private static final String LISTED = """
        select (terms || jsonb_build_object('name', name, 'version', version))::text as terms, valid_from, who, reason,
               case when valid_from > now() then 'TO_COME'
                    when (valid_from, version) = (select later.valid_from, later.version
                                                    from refund_rule as later
                                                   where later.name = refund_rule.name
                                                     and later.valid_from <= now()
                                                   order by later.valid_from desc, later.version desc
                                                   limit 1) then 'CURRENT'
                    else 'FORMER' end as state
          from refund_rule
         order by name, valid_from desc, version desc
        """;

    private static final Duration FRESH = Duration.ofSeconds(1);

    /// The one that applies comes before those that it has taken over from.
    private static final String ALL = """
        select (terms || jsonb_build_object('name', name, 'version', version))::text as terms, valid_from
          from refund_rule
         order by valid_from desc, version desc
        """;

    /// Whether a version applies to orders made now, or did or will.
    public enum State {
        TO_COME,
        CURRENT,
        FORMER
    }

    /// @param who added it, and why; absent for those that came with the house
    record Listed(RefundRule rule, Instant validFrom, State state, Optional<String> who, Optional<String> reason) {}

    record Added(RefundRule rule, Instant validFrom) {}

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

    /// The version of each rule that applies at that moment.
    List<RefundRule> current(Instant now) {
        return names(now).stream().map(name -> at(name, now)).toList();
    }

    /// Every version there is, by name, newest first; read from the table.
    List<Listed> listed() {
        return Sql.of(LISTED)
                .list(
                        database,
                        row -> new Listed(
                                read(row.text("terms")),
                                row.moment("valid_from"),
                                State.valueOf(row.text("state")),
                                row.maybeText("who"),
                                row.maybeText("reason")));
    }

    /// Adds a version, or the first one of a new rule, in the running transaction.
    ///
    /// @param rule its version number does not matter
    /// @param validFrom null for now
    /// @return empty when that is over already
    @Transactional(Transactional.TxType.MANDATORY)
    Optional<Added> add(RefundRule rule, @Nullable Instant validFrom, String who, String reason) {
        Sql.of(LOCK).with("name", rule.name()).list(database, row -> row.flag("locked"));
        var added = Sql.of(ADD)
                .with("name", rule.name())
                .with("validFrom", validFrom == null ? null : validFrom.toString())
                .with("terms", written(new Terms(rule.steps(), rule.freeForAfterBooking(), rule.freeDaysBefore())))
                .with("who", who)
                .with("reason", reason)
                .first(
                        database,
                        row -> new Added(
                                new RefundRule(
                                        rule.name(),
                                        row.number("version"),
                                        rule.steps(),
                                        rule.freeForAfterBooking(),
                                        rule.freeDaysBefore()),
                                row.moment("valid_from")));
        known = null;
        return added;
    }

    /// What column `terms` has.
    @RegisterForReflection
    record Terms(List<RefundRule.Step> steps, Duration freeForAfterBooking, int freeDaysBefore) {}

    /// A rule as it is kept with an order.
    public String written(RefundRule rule) {
        return written((Object) rule);
    }

    private String written(Object terms) {
        try {
            return json.writeValueAsString(terms);
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
