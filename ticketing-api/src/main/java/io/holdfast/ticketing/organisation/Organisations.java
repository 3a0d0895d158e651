package io.holdfast.ticketing.organisation;

import static io.holdfast.contracts.problem.ProblemType.ALREADY_IN_ORGANISATION;
import static io.holdfast.contracts.problem.ProblemType.APPLICATION_ENDED;
import static io.holdfast.contracts.problem.ProblemType.LOGIN_REQUIRED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.REGISTRATION_TAKEN;
import static io.holdfast.contracts.problem.ProblemType.TOO_MANY_REQUESTS;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrganisationId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.sql.DatabaseException;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.account.Customers;
import io.holdfast.ticketing.organisation.Organisation.Change;
import io.holdfast.ticketing.organisation.Organisation.State;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where organisations come from, and what becomes of them.
@ApplicationScoped
public class Organisations {

    static final int MOST_A_DAY = 5;

    private static final String UNIQUE_VIOLATION = "23505";

    private static final Contact NOBODY = new Contact("", "", "", "ko");

    /// One application at a time; and who is being forgotten at this moment does not apply any more.
    private static final String LOCK_CUSTOMER =
            "select id from customer where id = :customer and kind = 'MEMBER' for no key update";

    private static final String MAY_APPLY = """
        select (select count(*) from organisation
                 where applicant_id = :customer and at > now() - interval '1 day') >= :most as too_often,
               exists (select from organisation
                        where registration_country = :country and registration_number = :number
                          and state in ('APPROVED', 'SUSPENDED')) as taken
        """;

    private static final String APPLY = """
        insert into organisation (id, organiser, name, state, registration_country, registration_number, applicant_id,
                                  representative)
        values (:id, 'organisation:' || cast(:id as text), :name, 'APPLIED', :country, :number, :customer,
                :representative)
        """;

    private static final String JOIN = """
        insert into organisation_member (organisation_id, customer_id, role)
        values (:id, :customer, 'OWNER')
        on conflict do nothing
        """;

    private static final String NOTE = """
        insert into organisation_change (organisation_id, state, who, reason)
        values (:id, :state, :who, :reason)
        """;

    /// Whoever comes first has said it. Who is refused is a member of nothing, and may apply anew.
    private static final String SAY = """
        with said as (
            update organisation
               set state = :state
             where id = :id
               and state = any (:before)
               and (cast(:applicant as uuid) is null or applicant_id = :applicant)
            returning id, state),
        ended as (
            update organisation_member
               set until = now()
              from said
             where organisation_id = said.id
               and said.state in ('REFUSED', 'WITHDRAWN')
               and until is null)
        insert into organisation_change (organisation_id, state, who, reason)
        select id, state, :who, :reason
          from said
        """;

    private static final Map<State, Set<State>> BEFORE = Map.of(
            State.APPROVED, Set.of(State.APPLIED, State.SUSPENDED),
            State.REFUSED, Set.of(State.APPLIED),
            State.WITHDRAWN, Set.of(State.APPLIED),
            State.SUSPENDED, Set.of(State.APPROVED));

    private static final String COLUMNS = """
        select organisation.id, organisation.name, organisation.state, registration_country, registration_number,
               organisation.at, said.state as said_state, said.who, said.reason, said.at as said_at
          from organisation
          left join lateral (
               select state, who, reason, at
                 from organisation_change
                where organisation_id = organisation.id
                order by id desc
                limit 1) as said on true
        """;

    private static final String ONE = COLUMNS + "where organisation.id = :id";

    private static final String ALL = COLUMNS + """
         where (cast(:state as text) is null or organisation.state = :state)
           and (cast(:after as uuid) is null or organisation.id > :after)
         order by organisation.id
         limit 100
        """;

    /// The one somebody is a member of, else what they have applied for last, unless they have thought better of it.
    private static final String MINE = COLUMNS + """
          join organisation_member as mine on mine.organisation_id = organisation.id
         where mine.customer_id = :customer
           and (mine.until is null or organisation.state = 'REFUSED')
         order by mine.until is not null, mine.since desc
         limit 1
        """;

