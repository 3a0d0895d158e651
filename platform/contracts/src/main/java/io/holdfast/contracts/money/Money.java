package io.holdfast.contracts.money;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/// An amount in the smallest unit of its currency: won for KRW, cents for EUR.
///
/// Whole minor units keep every sum exact. Overflow and mixed currencies are bugs in the caller and throw at
/// once, rather than charging somebody a wrong price. In JSON: `{ "amount": 140000, "currency": "KRW" }`.
///
/// @param amount in minor units; negative only in a ledger
/// @param currency ISO 4217
public record Money(long amount, Currency currency) implements Comparable<Money> {

    public static Money of(long amount, String currencyCode) {
        return new Money(amount, Currency.getInstance(currencyCode));
    }

    /// What JSON says, to the last unit: half a won, no amount and too large an amount are refused, not rounded.
    @JsonCreator
    static Money fromJson(
            @JsonProperty(value = "amount", required = true) @Nullable BigDecimal amount,
            @JsonProperty(value = "currency", required = true) @Nullable String currencyCode) {
        if (amount == null || currencyCode == null) {
            throw new IllegalArgumentException("money has an amount and a currency");
        }
        return of(amount.longValueExact(), currencyCode);
    }

    public static Money won(long amount) {
        return of(amount, "KRW");
    }

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(amount, inOurCurrency(other)), currency);
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(amount, inOurCurrency(other)), currency);
    }

    public Money times(int count) {
        return new Money(Math.multiplyExact(amount, count), currency);
    }

    /// The given share of this amount, rounded half up to a whole minor unit.
    ///
    /// @param percent 0 to 100; may have decimals
    public Money percent(BigDecimal percent) {
        var share = BigDecimal.valueOf(amount).multiply(percent).movePointLeft(2);
        return new Money(share.setScale(0, RoundingMode.HALF_UP).longValueExact(), currency);
    }

    @JsonIgnore
    public boolean isZero() {
        return amount == 0;
    }

    @JsonIgnore
    public boolean isPositive() {
        return amount > 0;
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(amount, inOurCurrency(other));
    }

    private long inOurCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("%s and %s do not add up".formatted(currency, other.currency));
        }
        return other.amount;
    }

    @Override
    public String toString() {
        return amount + " " + currency;
    }
}
