package io.holdfast.endtoend.rush;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is played.
///
/// @param scenario what it is about
/// @param special what only some scenarios ask for
/// @param buyers how many come
/// @param seed of everything that is left to chance
/// @param waitingRoom whether the sale has one
/// @param ratePerSecond visitors the waiting room lets in per second
/// @param activeCap most visitors shopping at once
/// @param lobby how long before the opening people gather
/// @param arrivals how long after the opening people keep coming
/// @param hold how long chosen seats are kept
/// @param called how long a called visitor may take to come in
/// @param active how long a visitor may shop
/// @param haste how fast people think, choose and type; 1 is brisk, 2 twice that
/// @param patience how long after the opening everything must be over
/// @param shares how many do something out of the ordinary
/// @param outageExpected whether calls that a dying service leaves unanswered are part of the play
/// @param report where the report goes
public record RushOptions(
        Scenario scenario,
        Special special,
        int buyers,
        long seed,
        boolean waitingRoom,
        double ratePerSecond,
        int activeCap,
        Duration lobby,
        Duration arrivals,
        Duration hold,
        Duration called,
        Duration active,
        double haste,
        Duration patience,
        Shares shares,
        boolean outageExpected,
        Path report) {

    /// Shares of all buyers, 0 to 1.
    ///
    /// @param inLobby come before the sale opens
    /// @param leave give their place in the queue up
    /// @param miss do not come when they are called
    /// @param neverPay choose seats and walk away
    /// @param declined have a card that is declined first
    /// @param cancel give tickets back after a while
    public record Shares(double inLobby, double leave, double miss, double neverPay, double declined, double cancel) {

        static final Shares USUAL = new Shares(0.6, 0.04, 0.03, 0.08, 0.06, 0.06);

        /// Everybody comes to buy, and does.
        static final Shares NONE = new Shares(0, 0, 0, 0, 0, 0);
    }

    /// @param hall that is put on sale
    /// @param waves in which people come
    /// @param raced seats that everybody wants
    /// @param promise what 95 of 100 calls of each kind may take; empty: nothing is promised
    public record Special(DemoHall hall, int waves, int raced, Optional<Duration> promise) {

        static final Special USUAL = new Special(DemoHall.THEATRE, 4, 4, Optional.empty());
    }

    /// A hall of the demo.
    public enum DemoHall {
        THEATRE("theatre-1004.json"),
        ARENA("arena-15000.json");

        /// The theatre has a seat for each of so many.
        private static final int MANY = 1_000;

        private final String file;

        DemoHall(String file) {
            this.file = file;
        }

        /// Its seating plan, in pretix' format.
        JsonNode plan() throws IOException {
            try (var in = RushOptions.class.getResourceAsStream("/demo/" + file)) {
                return new ObjectMapper().readTree(Objects.requireNonNull(in, file));
            }
        }

        private static DemoHall named(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    private static final String OPTIONS = """
          --buyers N          how many come, 100 to 10,000 (default %2$,d)
          --seed N            of everything left to chance (default: another one each time, printed)
          --rate N            visitors let in per second (default 15)
          --cap N             most visitors shopping at once (default 200)
          --lobby S           seconds people gather before the opening (default %3$d)
          --arrivals S        seconds people keep coming after it (default %4$d)
          --hold S            seconds chosen seats are kept (default %5$d)
          --called S          seconds a called visitor may take to come in (default 15)
          --active S          seconds a visitor may shop (default %6$d)
          --haste X           how fast people choose and type, 2 = twice as fast (default 1)
          --patience S        seconds after the opening within which it must be over (default %7$d)
          --waiting-room, --no-waiting-room
                              with a queue, or let everybody in at once (default: %8$s)
          --hall NAME         theatre of 1,004 seats or arena of 15,000 (default: arena only where more than 1,000
                              are all to get a seat)
          --p95 MS            what 95 of 100 calls of each kind may take (default: %9$s)
          --expect-outage     calls a dying service leaves unanswered are part of the play
          --report DIR        where report.html and report.json go (default %1$s)
          --data DIR          of the running house (default .holdfast/data)
          --url URL --oidc URL --gateway URL --gateway-secret TEXT
                              of a house somewhere else
          --organiser NAME    who puts the sale on there; the password in HOLDFAST_ORGANISER_PASSWORD
        """;

    static String usage(Command command) {
        if (command.scenario().isEmpty()) {
            return Arrays.stream(Scenario.values())
                    .map(scenario -> "  %-22s%s%n".formatted(scenario, scenario.about()))
                    .collect(Collectors.joining("", """
                        Usage: ./holdfast rehearse <scenario> [options]      (in another terminal: ./holdfast up)

                        """, """

                        ./holdfast rehearse <scenario> --help lists what can be said.
                        """));
        }
        var usual = command.options();
        var special =
                switch (usual.scenario) {
                    case SEAT_RACE ->
                        "  --seats N           that everybody wants (default %d)\n".formatted(usual.special.raced);
                    case QUEUE_WAVE ->
                        "  --waves N           in which people come (default %d)\n".formatted(usual.special.waves);
                    case SUSTAINED_LOAD -> "  --per-second X      buyers; with --arrivals it says how many come\n";
                    case SALE_OPENING, SIMULTANEOUS_PAYMENT -> "";
                };
        return "Usage: ./holdfast %s [options]      (in another terminal: ./holdfast up)%n%n".formatted(command)
                + special
                + OPTIONS.formatted(
                        command.report(),
                        usual.buyers,
                        usual.lobby.toSeconds(),
                        usual.arrivals.toSeconds(),
                        usual.hold.toSeconds(),
                        usual.active.toSeconds(),
                        usual.patience.toSeconds(),
                        usual.waitingRoom ? "with" : "without",
                        usual.special
                                .promise
                                .map(most -> String.valueOf(most.toMillis()))
                                .orElse("not judged"));
    }

    /// What stands before the options: `rush`, or `rehearse` and a scenario.
    ///
    /// @param scenario empty: those there are are asked for
    record Command(boolean rush, Optional<Scenario> scenario) {

        /// Takes it from the front of what was typed.
        ///
        /// @throws WrongUsage if there is no such scenario
        static Command from(Deque<String> words) {
            if ("rush".equals(words.poll())) {
                return new Command(true, Optional.of(Scenario.SALE_OPENING));
            }
            var name = words.peek();
            if (name == null || name.equals("--help")) {
                return new Command(false, Optional.empty());
            }
            words.pop();
            return new Command(
                    false,
                    Optional.of(Scenario.named(name)
                            .orElseThrow(() -> new WrongUsage("There is no scenario “%s”. There is: %s."
                                    .formatted(
                                            name,
                                            Arrays.stream(Scenario.values())
                                                    .map(Scenario::toString)
                                                    .collect(Collectors.joining(", ")))))));
        }

        private RushOptions options() {
            return scenario.orElseThrow().options();
        }

        private String report() {
            return rush ? ".holdfast/rush" : ".holdfast/rehearsals/" + scenario.orElseThrow();
        }

        @Override
        public String toString() {
            return rush
                    ? "rush"
                    : "rehearse " + scenario.map(Scenario::toString).orElse("<scenario>");
        }
    }

    public static RushOptions usual() {
        return new RushOptions(
                Scenario.SALE_OPENING,
                Special.USUAL,
                2_000,
                System.nanoTime() & 0xffff_ffffL,
                true,
                15,
                200,
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(15),
                Duration.ofSeconds(180),
                1,
                Duration.ofSeconds(600),
                Shares.USUAL,
                false,
                repository().resolve(".holdfast/rush"));
    }

    /// @param words those behind the command
    /// @throws WrongUsage with a sentence for whoever typed them
    static Parsed parse(Command command, Deque<String> words) {
        var play = command.options().withReport(repository().resolve(command.report()));
        var data = repository().resolve(".holdfast/data");
        var where = new Addresses.Given(null, null, null, null, null);
        var perSecond = 0.0;
        DemoHall hall = null;
        while (!words.isEmpty()) {
            var word = words.pop();
            switch (word) {
                case "--waiting-room" -> play = play.withWaitingRoom(true);
                case "--no-waiting-room" -> play = play.withWaitingRoom(false);
                case "--expect-outage" -> play = play.expectingOutage();
                default -> {
                    var value = words.poll();
                    if (value == null || !word.startsWith("--")) {
                        throw new WrongUsage("I do not know “%s”, or it lacks a value.".formatted(word));
                    }
                    try {
                        switch (word) {
                            case "--buyers" -> play = play.withBuyers(positive(value));
                            case "--per-second" -> perSecond = rate(value);
                            case "--seed" -> play = play.withSeed(Long.parseLong(value));
                            case "--rate" -> play = play.withRoom(rate(value), play.activeCap);
                            case "--cap" -> play = play.withRoom(play.ratePerSecond, positive(value));
                            case "--lobby" -> play = play.withArrivals(seconds(value), play.arrivals);
                            case "--arrivals" -> play = play.withArrivals(play.lobby, seconds(value));
                            case "--hold" -> play = play.withTimes(seconds(value), play.called, play.active);
                            case "--called" -> play = play.withTimes(play.hold, seconds(value), play.active);
                            case "--active" -> play = play.withTimes(play.hold, play.called, seconds(value));
                            case "--haste" -> play = play.withHaste(Double.parseDouble(value));
                            case "--patience" -> play = play.withPatience(seconds(value));
                            case "--hall" -> hall = DemoHall.named(value);
                            case "--waves" -> play = play.withWaves(positive(value));
                            case "--seats" -> play = play.withRaced(positive(value));
                            case "--p95" -> play = play.withPromise(Duration.ofMillis(positive(value)));
                            case "--report" ->
                                play = play.withReport(Path.of(value).toAbsolutePath());
                            case "--data" -> data = Path.of(value).toAbsolutePath();
                            case "--url" -> where = where.withUrl(value);
                            case "--oidc" -> where = where.withRealm(value);
                            case "--gateway" -> where = where.withGateway(value);
                            case "--gateway-secret" -> where = where.withGatewaySecret(value);
                            case "--organiser" -> where = where.withOrganiser(value);
                            default -> throw new WrongUsage("I do not know “%s”.".formatted(word));
                        }
                    } catch (IllegalArgumentException e) {
                        throw new WrongUsage("“%s %s” makes no sense to me.".formatted(word, value));
                    }
                }
            }
        }
        if (perSecond > 0) {
            play = play.withBuyers((int) Math.max(1, perSecond * play.arrivals.toSeconds()));
        }
        if (hall == null) {
            hall = command.scenario().filter(Scenario::servesAll).isPresent() && play.buyers > DemoHall.MANY
                    ? DemoHall.ARENA
                    : DemoHall.THEATRE;
        }
        return new Parsed(play.withHall(hall), where, data);
    }

    record Parsed(RushOptions play, Addresses.Given where, Path data) {}

    /// Said to whoever typed it.
    static final class WrongUsage extends RuntimeException {
        WrongUsage(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /// Whether people are there before the opening.
    boolean gathers() {
        return waitingRoom || scenario.coming() == Scenario.Coming.BEFORE_THE_OPENING;
    }

    private static Path repository() {
        return Path.of(System.getProperty("holdfast.repository", "")).toAbsolutePath();
    }

    private static int positive(String text) {
        var number = Integer.parseInt(text);
        if (number < 1) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static double rate(String text) {
        var number = Double.parseDouble(text);
        if (!(number > 0 && Double.isFinite(number))) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static Duration seconds(String text) {
        return Duration.ofSeconds(positive(text));
    }

    public RushOptions withBuyers(int count) {
        return copy(count, seed, waitingRoom, ratePerSecond, activeCap, lobby, arrivals, hold, called, active, haste);
    }

    public RushOptions withSeed(long chosen) {
        return copy(
                buyers, chosen, waitingRoom, ratePerSecond, activeCap, lobby, arrivals, hold, called, active, haste);
    }

    public RushOptions withWaitingRoom(boolean wanted) {
        return copy(buyers, seed, wanted, ratePerSecond, activeCap, lobby, arrivals, hold, called, active, haste);
    }

    public RushOptions withRoom(double rate, int cap) {
        return copy(buyers, seed, waitingRoom, rate, cap, lobby, arrivals, hold, called, active, haste);
    }

    public RushOptions withArrivals(Duration before, Duration after) {
        return copy(buyers, seed, waitingRoom, ratePerSecond, activeCap, before, after, hold, called, active, haste);
    }

    public RushOptions withTimes(Duration holdFor, Duration calledFor, Duration activeFor) {
        return copy(
                buyers,
                seed,
                waitingRoom,
                ratePerSecond,
                activeCap,
                lobby,
                arrivals,
                holdFor,
                calledFor,
                activeFor,
                haste);
    }

    public RushOptions withHaste(double chosen) {
        if (!(chosen > 0)) {
            throw new IllegalArgumentException("haste is positive");
        }
        return copy(buyers, seed, waitingRoom, ratePerSecond, activeCap, lobby, arrivals, hold, called, active, chosen);
    }

    private RushOptions copy(
            int buyers,
            long seed,
            boolean waitingRoom,
            double rate,
            int cap,
            Duration lobby,
            Duration arrivals,
            Duration hold,
            Duration called,
            Duration active,
            double haste) {
        return new RushOptions(
                scenario,
                special,
                buyers,
                seed,
                waitingRoom,
                rate,
                cap,
                lobby,
                arrivals,
                hold,
                called,
                active,
                haste,
                patience,
                shares,
                outageExpected,
                report);
    }

    public RushOptions withPatience(Duration chosen) {
        return last(scenario, special, chosen, shares, outageExpected, report);
    }

    public RushOptions withShares(Shares chosen) {
        return last(scenario, special, patience, chosen, outageExpected, report);
    }

    public RushOptions expectingOutage() {
        return last(scenario, special, patience, shares, true, report);
    }

    public RushOptions withReport(Path directory) {
        return last(scenario, special, patience, shares, outageExpected, directory);
    }

    RushOptions withScenario(Scenario chosen) {
        return last(chosen, special, patience, shares, outageExpected, report);
    }

    RushOptions withHall(DemoHall hall) {
        return withSpecial(new Special(hall, special.waves, special.raced, special.promise));
    }

    public RushOptions withWaves(int count) {
        return withSpecial(new Special(special.hall, count, special.raced, special.promise));
    }

    public RushOptions withRaced(int seats) {
        return withSpecial(new Special(special.hall, special.waves, seats, special.promise));
    }

    public RushOptions withPromise(Duration most) {
        return withSpecial(new Special(special.hall, special.waves, special.raced, Optional.of(most)));
    }

    private RushOptions withSpecial(Special chosen) {
        return last(scenario, chosen, patience, shares, outageExpected, report);
    }

    private RushOptions last(
            Scenario scenario, Special special, Duration patience, Shares shares, boolean outageExpected, Path report) {
        return new RushOptions(
                scenario,
                special,
                buyers,
                seed,
                waitingRoom,
                ratePerSecond,
                activeCap,
                lobby,
                arrivals,
                hold,
                called,
                active,
                haste,
                patience,
                shares,
                outageExpected,
                report);
    }
}
