package io.holdfast.ticketing.calendar;

import java.nio.charset.StandardCharsets;

/// The text of an iCalendar object: content lines that end in CRLF and are folded where they grow longer than 75
/// octets, never in the middle of a character (RFC 5545, 3.1).
final class ContentLines {

    private static final int LONGEST = 75;

    private final StringBuilder text = new StringBuilder();

    /// @param value as it goes on the line
    ContentLines line(String name, String value) {
        var length = 0;
        for (var character : (Iterable<Integer>) (name + ":" + value).codePoints()::iterator) {
            var octets = Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
            if (length + octets > LONGEST) {
                text.append("\r\n ");
                length = 1;
            }
            text.appendCodePoint(character);
            length += octets;
        }
        text.append("\r\n");
        return this;
    }

    /// @param value anybody's words; what would end the line or the value is escaped (3.3.11), and what may not stand
    ///     in a calendar at all is left out
    ContentLines text(String name, String value) {
        var escaped = new StringBuilder();
        value.replace("\r\n", "\n").codePoints().forEach(character -> {
            switch (character) {
                case '\\', ';', ',' -> escaped.append('\\').appendCodePoint(character);
                case '\n', '\r', 0x85, 0x2028, 0x2029 -> escaped.append("\\n");
                default -> {
                    if (character == '\t' || !Character.isISOControl(character)) {
                        escaped.appendCodePoint(character);
                    }
                }
            }
        });
        return line(name, escaped.toString());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
