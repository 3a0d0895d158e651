package io.holdfast.endtoend;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// One picture as a camera shows it: 640 × 480, before something grey, in the format
/// [YUV4MPEG2](https://wiki.multimedia.cx/index.php/YUV4MPEG2).
final class Film {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int FRAMES = 10;
    private static final byte GREY = (byte) 128;

    private Film() {}

    /// @param picture shown as large as it fits
    static void of(BufferedImage picture, Path file) throws IOException {
        var lightness = new byte[WIDTH * HEIGHT];
        Arrays.fill(lightness, GREY);
        var scale = Math.min((double) WIDTH / picture.getWidth(), (double) HEIGHT / picture.getHeight());
        var left = (WIDTH - picture.getWidth() * scale) / 2;
        var top = (HEIGHT - picture.getHeight() * scale) / 2;
        for (var y = 0; y < HEIGHT; y++) {
            for (var x = 0; x < WIDTH; x++) {
                var column = (int) Math.floor((x - left) / scale);
                var row = (int) Math.floor((y - top) / scale);
                if (column >= 0 && row >= 0 && column < picture.getWidth() && row < picture.getHeight()) {
                    var green = picture.getRGB(column, row) >> 8 & 0xff;
                    lightness[y * WIDTH + x] = (byte) (16 + green * 219 / 255);
                }
            }
        }
        var colour = new byte[WIDTH * HEIGHT / 2];
        Arrays.fill(colour, GREY);
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write("YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n"
                    .formatted(WIDTH, HEIGHT)
                    .getBytes(StandardCharsets.US_ASCII));
            for (var frame = 0; frame < FRAMES; frame++) {
                out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
                out.write(lightness);
                out.write(colour);
            }
        }
    }
}
