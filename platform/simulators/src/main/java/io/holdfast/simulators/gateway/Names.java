package io.holdfast.simulators.gateway;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Collectors;

/// What gateways call things: names nobody guesses.
public final class Names {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Names() {}

    public static String fresh(String prefix) {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }

    public static String digits(int count) {
        return RANDOM.ints(count, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
    }
}
