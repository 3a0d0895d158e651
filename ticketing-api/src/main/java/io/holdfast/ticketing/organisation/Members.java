package io.holdfast.ticketing.organisation;

import static io.holdfast.contracts.problem.ProblemType.ALREADY_IN_ORGANISATION;
import static io.holdfast.contracts.problem.ProblemType.INVITATION_ENDED;
import static io.holdfast.contracts.problem.ProblemType.LAST_OWNER;
import static io.holdfast.contracts.problem.ProblemType.LOGIN_REQUIRED;
import static io.holdfast.contracts.problem.ProblemType.NOT_ALLOWED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.InvitationId;
import io.holdfast.contracts.id.MemberId;
import io.holdfast.contracts.id.OrganisationId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.account.Customers;
import io.holdfast.ticketing.http.BearerLinks;
import io.holdfast.ticketing.organisation.Membership.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Who sells for an organisation: owners ask others in by a link, and everybody may leave but the last owner.
@ApplicationScoped
class Members {

    private static final String OF_ORGANISATION = """
        select organisation_member.id, role, since, organisation_member.login, customer.id as customer, customer.contact
          from organisation_member
          left join customer on customer.id = organisation_member.customer_id
         where organisation_id = :organisation
           and until is null
         order by since, organisation_member.id
         limit 200
        """;

    private static final String LAPSE = """
        update organisation_invitation
           set state = 'WITHDRAWN', answered_at = now()
         where invited_by = :owner
           and role = :role
           and state = 'OPEN'
           and until <= now()
        """;

    private static final String INVITE = """
        insert into organisation_invitation (id, invited_by, role, until)
        values (:id, :owner, :role, now() + interval '3 days')
        on conflict do nothing
        """;

    private static final String OPEN =
            "select id, until from organisation_invitation where invited_by = :owner and role = :role and state = 'OPEN'";

    private static final String WITHDRAW = """
        update organisation_invitation
           set state = 'WITHDRAWN', answered_at = now()
          from organisation_member as inviter
         where organisation_invitation.id = :id
           and organisation_invitation.state = 'OPEN'
           and inviter.id = invited_by
           and inviter.organisation_id = :organisation
        """;

    private static final String IS_OURS = """
        select exists (
               select from organisation_invitation
                 join organisation_member as inviter on inviter.id = invited_by
                where organisation_invitation.id = :id
                  and inviter.organisation_id = :organisation) as ours
        """;

    /// Whoever has left, or is an owner no longer, asks nobody in.
    private static final String BY_ID = """
        select organisation.name, invitation.role, invitation.until, invitation.taker_id,
               invitation.state = 'OPEN' and invitation.until > now() and inviter.until is null
               and inviter.role = 'OWNER' and organisation.state = 'APPROVED' as open
          from organisation_invitation as invitation
          join organisation_member as inviter on inviter.id = invitation.invited_by
          join organisation on organisation.id = inviter.organisation_id
         where invitation.id = :id
        """;

    private static final String LOCK_CUSTOMER =
            "select id from customer where id = :customer and kind = 'MEMBER' for no key update";

    /// Of all who accept or withdraw at once, one finds it open.
    private static final String ACCEPT = """
        with taken as (
            update organisation_invitation as invitation
               set state = 'ACCEPTED', answered_at = now(), taker_id = :customer
              from organisation_member as inviter
              join organisation on organisation.id = inviter.organisation_id
             where invitation.id = :id
               and invitation.state = 'OPEN'
               and invitation.until > now()
               and inviter.id = invitation.invited_by
               and inviter.until is null
               and inviter.role = 'OWNER'
               and organisation.state = 'APPROVED'
            returning inviter.organisation_id, invitation.role)
        insert into organisation_member (organisation_id, customer_id, role)
        select organisation_id, :customer, role
          from taken
        on conflict do nothing
        """;

    private static final String IS_MEMBER =
            "select exists (select from organisation_member where customer_id = :customer and until is null) as member";

    /// Who leaves looks who else is an owner once nobody else is leaving.
    private static final String LOCK = "select id from organisation where id = :organisation for update";

    private static final String END = """
        update organisation_member as mine
           set until = now()
         where id = :member
           and organisation_id = :organisation
           and until is null
           and (role <> 'OWNER'
                or exists (select
                             from organisation_member
                            where organisation_id = :organisation
                              and id <> :member
                              and role = 'OWNER'
                              and until is null))
        """;

    private static final String HAS_LEFT =
            "select until is not null as gone from organisation_member where id = :member and organisation_id = :organisation";

    /// @param name as they are called; empty when that is not known
    record Member(MemberId id, String name, Role role, Instant since) {}

    record Link(InvitationId id, String token, Instant until) {}

    /// @param organisation what it is called
    /// @param mine whether it has made a member of whoever asks
    record Invitation(String organisation, Role role, Instant until, boolean open, boolean mine) {}

    private final Customers customers;
    private final DataSource database;
    private final BearerLinks links;

    Members(Customers customers, DataSource database, @ConfigProperty(name = "holdfast.account.key") String key) {
        this.customers = customers;
        this.database = database;
        this.links = new BearerLinks(key, "organisation-invitation");
    }

