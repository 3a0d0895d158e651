package io.holdfast.ticketing.page;

import io.holdfast.contracts.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;

/// Amounts and times in the reader's way, as the components write them too. A native executable knows the names of
/// days in no language but English, so the Korean ones stand here.
record Wording(Language language) {

    private static final String DAYS = "월화수목금토일";

    /// 2026년 12월 14일 (월) 오후 7:30, Mon, Dec 14, 2026 7:30 PM.
    String dateTime(Instant moment, String zone) {
        var at = moment.atZone(ZoneId.of(zone));
        return language == Language.KO
                ? "%d년 %s %s".formatted(at.getYear(), day(at), time(at))
                : "%s, %d %s".formatted(day(at), at.getYear(), time(at));
    }

    /// 12월 14일 (월), Mon, Dec 14.
    String day(Instant moment, String zone) {
        return day(moment.atZone(ZoneId.of(zone)));
    }

    private String day(ZonedDateTime at) {
        return language == Language.KO
                ? "%d월 %d일 (%c)"
                        .formatted(
                                at.getMonthValue(),
                                at.getDayOfMonth(),
                                DAYS.charAt(at.getDayOfWeek().ordinal()))
                : "%s, %s %d"
                        .formatted(
                                at.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH),
                                at.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH),
                                at.getDayOfMonth());
    }

    private String time(ZonedDateTime at) {
        var hour = at.getHour() % 12 == 0 ? 12 : at.getHour() % 12;
        var afternoon = at.getHour() >= 12;
        return language == Language.KO
                ? "%s %d:%02d".formatted(afternoon ? "오후" : "오전", hour, at.getMinute())
                : "%d:%02d %s".formatted(hour, at.getMinute(), afternoon ? "PM" : "AM");
    }

    /// 160,000원, ₩160,000, €49.90.
    String money(Money value) {
        var currency = value.currency();
        var digits = Math.max(0, currency.getDefaultFractionDigits());
        var amount = String.format(Locale.ENGLISH, "%,." + digits + "f", BigDecimal.valueOf(value.amount(), digits));
        return switch (currency.getCurrencyCode()) {
            case "KRW" -> language == Language.KO ? amount + "원" : "₩" + amount;
            case "EUR" -> "€" + amount;
            case "USD" -> language == Language.KO ? "US$" + amount : "$" + amount;
            case "JPY" -> language == Language.KO ? "JP¥" + amount : "¥" + amount;
            default -> currency.getCurrencyCode() + "\u00a0" + amount;
        };
    }
}
