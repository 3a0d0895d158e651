package io.holdfast.waitlist.entry;

import static io.holdfast.contracts.event.SalesEvent.OfferFailure.DECLINED;
import static io.holdfast.contracts.event.SalesEvent.OfferFailure.LAPSED;
import static io.holdfast.contracts.event.SalesEvent.OfferFailure.SEATS_GONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.id.OfferId;
import io.holdfast.waitlist.entry.EntryState.Ended;
import io.holdfast.waitlist.entry.EntryState.Offered;
import io.holdfast.waitlist.entry.EntryState.Waiting;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EntryStateTest {

    private static final Offered FIRST_OFFER = new Waiting(false).offer(OfferId.next(), Instant.EPOCH);
    private static final Offered AFTER_A_MISS = new Waiting(true).offer(OfferId.next(), Instant.EPOCH);

    @Test
    void a_missed_offer_is_forgiven_once() {
        assertThat(FIRST_OFFER.fail(LAPSED)).isEqualTo(new Waiting(true));
        assertThat(AFTER_A_MISS.fail(LAPSED)).isEqualTo(new Ended(EndReason.MISSED_TWICE));
    }

    @Test
    void saying_no_ends_the_wish() {
        assertThat(FIRST_OFFER.fail(DECLINED)).isEqualTo(new Ended(EndReason.DECLINED));
    }

    @Test
    void seats_that_were_gone_are_nobodys_miss() {
        assertThat(FIRST_OFFER.fail(SEATS_GONE)).isEqualTo(new Waiting(false));
        assertThat(AFTER_A_MISS.fail(SEATS_GONE)).isEqualTo(new Waiting(true));
    }
}
