package io.holdfast.room.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.key.PlaceKey;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

class PlaceFuzzTest {

    private static final SignedPlaces PLACES = new SignedPlaces(new PlaceKey("a secret of thirty-two characters"));
    private static final SaleId HAMLET = new SaleId(new UUID(1, 2));

    @FuzzTest(maxDuration = "1m")
    void nobody_makes_a_place(byte[] text) {
        assertThat(PLACES.read(new String(text, StandardCharsets.UTF_8), HAMLET))
                .isEmpty();
    }

    @FuzzTest(maxDuration = "1m")
    void a_place_reads_as_it_was_signed_and_not_otherwise(FuzzedDataProvider data) {
        var place = new Place(
                HAMLET,
                data.consumeInt(1, Integer.MAX_VALUE),
                data.pickValue(Place.Kind.values()),
                data.consumeInt(1, Integer.MAX_VALUE),
                data.consumeInt(1, 65_535),
                data.consumeBoolean(),
                Subject.browser("ann" + data.consumeInt(0, 9)));
        var text = PLACES.sign(place);
        assertThat(PLACES.read(text, HAMLET)).contains(place);

        var at = data.consumeInt(0, text.length());
        var altered = text.substring(0, at) + data.consumeString(3) + text.substring(Math.min(text.length(), at + 1));

        assertThat(PLACES.read(altered, HAMLET).isPresent()).isEqualTo(altered.equals(text));
    }
}
