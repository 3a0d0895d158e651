package io.holdfast.refund.refund;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// This process as leases know it: a random name, on which one session of PostgreSQL's has a lock for as long as the
/// process lives. When the process dies its session ends, and whoever then gets the lock knows that the leases of
/// that name are nobody's.
///
/// ```
///             lock                          another can have the lock
/// no session ──────▶ held, leases name us ─────────────────────────────▶ the leases have ended
///     ▲                       │
///     ╰──── session broke ────╯  leases are without a name; those we have may be ended
/// ```
///
/// A process that lives and has lost its session is harmless: what it writes down counts only under the very lease it
/// was sent under, and the gateway is asked with the same key by whoever comes next. It locks the same name again, in
/// another session; the lock is a shared one, so that an old session that PostgreSQL does not know to be dead is not in
/// the way.
///
/// A pooler that lends its sessions out for one transaction at a time gives none to hold a lock in. It is recognised by
/// the session's number, which changes; leases have no name then and end by time alone.
@ApplicationScoped
class Holder {

    private static final String KEY = "hashtextextended(current_schema() || '.refund.holder.' || %s, 0)";

    /// Whoever looks whether we live has the lock for a moment only, so this does not wait for long.
    private static final String LOCK = """
        select pg_backend_pid() as session, pg_advisory_lock_shared(%s)
        """.formatted(KEY.formatted("?"));

    private static final String UNLOCK = "select pg_advisory_unlock_shared(%s)".formatted(KEY.formatted("?"));

    /// They are due at their old place in the line, before all that came after them. Those that are being written down
    /// just now are left for the next time: whoever does so lives.
    private static final String END_LEASES_OF_THE_DEAD = """
        with others as materialized (
            select distinct holder
              from refund
             where state = 'SENDING'
               and holder <> cast(? as uuid)),
        dead as materialized (
            select holder
              from others
             where pg_try_advisory_xact_lock(%s)),
        theirs as materialized (
            select refund.id
              from refund
              join dead on dead.holder = refund.holder
             where refund.state = 'SENDING'
               for update of refund skip locked),
        ended as (
            update refund
               set next_attempt_at = requested_at, holder = null
              from theirs
             where refund.id = theirs.id
            returning refund.id)
        select pg_backend_pid() as session, (select count(*) from ended) as ended
        """.formatted(KEY.formatted("holder"));

    private static final Logger LOG = Logger.getLogger(Holder.class);

    private final DataSource database;
    private final UUID name = UUID.randomUUID();
    private volatile @Nullable Session session;
    private boolean sessionsAreLent;

    Holder(DataSource database) {
        this.database = database;
    }

    /// @param number PostgreSQL's for it
    private record Session(Connection connection, int number) {}

    /// What leases are to be held by; empty while no lock says that we live.
    Optional<UUID> name() {
        return session == null ? Optional.empty() : Optional.of(name);
    }

    /// Locks our name, if that is not done. Then ends the leases of those who are gone, so that what they were sending
    /// is due and its gateway is asked what became of it.
    ///
    /// @return how many leases have ended
    /// @throws SQLException when PostgreSQL gives us no session
    int look() throws SQLException {
        if (sessionsAreLent) {
            return 0;
        }
        var held = session;
        if (held != null) {
            try {
                return endLeasesOfTheDead(held);
            } catch (SQLException e) {
                LOG.warnf("the session that says that this worker lives broke, another is opened: %s", e.getMessage());
                close();
            }
        }
        held = open();
        session = held;
        return endLeasesOfTheDead(held);
    }

    /// Says that we are gone, and with us our leases.
    void close() {
        var held = session;
        session = null;
        if (held != null) {
            giveBack(held.connection());
        }
    }

    /// The session is one of the pool's, which is without it for as long as we live.
    private Session open() throws SQLException {
        var connection = database.getConnection();
        try (var statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, name.toString());
            try (var rows = statement.executeQuery()) {
                return new Session(connection, number(rows, "session"));
            }
        } catch (SQLException | RuntimeException e) {
            giveBack(connection);
            throw e;
        }
    }

    private int endLeasesOfTheDead(Session held) throws SQLException {
        try (var statement = held.connection().prepareStatement(END_LEASES_OF_THE_DEAD)) {
            statement.setString(1, name.toString());
            try (var rows = statement.executeQuery()) {
                var ended = number(rows, "ended");
                if (rows.getInt("session") != held.number()) {
                    LOG.warn("a pooler lends PostgreSQL's sessions out; leases of refunds end by time alone");
                    sessionsAreLent = true;
                    close();
                }
                return ended;
            }
        }
    }

    private static int number(ResultSet rows, String column) throws SQLException {
        if (!rows.next()) {
            throw new SQLException("no row where there must be one");
        }
        return rows.getInt(column);
    }

    /// A session that still works goes back to the pool, without the lock.
    private void giveBack(Connection connection) {
        try (connection;
                var statement = connection.prepareStatement(UNLOCK)) {
            statement.setString(1, name.toString());
            statement.execute();
        } catch (SQLException e) {
            LOG.debugf("the session has ended, and its lock with it: %s", e.getMessage());
        }
    }
}
