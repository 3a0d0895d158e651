package io.holdfast.ticketing.price;

/// Why a seat costs what it does. All but the regular price are offered by a show's [Tariff], each with a note on what
/// proves the right to it.
public enum PriceType {
    REGULAR(Integer.MAX_VALUE),
    /// Until a date.
    EARLY_BIRD(Integer.MAX_VALUE),
    YOUTH(Integer.MAX_VALUE),
    VETERAN(Integer.MAX_VALUE),
    /// Disability of degree 1 to 3: the person and one companion.
    DISABILITY_1_3(2),
    /// Disability of degree 4 to 6: the person.
    DISABILITY_4_6(1);

    private final int most;

    PriceType(int most) {
        this.most = most;
    }

    /// Most seats at this price in one order.
    public int most() {
        return most;
    }

    public boolean isLimited() {
        return most < Integer.MAX_VALUE;
    }
}
