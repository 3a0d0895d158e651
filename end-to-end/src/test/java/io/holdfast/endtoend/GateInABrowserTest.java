package io.holdfast.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.holdfast.launcher.house.House;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The page of whoever stands at the door, with a scanner that types what it reads.
@ExtendWith(InTheHouse.class)
class GateInABrowserTest {

    @Test
    void a_gate_lets_in_without_a_network_and_tells_of_it_later(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(
                Olga.plan(1, 4), Olga.sale(Instant.now(), false), Instant.now().plus(Duration.ofHours(24)));
        var ann = Person.named("ann", house).signsIn();
        var order = ann.buys(show.performance(), List.of("A-1", "A-2", "A-3"));
        var elsewhere = DoorStaff.at(olga, show, house, "south");
        try (var phone = Desk.open();
                var desk = Desk.open()) {
            var door = desk.page();
            door.navigate(house.url() + "/gate#" + DoorStaff.invitation(olga, show, "north"));
            assertThat(door.locator("h1")).hasText("north");
            assertThat(door.locator("hf-gate header strong")).containsText("3");
            desk.look("51-gate");
            SignIn.as("ann", phone.page(), house, "/me");

            // When
            scans(
                    door,
                    code(
                            phone.page(),
                            house,
                            order.path("tickets").path(0).path("id").asText()));
            assertThat(door.locator(".verdict")).hasClass("verdict good");
            desk.look("52-let-in");
            scans(door, "HF2:NOT A CODE");
            assertThat(door.locator(".verdict")).hasClass("verdict bad");
            desk.look("53-forged");
            var second = code(
                    phone.page(),
                    house,
                    order.path("tickets").path(1).path("id").asText());
            door.context().setOffline(true);
            elsewhere.scans(second);
            scans(door, second);
            assertThat(door.locator(".verdict")).hasClass("verdict good");
            assertThat(door.locator("hf-gate header .quiet").last()).containsText("1");
            door.reload();
            assertThat(door.locator("h1")).hasText("north");
            desk.look("54-without-a-network");
            scans(door, second);
            assertThat(door.locator(".verdict")).hasClass("verdict bad");
            door.context().setOffline(false);

            // Then
            assertThat(door.locator("#conflicts")).isVisible();
            desk.look("55-conflict");
            door.locator("#search").fill("A 3");
            door.locator("hf-gate .ticket button").first().click();
            desk.look("56-exception");
            door.locator("section form button.main").click();
            assertThat(door.locator(".verdict")).hasClass("verdict good");
            var gates = olga.asks("/api/organiser/performances/" + show.performance() + "/gates");
            assertThat(gates.path("conflicts")).hasSize(1);
            assertThat(gates.path("gates").path(0).path("name").asText()).isEqualTo("north");
            assertThat(gates.path("gates").path(0).path("exceptions").asInt()).isEqualTo(1);
        }
    }

    @Test
    void a_gate_reads_the_code_on_a_phone_with_its_camera(House house, @TempDir Path files) throws IOException {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(
                Olga.plan(1, 4), Olga.sale(Instant.now(), false), Instant.now().plus(Duration.ofHours(24)));
        var ann = Person.named("ann", house).signsIn();
        var ticket = ann.buys(show.performance(), List.of("A-1"))
                .path("tickets")
                .path(0)
                .path("id")
                .asText();
        var film = files.resolve("what-the-camera-sees.y4m");
        Film.of(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), film);
        try (var phone = Desk.open();
                var desk = Desk.withCamera(film)) {
            var door = desk.page();
            door.navigate(house.url() + "/gate#" + DoorStaff.invitation(olga, show, "north"));
            assertThat(door.locator("h1")).hasText("north");
            SignIn.as("ann", phone.page(), house, "/me");
            phone.page().navigate(house.url() + "/tickets/" + ticket);
            phone.page().locator("svg.qr").waitFor();

            // When
            var screen = phone.page().locator("svg.qr").screenshot();
            Film.of(ImageIO.read(new ByteArrayInputStream(screen)), film);
            door.locator(".camera button").click();

            // Then
            assertThat(door.locator(".verdict")).hasClass("verdict good");
            desk.look("57-camera");
        }
    }

    @Test
    void a_gate_whose_camera_is_refused_says_so_and_goes_on_with_a_scanner(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(1, 4));
        try (var desk = Desk.open()) {
            var door = desk.page();
            door.navigate(house.url() + "/gate#" + DoorStaff.invitation(olga, show, "north"));

            // When
            door.locator(".camera button").click();

            // Then
            assertThat(door.locator(".camera .note.warn")).isVisible();
            desk.look("58-camera-refused");
            scans(door, "HF2:NOT A CODE");
            assertThat(door.locator(".verdict")).hasClass("verdict bad");
        }
    }

    private static String code(Page phone, House house, String ticket) {
        phone.navigate(house.url() + "/tickets/" + ticket);
        phone.locator("svg.qr").waitFor();
        return TicketAtTheDoorTest.read(phone);
    }

    private static void scans(Page door, String code) {
        door.locator("#code").fill(code);
        door.locator(".scan button").click();
    }
}
