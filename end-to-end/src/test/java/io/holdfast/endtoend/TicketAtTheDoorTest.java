package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.microsoft.playwright.Page;
import io.holdfast.launcher.house.House;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The code as a gate reads it: from the picture on a phone's screen.
@ExtendWith(InTheHouse.class)
class TicketAtTheDoorTest {

    private static final Duration A_STEP_OR_TWO = Duration.ofSeconds(40);

    @Test
    void the_code_on_a_phone_lets_in_once_and_a_picture_of_it_does_not_for_long(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(
                Olga.plan(1, 2), Olga.sale(Instant.now(), false), Instant.now().plus(Duration.ofHours(24)));
        var ann = Person.named("ann", house).signsIn();
        var order = ann.buys(show.performance(), List.of("A-1", "A-2"));
        var first = order.path("tickets").path(0).path("id").asText();
        var second = order.path("tickets").path(1).path("id").asText();
        var door = DoorStaff.at(olga, show, house, "north");
        try (var desk = Desk.open()) {
            var page = desk.page();
            SignIn.as("ann", page, house, "/me");
            page.navigate(house.url() + "/tickets/" + first);
            page.locator("svg.qr").waitFor();
            desk.look("41-ticket-code");
            var picture = read(page);

            // When
            var entered = door.scans(picture);
            var again = door.scans(picture);
            page.navigate(house.url() + "/tickets/" + second);
            page.locator("svg.qr").waitFor();
            var screenshot = read(page);
            await().atMost(A_STEP_OR_TWO).until(() -> !read(page).equals(screenshot));
            var changed = read(page);
            await().atMost(A_STEP_OR_TWO)
                    .until(() -> !List.of(screenshot, changed).contains(read(page)));

            // Then
            assertThat(entered.path("verdict").asText()).isEqualTo("ENTERED");
            assertThat(again.path("verdict").asText()).isEqualTo("ALREADY_ENTERED");
            assertThat(door.scans(screenshot).path("verdict").asText()).isEqualTo("STALE");
            assertThat(door.scans(read(page)).path("verdict").asText()).isEqualTo("ENTERED");
            page.navigate(house.url() + "/tickets/" + first);
            page.locator(".stub .note.good").waitFor();
            desk.look("42-ticket-used");
            assertThat(desk.complaints()).isEmpty();
        }
    }

    /// What a camera makes of the picture on the screen. Of a hundred codes of this size the library takes one or two
    /// to have more than three corners, and reads the next one.
    static String read(Page page) {
        return read(page, "svg.qr");
    }

    static String read(Page page, String picture) {
        return await().atMost(A_STEP_OR_TWO)
                .until(() -> seen(page, picture), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<String> seen(Page page, String picture) {
        try {
            var image =
                    ImageIO.read(new ByteArrayInputStream(page.locator(picture).screenshot()));
            var pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            var source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
            return Optional.of(new QRCodeReader()
                    .decode(new BinaryBitmap(new HybridBinarizer(source)))
                    .getText());
        } catch (NotFoundException _) {
            return Optional.empty();
        } catch (ReaderException e) {
            throw new AssertionError("this is no QR code", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
