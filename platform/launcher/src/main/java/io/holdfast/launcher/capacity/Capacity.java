package io.holdfast.launcher.capacity;

import io.holdfast.launcher.capacity.Needs.Pods;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// `./holdfast capacity`: what a sale will need.
public final class Capacity {

    enum Form {
        TEXT,
        JSON,
        VALUES
    }

    public static final String USAGE = """
        Usage: ./holdfast capacity --people N --seats N [options]

          --open HH:MM           when the sale opens
          --within TIME          every seat is to be in somebody's hands by then (default 20m)
          --rate X --cap N       visitors let in per second, most inside at once (default: what --within asks for)

        Who comes; a share is 0 to 1, a time is 90, 90s, 30m or 2h:
          --early SHARE          wait in the lobby when it opens (default 0.7), gathered over --lobby TIME (30m);
                                 the others come over --arrivals TIME (30m), most of them at once
          --no-show SHARE        do not come when called (default 0.1)
          --seats-per-order X    on average (default 2)
          --looking SHARE        come in and take nothing (default 0.1)
          --walking SHARE        take seats and never pay (default 0.08)
          --choosing TIME --paying TIME
                                 until seats are held, and from then until paid (default 60s, 2m)
          --hold TIME --called TIME --stay TIME
                                 as the sale is set (default 8m, 60s, 10m)

        What it runs on:
          --pod-cores X          processors of a pod (default 2), of which --busy SHARE is planned for (0.65)
          --speed X              of such a processor, to the one that was measured (default 1)
          --cached SHARE         of the public document is answered by a cache in front (default 0)
          --costs FILE           other unit costs than the measured ones

          --json                 the answer as JSON
          --values               only the values for the Helm chart
        """;

    private static final Set<String> KNOWN = Set.of(
            "--people",
            "--seats",
            "--open",
            "--within",
            "--rate",
            "--cap",
            "--early",
            "--lobby",
            "--arrivals",
            "--no-show",
            "--seats-per-order",
            "--looking",
            "--walking",
            "--choosing",
            "--paying",
            "--hold",
            "--called",
            "--stay",
            "--pod-cores",
            "--busy",
            "--speed",
            "--cached",
            "--costs");

    private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([smh]?)");

    private final Sale sale;
    private final Pods pods;
    private final UnitCosts costs;
    private final Form form;

    private Capacity(Sale sale, Pods pods, UnitCosts costs, Form form) {
        this.sale = sale;
        this.pods = pods;
        this.costs = costs;
        this.form = form;
    }

    /// @throws IllegalArgumentException with a sentence for whoever typed them
    public static Capacity parse(Deque<String> words) {
        var form = Form.TEXT;
        var costs = UnitCosts.measured();
        var said = new HashMap<String, String>();
        while (!words.isEmpty()) {
            var word = words.pop();
            switch (word) {
                case "--json" -> form = Form.JSON;
                case "--values" -> form = Form.VALUES;
                default -> {
                    if (words.isEmpty() || !KNOWN.contains(word)) {
                        throw new IllegalArgumentException("I do not know “%s”, or it lacks a value.".formatted(word));
                    }
                    said.put(word, words.pop());
                }
            }
        }
        var options = new Options(said);
        if (said.containsKey("--costs")) {
            costs = UnitCosts.in(Path.of(options.text("--costs")));
        }
        try {
            return new Capacity(
                    new Sale(
                            options.whole("--people"),
                            options.whole("--seats"),
                            said.containsKey("--open") ? LocalTime.parse(options.text("--open")) : null,
                            options.number("--early", 0.7),
                            options.time("--lobby", "30m"),
                            options.time("--arrivals", "30m"),
                            options.number("--no-show", 0.1),
                            options.number("--seats-per-order", 2),
                            options.number("--looking", 0.1),
                            options.number("--walking", 0.08),
                            options.time("--choosing", "60s"),
                            options.time("--paying", "2m"),
                            options.time("--hold", "8m"),
                            options.time("--called", "60s"),
                            options.time("--stay", "10m"),
                            options.time("--within", "20m"),
                            said.containsKey("--rate")
                                    ? OptionalDouble.of(options.positive("--rate"))
                                    : OptionalDouble.empty(),
                            said.containsKey("--cap") ? OptionalInt.of(options.whole("--cap")) : OptionalInt.empty(),
                            options.number("--cached", 0)),
                    new Pods(
                            options.number("--pod-cores", 2),
                            options.number("--busy", 0.65),
                            options.number("--speed", 1)),
                    costs,
                    form);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("--open is a time of the day such as 14:00", e);
        }
    }

    Sale sale() {
        return sale;
    }

    public String answer() {
        var course = Course.of(sale);
        var report = new CapacityReport(sale, course, Needs.of(sale, course, costs, pods), costs, pods);
        return switch (form) {
            case TEXT -> report.text();
            case JSON -> report.json();
            case VALUES -> report.values();
        };
    }

    /// What was typed, read.
    private record Options(Map<String, String> said) {

        String text(String name) {
            var text = said.get(name);
            if (text == null) {
                throw new IllegalArgumentException(name + " is needed");
            }
            return text;
        }

        int whole(String name) {
            var text = text(name);
            try {
                var number = Integer.parseInt(text.replace(",", ""));
                if (number >= 1) {
                    return number;
                }
            } catch (NumberFormatException _) {
                // Said below.
            }
            throw new IllegalArgumentException(name + " is a whole number, at least 1");
        }

        double number(String name, double otherwise) {
            var text = said.get(name);
            if (text == null) {
                return otherwise;
            }
            try {
                var number = Double.parseDouble(text);
                if (number >= 0 && Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException _) {
                // Said below.
            }
            throw new IllegalArgumentException(name + " is a number, 0 or more");
        }

        double positive(String name) {
            var number = number(name, 0);
            if (number == 0) {
                throw new IllegalArgumentException(name + " is more than nothing");
            }
            return number;
        }

        Duration time(String name, String otherwise) {
            var text = said.getOrDefault(name, otherwise);
            var read = TIME.matcher(text);
            if (!read.matches()) {
                throw new IllegalArgumentException(name + " is a time such as 90, 90s, 30m or 2h");
            }
            var unit =
                    switch (read.group(2)) {
                        case "m" -> 60;
                        case "h" -> 3_600;
                        default -> 1;
                    };
            var time = Duration.ofMillis(Math.round(Double.parseDouble(read.group(1)) * unit * 1_000));
            if (time.isZero()) {
                throw new IllegalArgumentException(name + " is more than nothing");
            }
            return time;
        }
    }
}
