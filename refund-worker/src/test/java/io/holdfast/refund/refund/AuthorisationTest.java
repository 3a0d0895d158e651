package io.holdfast.refund.refund;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.refund.Gateway;
import io.holdfast.refund.PeopleTest;
import io.holdfast.stack.test.EverybodyAsks;
import io.holdfast.stack.test.Letters;
import io.holdfast.stack.test.Request;
import io.holdfast.stack.test.SignedIn;
import io.holdfast.stack.test.Tables;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Of a refund that waits for a person.
@PeopleTest
class AuthorisationTest extends EverybodyAsks {

    @Inject
    Gateway gateway;

    @Inject
    Books books;

    @Inject
    DataSource database;

    private @Nullable Repayment refund;
    private String letter;

    AuthorisationTest() {
        super("refund-worker");
    }

    @Override
    protected Request properly(String operation) {
        if (refund == null) {
            var repayment = Books.repayment(gateway.captured(1_000), 1_001);
            books.facts().tell(Books.cancelled(repayment));
            await().untilAsserted(() -> assertThat(books.state(repayment)).isEqualTo("PARKED"));
            refund = repayment;
            letter = Letters.open(database);
        }
        var request = Request.of(operation)
                .in("refund", refund.refund().toString())
                .in("service", "refund-worker")
                .in("letter", letter)
                .header(SignedIn.HEADER, operation.contains("/dead-letters/") ? OPAL : ROSA);
        if (operation.startsWith("GET ") || operation.endsWith("/replay")) {
            return request;
        }
        return request.header("Idempotency-Key", UUID.randomUUID().toString())
                .json(
                        operation.endsWith("/settlement")
                                ? "{\"reason\": \"By bank transfer.\", \"reference\": \"T-2026-17\"}"
                                : "{\"reason\": \"Seen at the bank.\"}");
    }

    @Override
    protected Map<String, String> content() {
        return Tables.content(database);
    }

    /// Once nothing is under way any more.
    @Override
    protected void movesOn() {
        await().until(() -> books.count("REQUESTED") + books.count("SENDING") == 0);
        refund = null;
    }
}
