package io.holdfast.ticketing.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ticketing.show.ImageHead.Format;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeadTest {

    private static final byte[] LOSSY =
            Base64.getDecoder().decode("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA=");
    private static final byte[] LOSSLESS =
            Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

    @ParameterizedTest
    @CsvSource({"png, PNG, 640, 480", "jpg, JPEG, 481, 333", "png, PNG, 1, 1"})
    void a_picture_says_what_it_is_and_how_large(String kind, Format format, int width, int height) throws IOException {
        assertThat(ImageHead.of(picture(kind, width, height))).contains(new ImageHead(format, width, height));
    }

    @Test
    void so_does_each_kind_of_webp() {
        assertThat(ImageHead.of(LOSSY)).contains(new ImageHead(Format.WEBP, 1, 1));
        assertThat(ImageHead.of(LOSSLESS)).contains(new ImageHead(Format.WEBP, 1, 1));
        assertThat(ImageHead.of(extended(1200, 630))).contains(new ImageHead(Format.WEBP, 1200, 630));
    }

    @Test
    void what_a_camera_writes_before_the_picture_is_passed_over() throws IOException {
        // Given
        var plain = picture("jpg", 320, 200);
        var exif = HexFormat.of().parseHex("ffe1000a457869660000aabb");
        var whole = new ByteArrayOutputStream();
        whole.write(plain, 0, 2);
        whole.write(exif);
        whole.write(plain, 2, plain.length - 2);

        // When
        var head = ImageHead.of(whole.toByteArray());

        // Then
        assertThat(head).contains(new ImageHead(Format.JPEG, 320, 200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"400\"><script>alert(1)</script></svg>",
                "<!DOCTYPE html><script>alert(1)</script>",
                "GIF89a and a little more, so that it is long enough",
                "RIFF....WEBPVP8 and a little more, so that it is long enough",
                "RIFF....WAVEfmt and a little more, so that it is long enough"
            })
    void what_is_no_picture_says_nothing(String content) {
        assertThat(ImageHead.of(content.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void what_is_cut_off_anywhere_or_has_something_behind_it_is_no_picture(String kind) throws IOException {
        var whole = picture(kind, 300, 200);

        for (var length = 0; length < whole.length; length++) {
            assertThat(ImageHead.of(Arrays.copyOf(whole, length)))
                    .as("the first %d bytes", length)
                    .isEmpty();
        }
        assertThat(ImageHead.of(Arrays.copyOf(whole, whole.length + 1))).isEmpty();
        assertThat(ImageHead.of(Arrays.copyOf(LOSSY, LOSSY.length - 1))).isEmpty();
    }

    @Test
    void nonsense_is_read_without_harm() {
        var random = RandomGenerator.of("L64X128MixRandom");
        for (var n = 0; n < 20_000; n++) {
            var nonsense = new byte[random.nextInt(80)];
            random.nextBytes(nonsense);
            if (nonsense.length > 4) {
                nonsense[0] = (byte) 0xff;
                nonsense[1] = (byte) 0xd8;
                nonsense[2] = (byte) 0xff;
                nonsense[nonsense.length - 2] = (byte) 0xff;
                nonsense[nonsense.length - 1] = (byte) 0xd9;
            }

            ImageHead.of(nonsense).ifPresent(head -> assertThat(head.format()).isEqualTo(Format.JPEG));
        }
    }

    static byte[] picture(String kind, int width, int height) throws IOException {
        var written = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), kind, written);
        return written.toByteArray();
    }

    /// With a colour profile or the like: its first chunk says the size of it all.
    private static byte[] extended(int width, int height) {
        var chunk = "52494646" + little(22 + 4 + 4, 4) + "57454250" + "56503858" + little(10, 4) + "00000000"
                + little(width - 1, 3) + little(height - 1, 3) + "00".repeat(8);
        return HexFormat.of().parseHex(chunk);
    }

    private static String little(int value, int bytes) {
        var text = new StringBuilder();
        for (var n = 0; n < bytes; n++) {
            text.append("%02x".formatted(value >> 8 * n & 0xff));
        }
        return text.toString();
    }
}
