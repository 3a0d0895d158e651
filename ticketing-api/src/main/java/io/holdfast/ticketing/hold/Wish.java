package io.holdfast.ticketing.hold;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What somebody asks for: these seats, under a key of their own.
///
/// @param hold its id, if it comes to one
/// @param session the pass's `sid`; empty when the visitor came without one
/// @param seats sorted, each once
/// @param asked what was asked, to be told from another request under the same key
record Wish(
        HoldId hold,
        PerformanceId performance,
        Subject subject,
        Optional<String> session,
        String key,
        List<SeatId> seats,
        String asked) {

    static Wish of(
            PerformanceId performance,
            Subject subject,
            Optional<String> session,
            String key,
            Collection<SeatId> seats) {
        var sorted = seats.stream().distinct().sorted().toList();
        return new Wish(HoldId.next(), performance, subject, session, key, sorted, hash(sorted.toString()));
    }

    /// The choice is left to us: no seats yet.
    static Wish of(PerformanceId performance, Subject subject, Optional<String> session, String key, Best best) {
        return new Wish(HoldId.next(), performance, subject, session, key, List.of(), hash("best " + best));
    }

    /// The same wish, for other seats: whoever leaves the choice to us has not asked for these.
    Wish settledFor(Collection<SeatId> chosen) {
        return new Wish(
                hold,
                performance,
                subject,
                session,
                key,
                chosen.stream().sorted().toList(),
                asked);
    }

    String operation() {
        return "POST /performances/" + performance + "/holds";
    }

    /// The place in the queue that the pass was given for, and which of its windows; empty without a pass of ours.
    Optional<ShoppingSession> window() {
        return session.flatMap(ShoppingSession::of);
    }

    static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
