package io.holdfast.notification;

import java.time.ZoneId;
import java.util.Optional;

/// A message in words, for each channel.
///
/// @param subject one line
/// @param text the whole of it, for mail
/// @param brief the shortest form, as short as SMS are where the title allows it
/// @param link where to read on
/// @param answered whether the brief form needs the link
/// @param zone where the venue is; empty for what concerns no venue
record Letter(
        Wording wording,
        String subject,
        String text,
        String brief,
        String link,
        boolean answered,
        Optional<ZoneId> zone) {

    /// What Korean law wants at the beginning of advertising, letter for letter, in whichever language it goes on
    /// (Enforcement Decree of the Network Act, article 61, paragraph 3 and its table 6).
    static final String ADVERTISING = "(광고) ";

    /// @param freeRefusal the number that stops advertising for free
    SmsText sms(boolean advert, Optional<String> freeRefusal) {
        var content = answered ? brief + "\n" + link : brief;
        if (advert) {
            content = ADVERTISING
                    + content
                    + freeRefusal.map(number -> "\n무료거부 " + number).orElse("");
        }
        return SmsText.of((advert ? ADVERTISING : "") + subject, content);
    }
}
