package io.holdfast.ticketing.organisation;

import static io.holdfast.contracts.problem.ProblemType.NOT_ALLOWED;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.MemberId;
import io.holdfast.contracts.id.OrganisationId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/// Where it is found for whom somebody sells.
@ApplicationScoped
class Memberships {

    private static final String FOUND = """
        select organisation_member.id as member, organisation.id, organisation.organiser, organisation.state,
               organisation_member.role
          from organisation_member
          join organisation on organisation.id = organisation_member.organisation_id
         where organisation_member.until is null
           and organisation.state in ('APPROVED', 'SUSPENDED')
        """;

    private static final String OF_CUSTOMER = FOUND + "and customer_id = :customer";

    /// Somebody the identity provider knows.
    private static final String OF_LOGIN = FOUND + """
        and customer_id = (select id from customer where kind = 'MEMBER' and issuer = :issuer and login = :login)
        """;

    private static final String OF_NAME = FOUND + "and organisation_member.login = :name";

    /// What the version before knows organisations by that were applied for.
    private static final String NOBODYS_NAME = "organisation:";

    private static final String ITS_OWN = "select organisation_of(:name) as id";

    private final DataSource database;

    Memberships(DataSource database) {
        this.database = database;
    }

    Optional<Membership> of(CustomerId customer) {
        return Sql.of(OF_CUSTOMER).with("customer", customer).first(database, Memberships::read);
    }

    /// @param issuer and login: `iss` and `sub` of a token
    Optional<Membership> of(String issuer, String login) {
        return Sql.of(OF_LOGIN).with("issuer", issuer).with("login", login).first(database, Memberships::read);
    }

    /// Of a name to which the identity provider gives the role: its own organisation, made when there is none yet.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_ALLOWED` for what can be nobody's name
    Membership ofName(String name) {
        if (name.startsWith(NOBODYS_NAME)) {
            throw NOT_ALLOWED.because("Nobody sells by such a name.").asException();
        }
        return found(name).orElseGet(() -> {
            Sql.of(ITS_OWN).with("name", name).one(database, row -> row.uuid("id"));
            return found(name).orElseThrow();
        });
    }

    private Optional<Membership> found(String name) {
        return Sql.of(OF_NAME).with("name", name).first(database, Memberships::read);
    }

    private static Membership read(Row row) throws SQLException {
        return new Membership(
                new MemberId(row.uuid("member")),
                new Organiser(new OrganisationId(row.uuid("id")), row.text("organiser")),
                Membership.Role.valueOf(row.text("role")),
                row.text("state").equals("SUSPENDED"));
    }
}