    /// Who has been there longest first, at most 200.
    List<Member> of(OrganisationId organisation) {
        return Sql.of(OF_ORGANISATION).with("organisation", organisation).list(database, this::read);
    }

    private Member read(Row row) throws SQLException {
        var customer = row.maybeUuid("customer").map(CustomerId::new);
        var contact = row.maybeText("contact");
        var name = customer.isPresent() && contact.isPresent()
                ? customers.open(customer.get(), contact.get()).name()
                : row.maybeText("login").orElse("");
        return new Member(new MemberId(row.uuid("id")), name, Role.valueOf(row.text("role")), row.moment("since"));
    }

    /// The owner's link for a role, good for one person; made when there is none.
    @Transactional
    Link invite(Membership owner, Role role) {
        requireOwner(owner);
        Sql.of(LAPSE).with("owner", owner.id()).with("role", role).run(database);
        Sql.of(INVITE)
                .with("id", InvitationId.next())
                .with("owner", owner.id())
                .with("role", role)
                .run(database);
        return Sql.of(OPEN).with("owner", owner.id()).with("role", role).one(database, row -> {
            var id = row.uuid("id");
            return new Link(new InvitationId(id), links.token(id), row.moment("until"));
        });
    }

    /// @throws ProblemException `NOT_ALLOWED`, `NOT_FOUND`
    @Transactional
    void withdraw(Membership owner, InvitationId id) {
        requireOwner(owner);
        var organisation = owner.organiser().organisation();
        if (Sql.of(WITHDRAW).with("id", id).with("organisation", organisation).run(database) == 0
                && !Sql.of(IS_OURS)
                        .with("id", id)
                        .with("organisation", organisation)
                        .one(database, row -> row.flag("ours"))) {
            throw NOT_FOUND.because("There is no such invitation.").asException();
        }
    }

    /// @throws ProblemException `NOT_FOUND`
    Invitation look(String token, Optional<CustomerId> who) {
        return look(read(token), who);
    }

    private Invitation look(InvitationId id, Optional<CustomerId> who) {
        return Sql.of(BY_ID)
                .with("id", id)
                .first(
                        database,
                        row -> new Invitation(
                                row.text("name"),
                                Role.valueOf(row.text("role")),
                                row.moment("until"),
                                row.flag("open"),
                                who.isPresent()
                                        && row.maybeUuid("taker_id")
                                                .map(CustomerId::new)
                                                .equals(who)))
                .orElseThrow(Members::unknown);
    }

    private InvitationId read(String token) {
        return links.read(token).map(InvitationId::new).orElseThrow(Members::unknown);
    }

    private static ProblemException unknown() {
        return NOT_FOUND.because("There is no such invitation.").asException();
    }

    /// Makes a member of the customer. Who has accepted it has accepted it.
    ///
    /// @throws ProblemException `NOT_FOUND`, `INVITATION_ENDED`, `ALREADY_IN_ORGANISATION`
    @Transactional
    Invitation accept(String token, CustomerId customer) {
        var id = read(token);
        if (Sql.of(LOCK_CUSTOMER)
                .with("customer", customer)
                .first(database, _ -> true)
                .isEmpty()) {
            throw LOGIN_REQUIRED.plain().asException();
        }
        var seen = look(id, Optional.of(customer));
        if (seen.mine()) {
            return seen;
        }
        var wasMember = Sql.of(IS_MEMBER).with("customer", customer).one(database, row -> row.flag("member"));
        if (wasMember) {
            throw ALREADY_IN_ORGANISATION
                    .because("You belong to an organisation, or have applied for one.")
                    .asException();
        }
        if (Sql.of(ACCEPT).with("id", id).with("customer", customer).run(database) == 0) {
            throw INVITATION_ENDED
                    .because("This invitation has ended; please ask for another one.")
                    .asException();
        }
        return look(id, Optional.of(customer));
    }

    /// Ends a membership: one's own, or as an owner anybody's. Ending it again changes nothing.
    ///
    /// @throws ProblemException `NOT_ALLOWED`, `NOT_FOUND`, `LAST_OWNER`
    @Transactional
    void end(Membership who, MemberId member) {
        if (!who.id().equals(member)) {
            requireOwner(who);
        }
        var organisation = who.organiser().organisation();
        Sql.of(LOCK).with("organisation", organisation).one(database, row -> row.uuid("id"));
        var ended = Sql.of(END)
                .with("member", member)
                .with("organisation", organisation)
                .run(database);
        if (ended == 0) {
            var gone = Sql.of(HAS_LEFT)
                    .with("member", member)
                    .with("organisation", organisation)
                    .first(database, row -> row.flag("gone"))
                    .orElseThrow(
                            () -> NOT_FOUND.because("There is no such member.").asException());
            if (!gone) {
                throw LAST_OWNER
                        .because("Somebody else has to be an owner first.")
                        .asException();
            }
        }
    }

    private static void requireOwner(Membership who) {
        if (who.role() != Role.OWNER) {
            throw NOT_ALLOWED
                    .because("The owners of an organisation say who its members are.")
                    .asException();
        }
    }
}
