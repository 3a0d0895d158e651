package io.holdfast.ticketing.account;

import io.holdfast.contracts.id.SessionId;
import io.holdfast.loop.Loop;
import io.holdfast.sql.Sql;
import io.holdfast.visitor.EndedSessions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import javax.sql.DataSource;

/// The sessions that are over while an account cookie may still speak of them, remembered by every process. A
/// request costs a look into a set; what another process has ended is known here a second later.
@ApplicationScoped
class RecentlyEnded implements EndedSessions {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String RECENT = """
        select id
          from login_session
         where ended_at > now() - make_interval(secs => :remembered)
        """;

    private final DataSource database;
    private final EndedSet over = new EndedSet(System::nanoTime);
    private final Loop looking = new Loop("ended-sessions", this::look);

    RecentlyEnded(DataSource database) {
        this.database = database;
    }

    void start(@Observes StartupEvent event) {
        look();
        looking.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        looking.stop();
    }

    @Override
    public boolean isOver(SessionId session) {
        return over.contains(session);
    }

    /// Known at once, not only with the next look.
    void ended(Collection<SessionId> sessions) {
        over.add(sessions);
    }

    private Duration look() {
        over.renew(() -> Set.copyOf(Sql.of(RECENT)
                .with("remembered", Sessions.REMEMBERED.toSeconds())
                .list(database, row -> new SessionId(row.uuid("id")))));
        return PAUSE;
    }
}
