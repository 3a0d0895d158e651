package io.holdfast.notification;

import io.holdfast.contracts.money.Money;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Amounts and times as people of one language read them.
enum Wording {
    KO(Locale.KOREA, "yyyy년 M월 d일 (E) HH:mm", "이런 메일 그만 받기"),
    EN(Locale.UK, "EEEE d MMMM yyyy, HH:mm", "Stop messages of this kind");

    private final Locale locale;
    private final DateTimeFormatter times;
    private final String stop;

    Wording(Locale locale, String pattern, String stop) {
        this.locale = locale;
        this.times = DateTimeFormatter.ofPattern(pattern, locale);
        this.stop = stop;
    }

    /// @param language `ko` or `en`; anything else is read in English
    static Wording of(String language) {
        return language.startsWith("ko") ? KO : EN;
    }

    /// `ko` or `en`.
    String language() {
        return locale.getLanguage();
    }

    /// What the link is called that stops messages.
    String stop() {
        return stop;
    }

    /// Where the venue is, as the clock there shows it.
    String time(Instant moment, ZoneId venue) {
        return times.format(moment.atZone(venue));
    }

    String count(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    String money(Money money) {
        var digits = Math.max(0, money.currency().getDefaultFractionDigits());
        var amount = NumberFormat.getNumberInstance(locale);
        amount.setMinimumFractionDigits(digits);
        amount.setMaximumFractionDigits(digits);
        var number = amount.format(BigDecimal.valueOf(money.amount(), digits));
        var code = money.currency().getCurrencyCode();
        return this == KO && code.equals("KRW") ? number + "원" : code + " " + number;
    }
}
