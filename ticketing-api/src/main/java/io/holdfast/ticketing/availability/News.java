package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.SeatId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one process tells the others about the seats of a performance: those it has learnt of, or that everything is
/// to be read again.
///
/// As text, so that a process of another version can be told apart:
///
/// ```
/// 1 <process> seats          or  1 <process> again
/// <seat> <state> <until> <at>    for each seat
/// ```
record News(String from, List<Seen> seats, boolean again) {

    private static final String FORM = "1";

    static News of(String from, List<Seen> seats) {
        return new News(from, seats, false);
    }

    static News again(String from) {
        return new News(from, List.of(), true);
    }

    String text() {
        var text = new StringBuilder(64 + 56 * seats.size())
                .append(FORM)
                .append(' ')
                .append(from)
                .append(again ? " again" : " seats");
        for (var seen : seats) {
            text.append('\n')
                    .append(seen.seat().value())
                    .append(' ')
                    .append(seen.state())
                    .append(' ')
                    .append(seen.until())
                    .append(' ')
                    .append(seen.at());
        }
        return text.toString();
    }

    /// Whoever tells hears it too, and need not read it.
    static boolean isFrom(String process, String text) {
        return text.startsWith(FORM + ' ' + process + ' ');
    }

    /// @return empty if it cannot be understood; then everything is read again, sooner or later
    static Optional<News> read(String text) {
        var lines = text.split("\n");
        var head = lines[0].split(" ");
        if (head.length != 3 || !head[0].equals(FORM)) {
            return Optional.empty();
        }
        var seats = new ArrayList<Seen>(lines.length - 1);
        try {
            for (var i = 1; i < lines.length; i++) {
                var words = lines[i].split(" ");
                var state = Byte.parseByte(words[1]);
                if (words.length != 4 || state < LiveSeats.FREE || state > LiveSeats.BLOCKED) {
                    return Optional.empty();
                }
                seats.add(new Seen(new SeatId(words[0]), state, Long.parseLong(words[2]), Long.parseLong(words[3])));
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
        return Optional.of(new News(head[1], seats, head[2].equals("again")));
    }
}
