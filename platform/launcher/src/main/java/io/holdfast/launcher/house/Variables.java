package io.holdfast.launcher.house;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Configuration as environment variables, which other users of the machine cannot list: `holdfast.public-url` is
/// `HOLDFAST_PUBLIC_URL`.
public final class Variables {

    private Variables() {}

    public static Map<String, String> of(Map<String, String> configuration) {
        return configuration.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT),
                        Map.Entry::getValue));
    }
}
