package io.holdfast.endtoend.rush;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/// What is played.
///
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
    }

    static final String USAGE = """
        Usage: ./holdfast rush [options]      (in another terminal: ./holdfast up)

          --buyers N          how many come (default 2000)
          --seed N            of everything left to chance (default: another one each time, printed)
          --rate N            visitors let in per second (default 15)
          --cap N             most visitors shopping at once (default 200)
          --lobby S           seconds people gather before the opening (default 15)
          --arrivals S        seconds people keep coming after it (default 30)
          --hold S            seconds chosen seats are kept (default 60)
          --called S          seconds a called visitor may take to come in (default 15)
          --active S          seconds a visitor may shop (default 180)
          --haste X           how fast people choose and type, 2 = twice as fast (default 1)
          --patience S        seconds after the opening within which it must be over (default 600)
          --no-waiting-room   let everybody in at once
          --expect-outage     calls a dying service leaves unanswered are part of the play
          --report DIR        where report.html and report.json go (default .holdfast/rush)
          --data DIR          of the running house (default .holdfast/data)
          --url URL --oidc URL --gateway URL --gateway-secret TEXT
                              of a house somewhere else
        """;

    public static RushOptions usual() {
        return new RushOptions(
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

    /// @throws WrongUsage with a sentence for whoever typed them
    static Parsed parse(List<String> arguments) {
        var words = new ArrayDeque<>(arguments);
        var play = usual();
        var data = repository().resolve(".holdfast/data");
        var where = new Addresses.Given(null, null, null, null);
        while (!words.isEmpty()) {
            var word = words.pop();
            switch (word) {
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
                            case "--seed" -> play = play.withSeed(Long.parseLong(value));
                            case "--rate" -> play = play.withRoom(Double.parseDouble(value), play.activeCap);
                            case "--cap" -> play = play.withRoom(play.ratePerSecond, positive(value));
                            case "--lobby" -> play = play.withArrivals(seconds(value), play.arrivals);
                            case "--arrivals" -> play = play.withArrivals(play.lobby, seconds(value));
                            case "--hold" -> play = play.withTimes(seconds(value), play.called, play.active);
                            case "--called" -> play = play.withTimes(play.hold, seconds(value), play.active);
                            case "--active" -> play = play.withTimes(play.hold, play.called, seconds(value));
                            case "--haste" -> play = play.withHaste(Double.parseDouble(value));
                            case "--patience" -> play = play.withPatience(seconds(value));
                            case "--report" ->
                                play = play.withReport(Path.of(value).toAbsolutePath());
                            case "--data" -> data = Path.of(value).toAbsolutePath();
                            case "--url" -> where = where.withUrl(value);
                            case "--oidc" -> where = where.withRealm(value);
                            case "--gateway" -> where = where.withGateway(value);
                            case "--gateway-secret" -> where = where.withGatewaySecret(value);
                            default -> throw new WrongUsage("I do not know “%s”.".formatted(word));
                        }
                    } catch (IllegalArgumentException e) {
                        throw new WrongUsage("“%s %s” makes no sense to me.".formatted(word, value));
                    }
                }
            }
        }
        return new Parsed(play, where, data);
    }

    record Parsed(RushOptions play, Addresses.Given where, Path data) {}

    /// Said to whoever typed it.
    static final class WrongUsage extends RuntimeException {
        WrongUsage(String sentence) {
            super(sentence, null, false, false);
        }
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
        return last(chosen, shares, outageExpected, report);
    }

    public RushOptions withShares(Shares chosen) {
        return last(patience, chosen, outageExpected, report);
    }

    public RushOptions expectingOutage() {
        return last(patience, shares, true, report);
    }

    public RushOptions withReport(Path directory) {
        return last(patience, shares, outageExpected, directory);
    }

    private RushOptions last(Duration patience, Shares shares, boolean outageExpected, Path report) {
        return new RushOptions(
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
