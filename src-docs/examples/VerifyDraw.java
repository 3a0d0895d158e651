import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Checks the draw of a lobby with nothing but a JDK.
///
/// ```
/// java VerifyDraw.java https://tickets.example/api/sales/<sale>/draw           is the key the promised one?
/// java VerifyDraw.java draw.json 17 4711                                       … and which numbers have these tickets?
/// java VerifyDraw.java draw.json list.csv                                      … and is this list the order?
/// java VerifyDraw.java --commitment <64 digits> draw.json 17                   … against what you noted beforehand
/// ```
///
/// It ends with 0 if everything agrees, 1 if something does not, 2 if it cannot be told.
class VerifyDraw {

    private static final int ROUNDS = 8;

    private record Published(String commitment, String key, long size) {}

    void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        var rest = Arrays.asList(arguments);
        var noted = Optional.<String>empty();
        if (rest.size() >= 2 && rest.getFirst().equals("--commitment")) {
            noted = Optional.of(rest.get(1).toLowerCase());
            rest = rest.subList(2, rest.size());
        }
        if (rest.isEmpty()) {
            System.err.println("Usage: java VerifyDraw.java [--commitment <noted>] <draw.json or address> [ticket or list.csv] …");
            return 2;
        }
        try {
            var document = read(rest.getFirst());
            var commitment = noted.orElse(member(document, "commitment", "\"([0-9a-f]{64})\"").orElseThrow(
                    () -> new IOException("this is no draw: it has no commitment")));
            var key = member(document, "key", "\"([0-9a-f]+)\"");
            var size = member(document, "size", "(\\d+)").map(Long::parseLong);
            if (key.isEmpty() || size.isEmpty()) {
                System.out.println("The draw is still to come. Note its commitment: " + commitment);
                return rest.size() == 1 ? 0 : 2;
            }
            return verify(new Published(commitment, key.get(), size.get()), rest.subList(1, rest.size()));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            System.err.println("This cannot be checked: " + e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            return 2;
        }
    }

    private static int verify(Published draw, Iterable<String> questions) throws IOException, GeneralSecurityException {
        var key = HexFormat.of().parseHex(draw.key());
        var fingerprint = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        var good = fingerprint.equals(draw.commitment());
        System.out.println(good
                ? "The key is the promised one: its SHA-256 is " + fingerprint
                : "THE KEY IS NOT THE PROMISED ONE: its SHA-256 is %s, promised was %s".formatted(fingerprint, draw.commitment()));
        System.out.println("Tickets in the draw: " + draw.size());
        for (var question : questions) {
            if (!question.matches("\\d+")) {
                good &= listIsTheOrder(Path.of(question), key, draw.size());
            } else if (Long.parseLong(question) < 1 || Long.parseLong(question) > draw.size()) {
                System.out.println("Ticket %s was not in the draw".formatted(question));
                good = false;
            } else {
                var ticket = Long.parseLong(question);
                System.out.println("Ticket %d has number %d".formatted(ticket, number(mac(key), draw.size(), ticket)));
            }
        }
        return good ? 0 : 1;
    }

    /// @param list lines of `number,ticket`, numbers 1, 2, 3 … without a gap
    private static boolean listIsTheOrder(Path list, byte[] key, long size) throws IOException {
        var lines = Files.readAllLines(list);
        var rows = lines.stream().filter(line -> line.matches("\\d+,\\d+")).toList();
        if (rows.size() != size || lines.size() - rows.size() > 1) {
            System.out.println("THE LIST IS NOT COMPLETE: %d lines for %d tickets".formatted(rows.size(), size));
            return false;
        }
        var macs = ThreadLocal.withInitial(() -> mac(key));
        var wrong = LongStream.rangeClosed(1, size)
                .parallel()
                .filter(number -> {
                    var row = rows.get((int) (number - 1)).split(",");
                    var ticket = Long.parseLong(row[1]);
                    return Long.parseLong(row[0]) != number
                            || ticket < 1
                            || ticket > size
                            || number(macs.get(), size, ticket) != number;
                })
                .min();
        System.out.println(wrong.isEmpty()
                ? "The list is the order of all %d tickets".formatted(size)
                : "THE LIST IS NOT THE ORDER: number %d is wrong first".formatted(wrong.getAsLong()));
        return wrong.isEmpty();
    }

    /// The number of a ticket: a balanced Feistel network of eight rounds, walked until the result is a ticket's.
    private static long number(Mac mac, long size, long ticket) {
        var half = 1;
        while (1L << 2 * half < size) {
            half++;
        }
        var mask = (1L << half) - 1;
        var y = ticket - 1;
        do {
            var left = y >> half;
            var right = y & mask;
            for (var round = 0; round < ROUNDS; round++) {
                var input = ByteBuffer.allocate(17).put((byte) round).putLong(size).putLong(right);
                var mixed = left ^ (ByteBuffer.wrap(mac.doFinal(input.array())).getLong() & mask);
                left = right;
                right = mixed;
            }
            y = left << half | right;
        } while (y >= size);
        return y + 1;
    }

    private static Mac mac(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(String where) throws IOException, InterruptedException {
        if (!where.startsWith("http://") && !where.startsWith("https://")) {
            return Files.readString(Path.of(where));
        }
        try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            var request = HttpRequest.newBuilder(URI.create(where)).timeout(Duration.ofSeconds(20)).build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the address answers " + answer.statusCode());
            }
            return answer.body();
        }
    }

    private static Optional<String> member(String json, String name, String value) {
        var matcher = Pattern.compile("\"%s\"\\s*:\\s*%s".formatted(name, value)).matcher(json);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
