package io.holdfast.room.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.key.PlaceKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedPlacesTest {

    private final SignedPlaces places = new SignedPlaces(new PlaceKey("a secret of thirty-two characters, or more"));
    private final SaleId sale = SaleId.next();
    private final Place ann = new Place(sale, 1, Place.Kind.QUEUE, 17, 2, false, Subject.member(CustomerId.next()));

    @Test
    void a_signed_place_is_read_as_it_was() {
        assertThat(places.read(places.sign(ann), sale)).contains(ann);
    }

    @Test
    void a_lobby_ticket_keeps_its_kind() {
        // Given
        var bob = new Place(sale, 3, Place.Kind.LOBBY, 1, 65_535, true, Subject.browser("0123456789012345678901"));

        // When
        var read = places.read(places.sign(bob), sale);

        // Then
        assertThat(read).contains(bob);
    }

    @Test
    void a_place_fits_into_140_characters() {
        assertThat(places.sign(ann)).hasSizeLessThanOrEqualTo(140).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void a_place_with_any_one_character_changed_is_refused() {
        // Given
        var text = places.sign(ann);

        // When
        var accepted = IntStream.range(0, text.length())
                .boxed()
                .flatMap(at -> "ABCDwxyz0189-_"
                        .chars()
                        .filter(c -> c != text.charAt(at))
                        .mapToObj(c -> text.substring(0, at) + (char) c + text.substring(at + 1)))
                .filter(altered -> places.read(altered, sale).isPresent());

        // Then
        assertThat(accepted).isEmpty();
    }

    @Test
    void a_place_cut_anywhere_is_refused() {
        // Given
        var text = places.sign(ann);

        // When
        var accepted = IntStream.range(0, text.length())
                .mapToObj(end -> text.substring(0, end))
                .filter(cut -> places.read(cut, sale).isPresent());

        // Then
        assertThat(accepted).isEmpty();
    }

    @Test
    void a_place_of_another_sale_is_refused() {
        assertThat(places.read(places.sign(ann), SaleId.next())).isEmpty();
    }

    @Test
    void a_place_signed_with_another_key_is_refused() {
        // Given
        var others = new SignedPlaces(new PlaceKey("another secret of thirty-two characters"));

        // When
        var read = places.read(others.sign(ann), sale);

        // Then
        assertThat(read).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "null", "AAAA", "ä", "{}", "a.b.c", "AQ==", "🎫"})
    void what_is_no_place_at_all_is_refused(String text) {
        assertThat(places.read(text, sale)).isEmpty();
        assertThat(places.read(text.repeat(100), sale)).isEmpty();
    }

    @Test
    void padding_is_not_another_way_to_write_the_same_place() {
        assertThat(places.read(places.sign(ann) + "=", sale)).isEmpty();
        assertThat(places.read(places.sign(ann) + "==", sale)).isEmpty();
    }
}
