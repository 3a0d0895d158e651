package io.holdfast.ticketing.account;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.sql.Sql;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A member's standing, which shows may honour with a discount. Operations set it, with a reason that stays.
@Path("/api/staff/customers/{customer}/tier")
@RolesAllowed("operations")
@RunOnVirtualThread
public class TierResource {

    /// @param tier a word of the house, e.g. `GOLD`; none when absent
    public record SetTier(
            @Nullable @Pattern(regexp = "[A-Z]{2,20}", message = "is two to twenty capital letters")
            String tier,

            @NotBlank @Size(max = 500) String reason) {}

    /// @param changes newest first, at most 50
    public record TierView(CustomerId customer, @Nullable String tier, List<Change> changes) {}

    public record Change(@Nullable String tier, String who, String reason, Instant at) {}

    /// The change is written down in the statement that makes it.
    private static final String SET = """
        with changed as (
            update customer
               set tier = cast(:tier as text)
             where id = :customer
               and kind = 'MEMBER'
            returning id, tier)
        insert into tier_change (customer_id, tier, who, reason)
        select id, tier, :who, :reason
          from changed
        """;

    private static final String CHANGES = """
        select tier, who, reason, at
          from tier_change
         where customer_id = :customer
         order by id desc
         limit 50
        """;

    private final DataSource database;
    private final SecurityIdentity who;

    TierResource(DataSource database, SecurityIdentity who) {
        this.database = database;
        this.who = who;
    }

    @PUT
    public TierView set(@PathParam("customer") CustomerId customer, @NotNull @Valid SetTier wish) {
        var changed = Sql.of(SET)
                .with("customer", customer)
                .with("tier", wish.tier())
                .with("who", who.getPrincipal().getName())
                .with("reason", wish.reason().strip())
                .run(database);
        if (changed == 0) {
            throw NOT_FOUND.because("There is no such member.").asException();
        }
        return new TierView(
                customer,
                wish.tier(),
                Sql.of(CHANGES)
                        .with("customer", customer)
                        .list(
                                database,
                                row -> new Change(
                                        row.maybeText("tier").orElse(null),
                                        row.text("who"),
                                        row.text("reason"),
                                        row.moment("at"))));
    }
}
