package io.holdfast.ticketing.account;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A browser in two words, so that people recognise theirs: `Chrome · Android`. What a browser says of itself
/// beyond that is not kept.
final class Device {

    /// In this order: nearly every browser claims to be another one as well.
    private static final Map<String, String> BROWSERS = inOrder(
            "SamsungBrowser", "Samsung Internet",
            "Whale", "Whale",
            "KAKAOTALK", "KakaoTalk",
            "NAVER", "Naver",
            "Edg", "Edge",
            "OPR", "Opera",
            "Firefox", "Firefox",
            "FxiOS", "Firefox",
            "CriOS", "Chrome",
            "Chrome", "Chrome",
            "Safari", "Safari");

    private static final Map<String, String> SYSTEMS = inOrder(
            "iPhone", "iPhone",
            "iPad", "iPad",
            "Android", "Android",
            "Windows", "Windows",
            "CrOS", "ChromeOS",
            "Mac OS X", "macOS",
            "Linux", "Linux");

    private Device() {}

    /// @param userAgent as the browser says it
    /// @return empty when it says nothing we know
    static String named(@Nullable String userAgent) {
        var said = userAgent == null ? "" : userAgent;
        var browser = first(BROWSERS, said);
        var system = first(SYSTEMS, said);
        return browser.isEmpty() || system.isEmpty() ? browser + system : browser + " · " + system;
    }

    private static String first(Map<String, String> known, String said) {
        return known.entrySet().stream()
                .filter(one -> said.contains(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private static Map<String, String> inOrder(String... pairs) {
        var map = new LinkedHashMap<String, String>();
        for (var i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
