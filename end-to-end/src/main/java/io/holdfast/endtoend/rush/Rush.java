package io.holdfast.endtoend.rush;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.endtoend.rush.RushOptions.Command;
import io.holdfast.endtoend.rush.RushOptions.WrongUsage;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Plays one sale against a running house and says whether it held: `./holdfast rehearse` and `./holdfast rush`.
public final class Rush {

    /// What the waiting room has to hear about the sale before the first buyer may come.
    private static final Duration GRACE = Duration.ofSeconds(6);

    /// What a buyer who is paying when everything is over may still need.
    private static final Duration FINISHING = Duration.ofMinutes(4);

    private final RushOptions options;
    private final Addresses addresses;
    private final JsonNode plan;
    private final PrintStream out;

    /// @param plan the hall's seating plan, in pretix' format
    public Rush(RushOptions options, Addresses addresses, JsonNode plan, PrintStream out) {
        this.options = options;
        this.addresses = addresses;
        this.plan = plan;
        this.out = out;
    }

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments)));
    }

    /// @return 0 if everything held, 1 if something did not, 2 if it could not be played
    private static int run(List<String> arguments) throws InterruptedException {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try {
            var words = new ArrayDeque<>(arguments);
            var command = Command.from(words);
            if (command.scenario().isEmpty() || words.contains("--help")) {
                out.print(RushOptions.usage(command));
                return 0;
            }
            var parsed = RushOptions.parse(command, words);
            var play = parsed.play();
            var addresses = Addresses.find(parsed.where(), parsed.data());
            var result = new Rush(play, addresses, play.special().hall().plan(), out).play();
            out.print(result.summary());
            out.println("\nReport: " + result.report());
            return result.passed() ? 0 : 1;
        } catch (WrongUsage wrong) {
            out.println(wrong.getMessage());
            out.println("./holdfast %s --help lists what can be said."
                    .formatted(String.join(" ", arguments.subList(0, 1))));
            return 2;
        } catch (IOException | IllegalStateException e) {
            out.println("It could not be played: " + e.getMessage());
            return 2;
        }
    }

    /// Plays, judges, and writes the report.
    ///
    /// @throws IllegalStateException if the sale could not be put on
    public RushResult play() throws InterruptedException, IOException {
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            var calls = new Calls();
            var staff = new Browser(http, addresses.url(), calls, options.outageExpected());
            if (!staff.isAnswered("/api/shows")) {
                throw new IllegalStateException(
                        "the house at %s does not answer; start it with ./holdfast up.".formatted(addresses.url()));
            }
            var organiser = new Organiser(addresses, staff);
            var onSale = organiser.putOnSale(options, plan, GRACE);
            if (options.waitingRoom()) {
                awaitWaitingRoom(staff, onSale);
            }
            out.printf(
                    "%s: %s.%n%,d buyers for %,d seats, seed %d; the sale opens in %d s.%n",
                    options.scenario(),
                    options.scenario().about(),
                    options.buyers(),
                    onSale.seats(),
                    options.seed(),
                    Duration.between(Instant.now(), onSale.opensAt()).toSeconds());
            var scene = new Scene(
                    options,
                    addresses,
                    http,
                    calls,
                    onSale.performance(),
                    onSale.sale(),
                    System.nanoTime()
                            + Duration.between(Instant.now(), onSale.opensAt()).toNanos());
            return play(scene, onSale, organiser, new GatewayBooks(addresses, staff));
        }
    }

    private RushResult play(Scene scene, Organiser.OnSale onSale, Organiser organiser, GatewayBooks gateway)
            throws InterruptedException, IOException {
        var watch = new Watch(scene);
        var watching = Thread.ofVirtual().name("watch").start(watch);
        var showing = Thread.ofVirtual().name("progress").start(new Progress(scene, watch, onSale.seats(), out));
        var visits = new ArrayList<Thread>();
        for (var number = 1; number <= options.buyers(); number++) {
            visits.add(Thread.ofVirtual().name("buyer-" + number).start(new Buyer(scene, number)));
        }
        Thread.ofVirtual().name("last-buyer").start(() -> endAfterTheLast(visits, scene));
        watching.join();
        var lasted = Duration.ofNanos(System.nanoTime() - scene.opening);
        showing.join();
        out.println("The sale is over; waiting for the last buyers and comparing the books …");
        var end = Instant.now().plus(FINISHING);
        for (var visit : visits) {
            if (!visit.join(Duration.between(Instant.now(), end))) {
                visit.interrupt();
            }
        }
        var verdicts = new Verdicts(scene, organiser, gateway).judge();
        var result = new RushResult(
                options,
                onSale.opensAt(),
                onSale.seats(),
                lasted,
                scene.calls.summaries(),
                scene.fates(),
                watch.samples(),
                scene.turns.admissions().stream()
                        .map(at -> Duration.ofNanos(at - scene.opening))
                        .sorted()
                        .toList(),
                verdicts,
                options.report().resolve("report.html"));
        new Report(result).writeTo(options.report());
        return result;
    }

    /// When everybody has gone, nobody is left to buy what is left.
    private static void endAfterTheLast(List<Thread> visits, Scene scene) {
        try {
            for (var visit : visits) {
                visit.join();
            }
            scene.end();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The waiting room hears of a sale a moment after the organiser has been answered.
    private static void awaitWaitingRoom(Browser staff, Organiser.OnSale onSale) throws InterruptedException {
        while (Instant.now().isBefore(onSale.opensAt())) {
            var serving = staff.send(staff.get(Step.AWAIT_ROOM, "/api/sales/" + onSale.sale() + "/serving"));
            if (serving.good()) {
                return;
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("the waiting room has not heard of the sale.");
    }
}
