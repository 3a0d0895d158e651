package io.holdfast.ticketing.database;

import io.agroal.api.AgroalDataSource;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Transient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where people who only look are led: to a read replica, if there is one and it is up to date, else to the database
/// that decides. Nothing may be decided by what is read here, since it may be some seconds old.
@ApplicationScoped
public class ReadReplica {

    private static final Logger LOG = Logger.getLogger(ReadReplica.class);

    /// How long a replica that was away or behind is left alone, and one in order is believed.
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    /// A replica that has replayed all it has received is up to date, however long nothing has happened.
    private static final String BEHIND = """
        select case when not pg_is_in_recovery() or pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
                    else extract(epoch from now() - pg_last_xact_replay_timestamp()) end as seconds
        """;

    private final javax.sql.DataSource primary;
    private final Optional<AgroalDataSource> replica;
    private final Duration mostBehind;
    private final Counter byReplica;
    private final Counter byPrimary;
    private volatile boolean inOrder;
    private volatile long checkedAt = System.nanoTime() - BELIEVED.toNanos();

    @Inject
    ReadReplica(
            javax.sql.DataSource primary,
            @DataSource("replica") InjectableInstance<AgroalDataSource> replicas,
            @ConfigProperty(name = "holdfast.replica.most-behind", defaultValue = "5s") Duration mostBehind,
            MeterRegistry metrics) {
        this(primary, replicas.listActive().stream().findFirst(), mostBehind, metrics);
    }

    private ReadReplica(
            javax.sql.DataSource primary,
            Optional<AgroalDataSource> replica,
            Duration mostBehind,
            MeterRegistry metrics) {
        this.primary = primary;
        this.replica = replica;
        this.mostBehind = mostBehind;
        this.byReplica = metrics.counter("holdfast.database.looks", "at", "replica");
        this.byPrimary = metrics.counter("holdfast.database.looks", "at", "primary");
    }

    /// Where there is none.
    public static ReadReplica none(javax.sql.DataSource primary, MeterRegistry metrics) {
        return new ReadReplica(primary, Optional.empty(), Duration.ZERO, metrics);
    }

    /// @param question asked of one of the two; a replica that fails in the middle of it is not asked for a while
    public <T> T look(Function<javax.sql.DataSource, T> question) {
        if (replica.isPresent() && isInOrder(replica.get())) {
            try {
                var answer = question.apply(replica.get());
                byReplica.increment();
                return answer;
            } catch (RuntimeException away) {
                if (!Transient.isCauseOf(away)) {
                    throw away;
                }
                judged(false, away.getMessage());
            }
        }
        byPrimary.increment();
        return question.apply(primary);
    }

    private boolean isInOrder(AgroalDataSource database) {
        if (System.nanoTime() - checkedAt < BELIEVED.toNanos()) {
            return inOrder;
        }
        // Whoever comes meanwhile goes by what was known.
        checkedAt = System.nanoTime();
        try {
            var behind = Sql.of(BEHIND).one(database, row -> row.real("seconds"));
            judged(behind <= mostBehind.toSeconds(), "it is %.0f s behind".formatted(behind));
        } catch (RuntimeException away) {
            judged(false, away.getMessage());
        }
        return inOrder;
    }

    private void judged(boolean good, @Nullable String because) {
        if (inOrder && !good) {
            LOG.warnf("the read replica is not asked for a while: %s", because);
        }
        inOrder = good;
        checkedAt = System.nanoTime();
    }
}
