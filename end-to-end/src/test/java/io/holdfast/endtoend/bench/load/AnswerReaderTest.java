package io.holdfast.endtoend.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

    private static final String WITH_LENGTH = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nServer: x\r\n\r\nhello";
    private static final String IN_CHUNKS =
            "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3;a=1\r\nhel\r\n2\r\nlo\r\n0\r\nX: y\r\n\r\n";
    private static final String WITHOUT_BODY = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final String INTERIM = "HTTP/1.1 100 Continue\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void answers_are_read_in_whatever_pieces_they_arrive(int piece) {
        // Given
        var bytes = bytes(WITH_LENGTH + IN_CHUNKS + INTERIM + WITHOUT_BODY + WITH_LENGTH);

        // When
        var read = read(bytes, piece);

        // Then
        assertThat(read).containsExactly("200 hello", "201 hello", "204 ", "200 hello");
    }

    @Test
    void a_server_that_wants_to_close_is_heard() {
        // Given
        var reader = new AnswerReader(false);

        // When
        reader.read(bytes("HTTP/1.1 503 Busy\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n"));

        // Then
        assertThat(reader.status()).isEqualTo(503);
        assertThat(reader.closing()).isTrue();
    }

    @Test
    void an_answer_that_has_begun_is_forgotten_with_its_connection() {
        // Given
        var reader = new AnswerReader(true);
        reader.read(bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhel"));

        // When
        reader.reset();

        // Then
        assertThat(reader.read(bytes(WITH_LENGTH))).isTrue();
        assertThat(reader.body()).asString().isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nuntil the end",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n"
            })
    void what_cannot_be_understood_is_refused(String answer) {
        // Given
        var reader = new AnswerReader(false);

        // When
        assertThatThrownBy(() -> reader.read(bytes(answer)))

                // Then
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> read(ByteBuffer bytes, int piece) {
        var reader = new AnswerReader(true);
        var answers = new ArrayList<String>();
        while (bytes.hasRemaining()) {
            var part = bytes.slice(bytes.position(), Math.min(piece, bytes.remaining()));
            bytes.position(bytes.position() + part.remaining());
            while (part.hasRemaining()) {
                if (reader.read(part)) {
                    answers.add(reader.status() + " "
                            + (reader.status() == 204 ? "" : new String(reader.body(), StandardCharsets.US_ASCII)));
                }
            }
        }
        return answers;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