    private static final String APPLIED_FOR =
            "select exists (select from organisation where id = :id and applicant_id = :customer) as theirs";

    private static final String CHANGES = """
        select state, who, reason, at
          from organisation_change
         where organisation_id = :id
         order by id desc
         limit 100
        """;

    private static final String REPRESENTATIVE =
            "select applicant_id, representative from organisation where id = :id and applicant_id is not null";

    /// Whoever leaves waits for whoever is leaving.
    private static final String LOCK_OF_CUSTOMER = """
        select organisation.id
          from organisation
          join organisation_member on organisation_member.organisation_id = organisation.id
         where customer_id = :customer
           and until is null
           for update of organisation
        """;

    private static final String LEAVE = """
        with gone as (
            update organisation_member
               set until = now()
             where customer_id = :customer
               and until is null
            returning organisation_id),
        withdrawn as (
            update organisation
               set state = 'WITHDRAWN'
              from gone
             where id = gone.organisation_id
               and state = 'APPLIED'
            returning id)
        insert into organisation_change (organisation_id, state, who, reason)
        select id, 'WITHDRAWN', :who, ''
          from withdrawn
        """;

    /// What came to nothing is nobody's any more; who sells is known by what they are called.
    private static final String FORGET = """
        update organisation
           set representative = :nobody,
               name = case when state in ('REFUSED', 'WITHDRAWN') then '-' else name end,
               registration_number =
                   case when state in ('REFUSED', 'WITHDRAWN') then '0000000000' else registration_number end
         where applicant_id = :customer
        """;

    private final Customers customers;
    private final DataSource database;

    Organisations(Customers customers, DataSource database) {
        this.customers = customers;
        this.database = database;
    }

    /// Asks for an organisation, of which whoever asks is the owner, in the running transaction.
    ///
    /// @throws ProblemException `TOO_MANY_REQUESTS`, `ALREADY_IN_ORGANISATION`, `REGISTRATION_TAKEN`
    @Transactional(Transactional.TxType.MANDATORY)
    Organisation apply(CustomerId customer, String name, Registration registration, Contact representative) {
        record Standing(boolean tooOften, boolean taken) {}
        if (Sql.of(LOCK_CUSTOMER)
                .with("customer", customer)
                .first(database, _ -> true)
                .isEmpty()) {
            throw LOGIN_REQUIRED.plain().asException();
        }
        var id = OrganisationId.next();
        var standing = Sql.of(MAY_APPLY)
                .with("customer", customer)
                .with("most", MOST_A_DAY)
                .with("country", registration.country())
                .with("number", registration.number())
                .one(database, row -> new Standing(row.flag("too_often"), row.flag("taken")));
        if (standing.tooOften()) {
            throw TOO_MANY_REQUESTS
                    .because("That was a lot for one day; please come back tomorrow.")
                    .with("retryAfterSeconds", 86_400)
                    .asException();
        }
        if (standing.taken()) {
            throw taken();
        }
        Sql.of(APPLY)
                .with("id", id)
                .with("name", name)
                .with("country", registration.country())
                .with("number", registration.number())
                .with("customer", customer)
                .with(
                        "representative",
                        customers.sealed(customer, representative).contact())
                .run(database);
        if (Sql.of(JOIN).with("id", id).with("customer", customer).run(database) == 0) {
            throw ALREADY_IN_ORGANISATION
                    .because("You belong to an organisation, or have applied for one.")
                    .asException();
        }
        Sql.of(NOTE)
                .with("id", id)
                .with("state", State.APPLIED)
                .with("who", Subject.member(customer).value())
                .with("reason", "")
                .run(database);
        return one(id);
    }

