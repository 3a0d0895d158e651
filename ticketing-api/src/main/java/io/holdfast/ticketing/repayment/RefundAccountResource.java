package io.holdfast.ticketing.repayment;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.personal.RefundAccount;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/// Where a refund is to go whose gateway gives back to a bank account only.
@Path("/api")
@RunOnVirtualThread
public class RefundAccountResource {

    /// @param bank the gateway's code for the bank, e.g. `88`
    /// @param number digits; blanks and hyphens do not count
    public record GiveAccount(
            @NotNull @Pattern(regexp = "[0-9]{2}", message = "is a bank's code")
            String bank,

            @NotNull @Pattern(regexp = "[0-9](?:[ -]?[0-9]){5,19}", message = "is an account's number")
            String number,

            @NotBlank @Size(max = 60) String holder) {

        RefundAccount account() {
            return new RefundAccount(bank, number.replaceAll("[ -]", ""), holder.strip());
        }

        /// Never prints what it holds.
        @Override
        public String toString() {
            return "GiveAccount[…]";
        }
    }

    private final RefundAccounts accounts;
    private final Visitor visitor;

    RefundAccountResource(RefundAccounts accounts, Visitor visitor) {
        this.accounts = accounts;
        this.visitor = visitor;
    }

    /// Only while the order says `accountNeeded`; the same account again changes nothing.
    @PUT
    @Path("/orders/{order}/refunds/{refund}/account")
    @Consumes(MediaType.APPLICATION_JSON)
    public void give(
            @PathParam("order") OrderId order,
            @PathParam("refund") RefundId refund,
            @NotNull @Valid GiveAccount request) {
        if (Bank.of(request.bank()).isEmpty()) {
            throw INVALID_REQUEST
                    .because("There is no such bank.")
                    .with("faults", List.of(Map.of("field", "bank", "message", "is no bank's code")))
                    .asException();
        }
        accounts.give(order, refund, visitor, request.account());
    }
}
