package io.holdfast.ticketing.organisation;

import static io.holdfast.contracts.problem.ProblemType.NOT_ALLOWED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.ORGANISATION_SUSPENDED;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HallId;
import io.holdfast.contracts.id.OrganisationId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.sql.Sql;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import javax.sql.DataSource;

/// Whether something is the business of whoever is signed in: an organisation's own shows, sales and halls,
/// operations' all.
@ApplicationScoped
public class Ownership {

    private static final String OF_SHOW = "select organisation_id from show where id = :show";

    private static final String OF_PERFORMANCE = """
        select show.organisation_id
          from performance
          join show on show.id = performance.show_id
         where performance.id = :performance
        """;

    private static final String OF_SALE = """
        select show.organisation_id
          from sale
          join show on show.id = sale.show_id
         where sale.id = :sale
        """;

    private static final String HALL = "select from hall where id = :hall";

    /// A hall is the business of who sent its plan and of who sells in it.
    private static final String OF_HALL = """
        select coalesce(hall.organisation_id = :organisation, false)
               or exists (select from show where hall_id = hall.id and organisation_id = :organisation)
               or exists (select
                            from performance
                            join show on show.id = performance.show_id
                           where performance.hall_id = hall.id
                             and show.organisation_id = :organisation) as mine
          from hall
         where id = :hall
        """;

    private final Memberships memberships;
    private final DataSource database;
    private final SecurityIdentity who;

    Ownership(Memberships memberships, DataSource database, SecurityIdentity who) {
        this.memberships = memberships;
        this.database = database;
        this.who = who;
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, `NOT_ALLOWED`, `ORGANISATION_SUSPENDED`
    public void require(ShowId show) {
        requireMine(Sql.of(OF_SHOW).with("show", show), "show");
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, `NOT_ALLOWED`, `ORGANISATION_SUSPENDED`
    public void require(PerformanceId performance) {
        requireMine(Sql.of(OF_PERFORMANCE).with("performance", performance), "performance");
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, `NOT_ALLOWED`, `ORGANISATION_SUSPENDED`
    public void require(SaleId sale) {
        requireMine(Sql.of(OF_SALE).with("sale", sale), "sale");
    }

    private void requireMine(Sql owner, String what) {
        var found = owner.first(database, row -> new OrganisationId(row.uuid("organisation_id")))
                .orElseThrow(() -> nothing(what));
        if (!all() && !found.equals(organiser().organisation())) {
            throw somebodyElses(what);
        }
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, `NOT_ALLOWED`, `ORGANISATION_SUSPENDED`
    public void require(HallId hall) {
        if (Sql.of(HALL).with("hall", hall).first(database, _ -> true).isEmpty()) {
            throw nothing("hall");
        }
        if (!all()
                && !Sql.of(OF_HALL)
                        .with("hall", hall)
                        .with("organisation", organiser().organisation())
                        .one(database, row -> row.flag("mine"))) {
            throw somebodyElses("hall");
        }
    }

    private static RuntimeException nothing(String what) {
        return NOT_FOUND.because("There is no such %s.".formatted(what)).asException();
    }

    private static RuntimeException somebodyElses(String what) {
        return NOT_ALLOWED
                .because("This %s is somebody else's.".formatted(what))
                .asException();
    }

    /// For whom whoever asks acts.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `ORGANISATION_SUSPENDED`
    public Organiser organiser() {
        return membership().organiser();
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `ORGANISATION_SUSPENDED`
    Membership membership() {
        Membership given = who.getAttribute(OrganiserRole.MEMBERSHIP);
        var membership = given == null ? memberships.ofName(name()) : given;
        if (membership.suspended()) {
            throw ORGANISATION_SUSPENDED
                    .because("This organisation is suspended. What it has on sale goes on; please talk to us.")
                    .asException();
        }
        return membership;
    }

    /// The same for who may also act for the house.
    ///
    /// @return empty for the house
    public Optional<Organiser> organiserOrHouse() {
        return all() ? Optional.empty() : Optional.of(organiser());
    }

    /// Who asks, as it is written down.
    public String name() {
        return who.getPrincipal().getName();
    }

    /// Whose idempotency keys these are.
    public Subject subject() {
        return Subject.staff(name());
    }

    private boolean all() {
        return who.hasRole("operations");
    }
}
