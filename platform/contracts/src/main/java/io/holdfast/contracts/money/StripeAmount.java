package io.holdfast.contracts.money;

import java.util.Currency;
import java.util.Locale;
import java.util.Set;

/// Money as Stripe counts it. Mostly in the smallest unit as we do; some currencies have none there though ISO 4217
/// has one, and some have one though nobody uses it (<https://docs.stripe.com/currencies#zero-decimal>).
public final class StripeAmount {

    private static final Set<String> NO_DECIMALS = Set.of(
            "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF");

    private static final Set<String> THREE_DECIMALS = Set.of("BHD", "JOD", "KWD", "OMR", "TND");

    private StripeAmount() {}

    public static long of(Money money) {
        return shifted(money.amount(), decimals(money.currency()) - ours(money.currency()));
    }

    /// @param currency in small letters or large
    public static Money read(long amount, String currency) {
        var known = Currency.getInstance(currency.toUpperCase(Locale.ROOT));
        return new Money(shifted(amount, ours(known) - decimals(known)), known);
    }

    private static int decimals(Currency currency) {
        if (NO_DECIMALS.contains(currency.getCurrencyCode())) {
            return 0;
        }
        return THREE_DECIMALS.contains(currency.getCurrencyCode()) ? 3 : 2;
    }

    private static int ours(Currency currency) {
        return Math.max(0, currency.getDefaultFractionDigits());
    }

    /// @throws ArithmeticException rather than charging somebody a rounded price
    private static long shifted(long amount, int digits) {
        var shifted = amount;
        for (var i = 0; i < digits; i++) {
            shifted = Math.multiplyExact(shifted, 10L);
        }
        for (var i = 0; i > digits; i--) {
            if (shifted % 10 != 0) {
                throw new ArithmeticException("this amount cannot be said in the gateway's unit");
            }
            shifted /= 10;
        }
        return shifted;
    }
}
