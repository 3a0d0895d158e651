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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<SessionId, Long> endedHere = new ConcurrentHashMap<>();
    private volatile Set<SessionId> over = ConcurrentHashMap.newKeySet();
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
        return over.contains(session) || endedHere.containsKey(session);
    }

    /// Known at once, not only with the next look.
    void ended(Collection<SessionId> sessions) {
        var now = System.nanoTime();
        sessions.forEach(session -> endedHere.put(session, now));
    }

    private Duration look() {
        var asked = System.nanoTime();
        var recent = ConcurrentHashMap.<SessionId>newKeySet();
        Sql.of(RECENT)
                .with("remembered", Sessions.REMEMBERED.toSeconds())
                .list(database, row -> recent.add(new SessionId(row.uuid("id"))));
        over = recent;
        // What had been ended before we asked is among them.
        endedHere.values().removeIf(at -> at - asked < 0);
        return PAUSE;
    }
}