    /// Says what becomes of it. Saying again what is so changes nothing.
    ///
    /// @param applicant who alone may have applied for it; anybody when absent
    /// @param who the one who says it
    /// @throws ProblemException `NOT_FOUND`, `APPLICATION_ENDED`, `REGISTRATION_TAKEN`
    Organisation say(OrganisationId id, State state, @Nullable CustomerId applicant, String who, String reason) {
        try {
            var said = QuarkusTransaction.requiringNew().call(() -> Sql.of(SAY)
                    .with("id", id)
                    .with("state", state)
                    .with("before", BEFORE.getOrDefault(state, Set.of()))
                    .with("applicant", applicant)
                    .with("who", who)
                    .with("reason", reason)
                    .run(database));
            var now = one(id);
            if (said == 0 && now.state() != state) {
                throw APPLICATION_ENDED
                        .because("This has been decided otherwise.")
                        .with("state", now.state())
                        .asException();
            }
            return now;
        } catch (DatabaseException e) {
            if (e.getCause() instanceof SQLException refused && UNIQUE_VIOLATION.equals(refused.getSQLState())) {
                throw taken();
            }
            throw e;
        }
    }

    private static ProblemException taken() {
        return REGISTRATION_TAKEN
                .because("An organisation with this registration number is there already.")
                .asException();
    }

    /// @throws ProblemException `NOT_FOUND`
    Organisation one(OrganisationId id) {
        return Sql.of(ONE).with("id", id).first(database, Organisations::read).orElseThrow(() -> NOT_FOUND
                .because("There is no such organisation.")
                .asException());
    }

    /// Oldest first, at most 100.
    ///
    /// @param after the last one seen
    List<Organisation> all(@Nullable State state, @Nullable OrganisationId after) {
        return Sql.of(ALL).with("state", state).with("after", after).list(database, Organisations::read);
    }

    boolean appliedFor(OrganisationId id, CustomerId customer) {
        return Sql.of(APPLIED_FOR).with("id", id).with("customer", customer).one(database, row -> row.flag("theirs"));
    }

    /// What a member has to do with organisations at present.
    Optional<Organisation> of(CustomerId customer) {
        return Sql.of(MINE).with("customer", customer).first(database, Organisations::read);
    }

    /// What has been said of it, newest first, at most 100.
    List<Change> changes(OrganisationId id) {
        return Sql.of(CHANGES)
                .with("id", id)
                .list(
                        database,
                        row -> new Change(
                                State.valueOf(row.text("state")),
                                row.text("who"),
                                row.text("reason"),
                                row.moment("at")));
    }

    /// How the one is reached who speaks for it; nobody speaks for those who have not applied.
    Optional<Contact> representative(OrganisationId id) {
        return Sql.of(REPRESENTATIVE)
                .with("id", id)
                .first(
                        database,
                        row -> customers.open(new CustomerId(row.uuid("applicant_id")), row.text("representative")));
    }

    /// Whether a customer may be forgotten is looked at once nobody else can leave the same organisation, in the
    /// running transaction.
    @Transactional(Transactional.TxType.MANDATORY)
    public void lockOf(CustomerId customer) {
        Sql.of(LOCK_OF_CUSTOMER).with("customer", customer).list(database, row -> row.uuid("id"));
    }

    /// Ends a customer's membership and takes out how they are reached, in the running transaction.
    @Transactional(Transactional.TxType.MANDATORY)
    public void forget(CustomerId customer) {
        Sql.of(LEAVE)
                .with("customer", customer)
                .with("who", Subject.member(customer).value())
                .run(database);
        Sql.of(FORGET)
                .with("customer", customer)
                .with("nobody", customers.sealed(customer, NOBODY).contact())
                .run(database);
    }

    private static Organisation read(Row row) throws SQLException {
        var country = row.maybeText("registration_country");
        var number = row.maybeText("registration_number");
        var said = row.maybeText("said_state");
        Optional<Instant> at = row.maybeMoment("said_at");
        return new Organisation(
                new OrganisationId(row.uuid("id")),
                row.text("name"),
                country.isPresent() && number.isPresent()
                        ? Optional.of(new Registration(country.get(), number.get()))
                        : Optional.empty(),
                State.valueOf(row.text("state")),
                row.moment("at"),
                said.isPresent() && at.isPresent()
                        ? Optional.of(
                                new Change(State.valueOf(said.get()), row.text("who"), row.text("reason"), at.get()))
                        : Optional.empty());
    }
}
