package io.holdfast.ticketing.order;

import io.holdfast.contracts.id.SaleId;

/// Bookings of this sale are capped: whoever asks has to wait for their turn first, holding no transaction.
public final class TurnNeeded extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient SaleId sale;

    TurnNeeded(SaleId sale) {
        super(null, null, false, false);
        this.sale = sale;
    }

    public SaleId sale() {
        return sale;
    }
}
