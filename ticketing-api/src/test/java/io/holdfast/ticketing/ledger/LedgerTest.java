package io.holdfast.ticketing.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class LedgerTest {

    @Inject
    BoxOffice house;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger_entry set amount = amount + 1",
                "delete from ledger_entry",
                "truncate ledger_entry"
            })
    void what_is_booked_stays_as_it_was_booked(String tampering) {
        house.guest().buys(house.openSale(), "A-1");

        assertThatThrownBy(() -> house.run(tampering)).hasMessageContaining("append-only");
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
