package io.holdfast.endtoend.bench.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads one HTTP/1.1 answer after the other (RFC 9112), in whatever pieces the bytes arrive.
public final class AnswerReader {

    private static final int MOST_HEAD = 64 * 1024;
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONNECTION = "connection:".getBytes(StandardCharsets.US_ASCII);

    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        TRAILER
    }

    private final @Nullable ByteArrayOutputStream body;
    private Part part = Part.HEAD;
    private byte[] head = new byte[1024];
    private int headLength;
    private int ended;
    private long left;
    private int status;
    private boolean closing;
    private int lineLength;

    /// @param keepsBody whether anybody will ask for [#body()]
    public AnswerReader(boolean keepsBody) {
        this.body = keepsBody ? new ByteArrayOutputStream() : null;
    }

    /// @return whether an answer is complete; what comes behind it stays in the buffer
    /// @throws IllegalArgumentException if it is not HTTP/1.1, or its end cannot be told
    public boolean read(ByteBuffer in) {
        while (in.hasRemaining()) {
            var complete =
                    switch (part) {
                        case HEAD -> readHead(in);
                        case BODY -> readBody(in);
                        case CHUNK_SIZE -> readChunkSize(in);
                        case CHUNK -> readChunk(in);
                        case TRAILER -> readTrailer(in);
                    };
            if (complete) {
                return true;
            }
        }
        return false;
    }

    private boolean readHead(ByteBuffer in) {
        if (headLength == 0 && body != null) {
            body.reset();
        }
        while (in.hasRemaining()) {
            var next = in.get();
            if (headLength == head.length) {
                if (headLength == MOST_HEAD) {
                    throw new IllegalArgumentException("the answer's head does not end");
                }
                head = Arrays.copyOf(head, head.length * 2);
            }
            head[headLength++] = next;
            // The empty line: CR LF CR LF.
            ended = next == '\n' ? ended + 1 : next == '\r' ? ended : 0;
            if (ended == 2) {
                ended = 0;
                return headIsComplete();
            }
        }
        return false;
    }

    private boolean headIsComplete() {
        if (headLength < 12 || head[0] != 'H' || head[5] != '1' || head[8] != ' ') {
            throw new IllegalArgumentException("this is no HTTP answer");
        }
        status = (head[9] - '0') * 100 + (head[10] - '0') * 10 + head[11] - '0';
        closing = false;
        var length = -1L;
        var chunked = false;
        for (var line = lineAfter(0); line < headLength && head[line] != '\r' && head[line] != '\n'; ) {
            if (startsWith(line, CONTENT_LENGTH)) {
                length = Long.parseLong(value(line, CONTENT_LENGTH));
            } else if (startsWith(line, TRANSFER_ENCODING)) {
                chunked = value(line, TRANSFER_ENCODING).equalsIgnoreCase("chunked");
            } else if (startsWith(line, CONNECTION)) {
                closing = value(line, CONNECTION).equalsIgnoreCase("close");
            }
            line = lineAfter(line);
        }
        headLength = 0;
        if (status < 200) {
            // More will follow.
            return false;
        }
        if (status == 204 || status == 304) {
            return true;
        }
        if (chunked) {
            part = Part.CHUNK_SIZE;
            left = 0;
            lineLength = 0;
            return false;
        }
        if (length < 0) {
            throw new IllegalArgumentException("the answer does not say how long it is");
        }
        left = length;
        part = length == 0 ? Part.HEAD : Part.BODY;
        return length == 0;
    }

    private int lineAfter(int from) {
        var at = from;
        while (at < headLength && head[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private boolean startsWith(int line, byte[] name) {
        if (headLength - line < name.length) {
            return false;
        }
        for (var i = 0; i < name.length; i++) {
            var letter = head[line + i];
            if (letter != name[i] && (letter | 0x20) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private String value(int line, byte[] name) {
        var from = line + name.length;
        return new String(head, from, lineAfter(line) - from, StandardCharsets.US_ASCII).strip();
    }

    private boolean readBody(ByteBuffer in) {
        take(in);
        if (left == 0) {
            part = Part.HEAD;
            return true;
        }
        return false;
    }

    private boolean readChunkSize(ByteBuffer in) {
        while (in.hasRemaining()) {
            var letter = in.get();
            if (letter == '\n') {
                if (lineLength == 0) {
                    throw new IllegalArgumentException("a chunk without a size");
                }
                part = left == 0 ? Part.TRAILER : Part.CHUNK;
                lineLength = 0;
                return false;
            }
            var digit = Character.digit(letter, 16);
            if (digit >= 0 && lineLength >= 0) {
                left = left * 16 + digit;
                lineLength++;
            } else if (letter != '\r') {
                // An extension; what follows is not the size.
                lineLength = -1;
            }
        }
        return false;
    }

    private boolean readChunk(ByteBuffer in) {
        take(in);
        if (left > 0) {
            return false;
        }
        // The line end behind a chunk.
        while (in.hasRemaining()) {
            if (in.get() == '\n') {
                part = Part.CHUNK_SIZE;
                lineLength = 0;
                return false;
            }
        }
        return false;
    }

    private boolean readTrailer(ByteBuffer in) {
        while (in.hasRemaining()) {
            var letter = in.get();
            if (letter == '\n') {
                if (lineLength == 0) {
                    part = Part.HEAD;
                    return true;
                }
                lineLength = 0;
            } else if (letter != '\r') {
                lineLength++;
            }
        }
        return false;
    }

    private void take(ByteBuffer in) {
        var count = (int) Math.min(left, in.remaining());
        if (body != null) {
            for (var i = 0; i < count; i++) {
                body.write(in.get());
            }
        } else {
            in.position(in.position() + count);
        }
        left -= count;
    }

    /// Of the answer just read.
    public int status() {
        return status;
    }

    /// Whether the server closes the connection behind the answer just read.
    public boolean closing() {
        return closing;
    }

    /// Of the answer just read.
    public byte[] body() {
        if (body == null) {
            throw new IllegalStateException("bodies are not kept");
        }
        return body.toByteArray();
    }

    /// Forgets an answer that has begun; the next byte is the first of another connection.
    public void reset() {
        part = Part.HEAD;
        headLength = 0;
        ended = 0;
    }
}
