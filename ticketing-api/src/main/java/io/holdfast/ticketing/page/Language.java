package io.holdfast.ticketing.page;

import io.vertx.core.http.HttpServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;

/// The languages the web app speaks. Korean unless somebody has chosen, or their browser prefers, English.
enum Language {
    KO,
    EN;

    static final String COOKIE = "hf_lang";

    private static final List<String> TAGS = List.of("ko", "en");

    static Language of(HttpServerRequest request) {
        var chosen = request.getCookie(COOKIE);
        if (chosen != null && TAGS.contains(chosen.getValue())) {
            return named(chosen.getValue());
        }
        var accepted = request.getHeader("Accept-Language");
        if (accepted != null && accepted.length() <= 500) {
            try {
                var best = Locale.lookupTag(LanguageRange.parse(accepted), TAGS);
                return best == null ? KO : named(best);
            } catch (IllegalArgumentException e) {
                return KO;
            }
        }
        return KO;
    }

    static Language named(String tag) {
        return tag.equals("en") ? EN : KO;
    }

    Language other() {
        return this == KO ? EN : KO;
    }

    /// The address that chooses this language and comes back.
    String chosenAt(String uri) {
        return "/language/%s?return=%s".formatted(tag(), URLEncoder.encode(uri, StandardCharsets.UTF_8));
    }

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
