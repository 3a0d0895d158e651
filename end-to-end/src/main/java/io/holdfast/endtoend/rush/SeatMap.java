package io.holdfast.endtoend.rush;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;

/// How all seats of a performance stand, as anybody may ask.
public final class SeatMap {

    private static final String LETTERS = "AHSB";

    private SeatMap() {}

    /// One letter for each seat in the plan's order: `A` free, `H` held by somebody, `S` sold, `B` put aside by staff.
    ///
    /// @param seats as `/api/performances/{performance}/seats` tells it
    public static String letters(JsonNode seats) {
        var packed = Base64.getDecoder().decode(seats.path("states").asText());
        var letters = new StringBuilder();
        for (var i = 0; i < seats.path("seats").asInt(); i++) {
            letters.append(LETTERS.charAt(packed[i >> 2] >> ((i & 3) << 1) & 3));
        }
        return letters.toString();
    }
}
