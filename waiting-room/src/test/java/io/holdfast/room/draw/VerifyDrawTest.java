package io.holdfast.room.draw;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program and the lines of Python which others check a draw with, against the draw itself.
class VerifyDrawTest {

    private static final Path DOCS = Path.of("").toAbsolutePath().resolveSibling("src-docs");
    private static final byte[] KEY =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final int SIZE = 5000;

    private final Draw draw = new Draw(KEY);

    @TempDir
    Path desk;

    @Test
    void the_program_confirms_the_key_and_tells_the_numbers() throws Exception {
        // When
        var said = verifies(published(draw.commitment()), "1", "4711");

        // Then
        assertThat(said.exit()).isZero();
        assertThat(said.words())
                .contains("The key is the promised one")
                .contains("Ticket 1 has number " + draw.number(SIZE, 1))
                .contains("Ticket 4711 has number " + draw.number(SIZE, 4711));
    }

    @Test
    void the_program_notices_another_key_than_the_promised_one() throws Exception {
        // When
        var said = verifies(published(new Draw(new byte[32]).commitment()));

        // Then
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.words()).contains("NOT THE PROMISED ONE");
    }

    @Test
    void the_program_confirms_a_whole_list_and_notices_two_tickets_that_have_changed_places() throws Exception {
        // Given
        var order = new long[SIZE + 1];
        LongStream.rangeClosed(1, SIZE).forEach(ticket -> order[(int) draw.number(SIZE, ticket)] = ticket);
        var right = list("right.csv", order);
        var swapped = order[17];
        order[17] = order[4000];
        order[4000] = swapped;
        var wrong = list("wrong.csv", order);

        // When
        var said = verifies(published(draw.commitment()), right, wrong);

        // Then
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.words())
                .contains("The list is the order of all 5000 tickets")
                .contains("number 17 is wrong first");
    }

    @Test
    void the_python_of_the_documentation_gives_the_same_numbers() throws Exception {
        // Given
        var python = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "python3"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
        assumeTrue(python.isPresent(), "No python3 on this machine: its lines are not tried.");
        var text = Files.readString(DOCS.resolve("decisions/0010-draw-by-keyed-permutation.md"));
        var lines = text.substring(text.indexOf("```python") + 9, text.indexOf("```", text.indexOf("```python") + 9));
        var asks = "\nkey = bytes.fromhex('%s')\nprint(','.join(str(number(key, %d, t)) for t in (1, 2, 4711, %d)))\n"
                .formatted(draw.key(), SIZE, SIZE);

        // When
        var said = run(python.get(), "-c", lines + asks);

        // Then
        assertThat(said.words().strip())
                .isEqualTo(LongStream.of(1, 2, 4711, SIZE)
                        .mapToObj(ticket -> "" + draw.number(SIZE, ticket))
                        .collect(joining(",")));
    }

    private String list(String name, long[] order) throws IOException {
        var lines = LongStream.rangeClosed(1, SIZE)
                .mapToObj(number -> number + "," + order[(int) number])
                .collect(joining("\n", "number,ticket\n", "\n"));
        return Files.writeString(desk.resolve(name), lines).toString();
    }

    private String published(String commitment) throws IOException {
        var json = "{\"commitment\": \"%s\", \"key\": \"%s\", \"size\": %d}".formatted(commitment, draw.key(), SIZE);
        return Files.writeString(desk.resolve("draw.json"), json).toString();
    }

    private record Said(int exit, String words) {}

    private static Said verifies(String... arguments) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var program = DOCS.resolve("examples/VerifyDraw.java").toString();
        return run(Stream.concat(Stream.of(java, program), Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    private static Said run(String... command) throws Exception {
        var process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), words);
    }
}
