package io.holdfast.contracts.id;

import java.security.SecureRandom;
import java.util.UUID;

/// Version 7 UUIDs (RFC 9562, section 5.7): the first 48 bits are the time in milliseconds, so rows made
/// together lie together in an index; the 74 random bits make them unguessable.
final class TimeOrderedUuid {

    private static final SecureRandom RANDOM = new SecureRandom();

    private TimeOrderedUuid() {}

    static UUID next() {
        var high = (System.currentTimeMillis() << 16) | 0x7000L | (RANDOM.nextInt() & 0x0FFF);
        var low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /// Stricter than [UUID#fromString], which takes `1-1-1-1-1` too.
    static UUID parse(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("an id has 36 characters");
        }
        return UUID.fromString(text);
    }
}
