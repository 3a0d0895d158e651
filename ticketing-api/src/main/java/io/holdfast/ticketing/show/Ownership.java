package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.NOT_ALLOWED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HallId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.sql.Sql;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import javax.sql.DataSource;

/// Whether something is the business of whoever is signed in: an organiser's own shows and halls, operations' all.
@ApplicationScoped
public class Ownership {

    private static final String OF_PERFORMANCE = """
        select show.organiser
          from performance
          join show on show.id = performance.show_id
         where performance.id = :performance
        """;

    /// A hall is the business of who sent its plan and of who sells in it.
    private static final String OF_HALL = """
        select coalesce(hall.organiser = :name, false)
               or exists (select from show where hall_id = hall.id and organiser = :name)
               or exists (select
                            from performance
                            join show on show.id = performance.show_id
                           where performance.hall_id = hall.id
                             and show.organiser = :name) as mine
          from hall
         where id = :hall
        """;

    private final DataSource database;
    private final SecurityIdentity who;

    Ownership(DataSource database, SecurityIdentity who) {
        this.database = database;
        this.who = who;
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, `NOT_ALLOWED`
    public void require(ShowId show) {
        requireMine(
                Sql.of("select organiser from show where id = :show")
                        .with("show", show)
                        .first(database, row -> row.text("organiser")),
                "There is no such show.");
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, `NOT_ALLOWED`
    public void require(PerformanceId performance) {
        requireMine(
                Sql.of(OF_PERFORMANCE).with("performance", performance).first(database, row -> row.text("organiser")),
                "There is no such performance.");
    }

    private void requireMine(Optional<String> organiser, String nothing) {
        if (organiser.isEmpty()) {
            throw NOT_FOUND.because(nothing).asException();
        }
        if (!all() && !organiser.get().equals(name())) {
            throw NOT_ALLOWED.because("This show is somebody else's.").asException();
        }
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, `NOT_ALLOWED`
    public void require(HallId hall) {
        Optional<Boolean> mine =
                Sql.of(OF_HALL).with("hall", hall).with("name", name()).first(database, row -> row.flag("mine"));
        if (mine.isEmpty()) {
            throw NOT_FOUND.because("There is no such hall.").asException();
        }
        if (!all() && !mine.get()) {
            throw NOT_ALLOWED.because("This hall is somebody else's.").asException();
        }
    }

    public String name() {
        return who.getPrincipal().getName();
    }

    /// Whose idempotency keys these are.
    public Subject subject() {
        return new Subject("o:" + name());
    }

    private boolean all() {
        return who.hasRole("operations");
    }
}
