package io.holdfast.ticketing.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.repayment.Repayments;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class LedgerTest {

    @Inject
    BoxOffice house;

    @Inject
    Repayments repayments;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger_entry set amount = amount + 1",
                "delete from ledger_entry",
                "truncate ledger_entry"
            })
    void what_is_booked_stays_as_it_was_booked(String tampering) {
        house.guest().buys(house.openSale(), "A-1");

        assertThatThrownBy(() -> house.run(tampering)).hasMessageContaining("permission denied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger_entry set amount = amount + 1",
                "delete from ledger_entry",
                "truncate ledger_entry"
            })
    void whoever_may_change_tables_is_told_that_the_ledger_stays(String tampering) {
        house.guest().buys(house.openSale(), "A-1");

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    house.run("grant update, delete, truncate on ledger_entry to current_user");
                    house.run(tampering);
                }))
                .hasMessageContaining("append-only");
    }

    @Test
    void of_ten_refunds_of_one_capture_at_once_one_is_owed() {
        // Given
        var order = OrderId.fromString(house.guest().buys(house.openSale(), "A-1"));

        // When
        var owed = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 10; i++) {
                threads.submit(() -> {
                    owe(order, 100_000);
                    owed.incrementAndGet();
                });
            }
        }

        // Then
        assertThat(owed).hasValue(1);
        assertThatThrownBy(() -> owe(order, 40_001)).hasMessageContaining("refunds_are_covered_by_captures");
        owe(order, 40_000);
    }

    private void owe(OrderId order, long amount) {
        QuarkusTransaction.requiringNew()
                .run(() -> repayments.owe(
                        CancellationId.next(),
                        order,
                        RefundId.next(),
                        Repayments.Cause.CUSTOMER,
                        List.of(),
                        "T-7",
                        Repayments.Sum.allOf(Money.won(amount))));
    }

    @Test
    void an_entry_without_its_counterpart_does_not_commit() {
        house.guest().buys(house.openSale(), "A-1");

        assertThatThrownBy(() -> house.run("""
                insert into ledger_entry (transaction_id, account, amount, currency, order_id, reason)
                select gen_random_uuid(), 'pocket', 1, 'KRW', id, 'PURCHASE' from orders limit 1
                """)).hasMessageContaining("does not sum to zero");
    }
}
