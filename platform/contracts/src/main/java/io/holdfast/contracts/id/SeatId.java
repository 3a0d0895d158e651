package io.holdfast.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// Names one seat of a hall, as its seating plan does: 1 to 40 letters, digits, dots, hyphens and underscores.
public record SeatId(@JsonValue String value) implements Comparable<SeatId> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,40}");

    public SeatId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a seat id has 1 to 40 letters, digits, dots, hyphens or underscores");
        }
    }

    @JsonCreator
    public static SeatId fromString(String text) {
        return new SeatId(text);
    }

    @Override
    public int compareTo(SeatId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
