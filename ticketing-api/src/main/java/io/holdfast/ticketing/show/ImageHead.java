package io.holdfast.ticketing.show;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// What the first bytes of a picture say: which format it has, and how large it is. Nothing is decoded.
///
/// @param width and height: in pixels, > 0
record ImageHead(Format format, int width, int height) {

    enum Format {
        JPEG("image/jpeg"),
        PNG("image/png"),
        WEBP("image/webp");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        String mediaType() {
            return mediaType;
        }
    }

    private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");
    private static final byte[] PNG_END = HexFormat.of().parseHex("0000000049454e44ae426082");
    private static final byte[] JPEG_END = HexFormat.of().parseHex("ffd9");

    /// @return empty for anything but a whole JPEG, PNG or WebP
    static Optional<ImageHead> of(byte[] content) {
        return png(content)
                .or(() -> jpeg(content))
                .or(() -> webp(content))
                .filter(one -> one.width > 0 && one.height > 0);
    }

    private static Optional<ImageHead> png(byte[] content) {
        if (!startsWith(content, PNG) || !endsWith(content, PNG_END) || content.length < 45) {
            return Optional.empty();
        }
        var head = ByteBuffer.wrap(content, PNG.length, 8);
        return Optional.of(new ImageHead(Format.PNG, head.getInt(), head.getInt()));
    }

    /// Segments follow each other, each with its length; the first frame header says the size.
    private static Optional<ImageHead> jpeg(byte[] content) {
        if (content.length < 4 || at(content, 0) != 0xff || at(content, 1) != 0xd8 || !endsWith(content, JPEG_END)) {
            return Optional.empty();
        }
        var place = 2;
        while (place + 9 <= content.length && at(content, place) == 0xff) {
            var marker = at(content, place + 1);
            if (marker == 0xff) {
                place++;
            } else if (isFrame(marker)) {
                return Optional.of(new ImageHead(Format.JPEG, two(content, place + 7), two(content, place + 5)));
            } else if (marker == 0x01 || marker >= 0xd0 && marker <= 0xda || two(content, place + 2) < 2) {
                return Optional.empty();
            } else {
                place += 2 + two(content, place + 2);
            }
        }
        return Optional.empty();
    }

    /// SOF0 to SOF15, without the tables that stand between them.
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /// RIFF: the first chunk is a lossy or a lossless picture, or says what the others are.
    private static Optional<ImageHead> webp(byte[] content) {
        if (content.length < 30 || !word(content, 0, "RIFF") || !word(content, 8, "WEBP")) {
            return Optional.empty();
        }
        var said = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (said.getInt(4) != content.length - 8) {
            return Optional.empty();
        }
        if (word(content, 12, "VP8 ")
                && at(content, 23) == 0x9d
                && at(content, 24) == 0x01
                && at(content, 25) == 0x2a) {
            return Optional.of(new ImageHead(Format.WEBP, said.getShort(26) & 0x3fff, said.getShort(28) & 0x3fff));
        }
        if (word(content, 12, "VP8L") && at(content, 20) == 0x2f) {
            var bits = said.getInt(21);
            return Optional.of(new ImageHead(Format.WEBP, (bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1));
        }
        if (word(content, 12, "VP8X")) {
            return Optional.of(new ImageHead(
                    Format.WEBP, (said.getInt(24) & 0xffffff) + 1, (said.getInt(26) >>> 8 & 0xffffff) + 1));
        }
        return Optional.empty();
    }

    private static int at(byte[] content, int place) {
        return content[place] & 0xff;
    }

    private static int two(byte[] content, int place) {
        return at(content, place) << 8 | at(content, place + 1);
    }

    private static boolean word(byte[] content, int place, String word) {
        return new String(content, place, word.length(), StandardCharsets.ISO_8859_1).equals(word);
    }

    private static boolean startsWith(byte[] content, byte[] beginning) {
        return content.length >= beginning.length
                && Arrays.equals(content, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static boolean endsWith(byte[] content, byte[] end) {
        return content.length >= end.length
                && Arrays.equals(content, content.length - end.length, content.length, end, 0, end.length);
    }
}
