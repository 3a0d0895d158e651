package io.holdfast.launcher;

import io.holdfast.launcher.capacity.Capacity;
import io.holdfast.launcher.check.Doctor;
import io.holdfast.launcher.house.PortPlan;
import io.holdfast.launcher.house.Service;
import io.holdfast.launcher.house.UnfitException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The words after `./holdfast`. The script itself takes care of `test`, `simulate`, `fuzz`, `prove`, `rehearse`,
/// `rush` and `bench`.
public final class Main {

    static final int DEFAULT_PORT_BASE = 8080;

    private static final String USAGE = """
            ./holdfast up [--fresh] [--port-base N] [--no-demo] [--data DIR]
                                      starts everything on this machine; Ctrl-C stops it
            ./holdfast doctor [--port-base N]
                                      says what is missing on this machine
            ./holdfast test           runs every test
            ./holdfast simulate [--seeds N] [--seed S]
                                      tries the rules out in N made-up stories
            ./holdfast fuzz [Test#target]
                                      shows each parser what nobody would write, for a minute
            ./holdfast rehearse [scenario] [--buyers N] …
                                      plays a sale against the running stack and judges it
            ./holdfast rush [--buyers N] …
                                      the same as rehearse sale-opening
            ./holdfast bench [waiting-room|holds|workers|web] [--short] …
                                      measures what it can do on this machine
            ./holdfast capacity --people N --seats N [--open HH:MM] …
                                      says what such a sale will need, and how long it takes
            ./holdfast prove [--minutes N] [--seed N] [--short] …
                                      breaks a house of its own in every way while people buy, and judges
            ./holdfast reconcile [--from TIME] [--to TIME] [--repair] [--url URL]
                                      compares our books with the payment gateways'
            ./holdfast dev <service> [up's options]
                                      starts everything, with one service in development mode
            ./holdfast native <service> [words for Maven]
                                      builds a native executable and tries it (GRAALVM_HOME)

            Services: ticketing-api, waiting-room, waitlist-worker, refund-worker.
            """;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(
                List.of(args),
                Path.of(System.getProperty("holdfast.repository", "")).toAbsolutePath()));
    }

    private static int run(List<String> words, Path repository) {
        try {
            var rest = new ArrayDeque<>(words);
            return switch (rest.isEmpty() ? "" : rest.pop()) {
                case "up" -> Up.parse(rest, repository).run();
                case "doctor" -> new Doctor(repository, portBase(rest)).examine() ? 0 : 1;
                case "reconcile" -> Reconcile.parse(rest, repository).run();
                case "capacity" -> capacity(rest);
                case "dev" -> Dev.parse(rest, repository).run();
                case "native" -> new Native(service(rest), List.copyOf(rest), repository).run();
                case "help", "--help", "-h" -> {
                    System.out.print(USAGE);
                    yield 0;
                }
                default -> {
                    System.err.print(USAGE);
                    yield 2;
                }
            };
        } catch (WrongUsage e) {
            System.err.println(e.getMessage());
            System.err.println();
            System.err.print(USAGE);
            return 2;
        } catch (UnfitException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (IOException | IllegalStateException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /// Somebody typed something we do not understand; the message says what.
    static final class WrongUsage extends RuntimeException {
        WrongUsage(String sentence) {
            super(sentence);
        }
    }

    private static int capacity(Deque<String> words) {
        if (words.contains("--help")) {
            System.out.print(Capacity.USAGE);
            return 0;
        }
        try {
            System.out.print(Capacity.parse(words).answer());
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println("./holdfast capacity --help lists what can be said.");
            return 2;
        }
    }

    private static int portBase(Deque<String> words) {
        var base = DEFAULT_PORT_BASE;
        while (!words.isEmpty()) {
            var word = words.pop();
            if (!word.equals("--port-base")) {
                throw new WrongUsage("I do not know “" + word + "”.");
            }
            base = number(word, words);
        }
        return base;
    }

    /// The port base after `--port-base`.
    static int number(String option, Deque<String> words) {
        var text = value(option, words);
        try {
            var base = Integer.parseInt(text);
            PortPlan.from(base);
            return base;
        } catch (NumberFormatException _) {
            throw new WrongUsage("%s needs a number, not “%s”.".formatted(option, text));
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(String.valueOf(e.getMessage()));
        }
    }

    static String value(String option, Deque<String> words) {
        if (words.isEmpty()) {
            throw new WrongUsage(option + " needs a value.");
        }
        return words.pop();
    }

    static Service service(Deque<String> words) {
        if (words.isEmpty()) {
            throw new WrongUsage("Which service?");
        }
        var name = words.pop();
        return Service.named(name).orElseThrow(() -> new WrongUsage("There is no service “" + name + "”."));
    }
}
