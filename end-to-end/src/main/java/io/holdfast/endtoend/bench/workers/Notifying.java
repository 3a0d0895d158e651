package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.endtoend.bench.stage.Ground;
import io.holdfast.endtoend.bench.stage.StaffKey;
import io.holdfast.stack.Secrets;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Figure 4: what is urgent is told in time, whatever else goes out and however slow somebody is.
///
/// The urgent message is an offer: a seat is freed, matched with a fan, and the fan is told of it by mail and by text
/// message. The rest is an announcement to everybody who waits for another performance.
final class Notifying implements Bench.Chapter {

    private static final String FANS = "@fans.example.org";
    private static final String OTHERS = "@others.example.org";
    private static final int FANS_WAITING = 1_000;
    private static final Duration SLOW = Duration.ofSeconds(8);
    private static final Duration STUCK = Duration.ofMinutes(3);
    private static final long ALLOWED = 1_000;

    private static final String CUSTOMERS = "select customer_id from entry where performance_id = ? order by seq";

    private static final String CONTACT = "insert into contact (customer_id, sealed) values (?, ?)";

    private final Stage stage;
    private final int announced;
    private final int urgent;
    private final int whileSlow;

    Notifying(Stage stage) {
        this.stage = stage;
        var options = stage.options();
        this.announced = options.fullOrShort(50_000, 5_000);
        this.urgent = options.fullOrShort(100, 20);
        this.whileSlow = options.fullOrShort(48, 12);
    }

    @Override
    public int number() {
        return 4;
    }

    @Override
    public String title() {
        return "notifications";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var staff = StaffKey.fresh();
        try (var mail = new Provider.Mail();
                var texts = new Provider.Texts();
                var house = WaitlistHouse.open(stage, configuration(staff, mail, texts))) {
            return new Running(house, staff, mail, texts).measure();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static Map<String, String> configuration(StaffKey staff, Provider mail, Provider texts) {
        var told = new TreeMap<>(staff.configuration());
        // The key counts only where nobody is to be asked for one.
        told.put("quarkus.oidc.auth-server-url", "");
        told.put("quarkus.mailer.host", "127.0.0.1");
        told.put("quarkus.mailer.port", String.valueOf(mail.port()));
        told.put("quarkus.mailer.start-tls", "DISABLED");
        told.put("holdfast.sms.provider", "WEBHOOK");
        told.put("holdfast.sms.webhook.url", "http://127.0.0.1:%d/sms".formatted(texts.port()));
        told.put("holdfast.sms.webhook.secret", Secrets.password());
        // No night is quiet: whenever it is measured, everything goes out.
        told.put("holdfast.notification.quiet-from", "00:00");
        told.put("holdfast.notification.quiet-until", "00:00");
        return told;
    }

    /// A customer who waits, and how they are reached.
    private record Reached(CustomerId customer, String email, String phone) {}

    private final class Running {

        private final WaitlistHouse house;
        private final StaffKey staff;
        private final Provider mail;
        private final Provider texts;
        private final Seal seal = new Seal(stage.key("holdfast.contacts.key"));
        private final PerformanceId performance;
        private final Map<CustomerId, Reached> fans = new HashMap<>();
        private int seats;

        Running(WaitlistHouse house, StaffKey staff, Provider mail, Provider texts) throws SQLException {
            this.house = house;
            this.staff = staff;
            this.mail = mail;
            this.texts = texts;
            performance = house.fans().waiting(FANS_WAITING, Fans.ALIKE);
            for (var fan : reached(performance, FANS, "0101")) {
                fans.put(fan.customer(), fan);
            }
        }

        List<Figure> measure() throws IOException, SQLException {
            // Compilers and caches come first.
            told(urgent, () -> false);
            return List.of(
                    besideBulk(),
                    slow("4b", "text messages", texts, "mail", mail, Reached::email),
                    slow("4c", "mail", mail, "text messages", texts, Reached::phone));
        }

        /// Everybody who waits for it gets an address and a number of their own.
        private List<Reached> reached(PerformanceId who, String domain, String prefix) throws SQLException {
            var all = new ArrayList<Reached>();
            try (var database = stage.connection(Fans.SCHEMA);
                    var customers = database.prepareStatement(CUSTOMERS);
                    var contact = database.prepareStatement(CONTACT)) {
                database.setAutoCommit(false);
                customers.setObject(1, who.value());
                try (var rows = customers.executeQuery()) {
                    while (rows.next()) {
                        var customer = CustomerId.fromString(rows.getString(1));
                        var one = new Reached(customer, customer + domain, "%s%07d".formatted(prefix, all.size()));
                        contact.setObject(1, customer.value());
                        contact.setString(2, seal.seal(customer, new Contact("Ann", one.phone(), one.email(), "en")));
                        contact.addBatch();
                        all.add(one);
                    }
                }
                contact.executeBatch();
                database.commit();
            }
            return all;
        }

        private Figure besideBulk() throws IOException, SQLException {
            var quiet = p95(told(urgent, () -> false), mail, Reached::email);
            var others = house.fans().waiting(announced, Fans.ALIKE);
            var people = reached(others, OTHERS, "0102");
            var began = Instant.now();
            announce(others);
            awaitArrivals(1);
            var told = told(urgent, () -> mail.arrivals().people(OTHERS) >= announced);
            var busy = p95(told, mail, Reached::email);
            if (told.size() < urgent / 4) {
                throw new IllegalStateException(
                        "all was announced before %d urgent messages could be told".formatted(urgent / 4));
            }
            awaitArrivals(announced);
            var took = Duration.between(began, Instant.now());
            for (var one : people) {
                var arrivals = mail.arrivals().to(one.email()).size();
                if (arrivals != 1) {
                    throw new IllegalStateException(
                            "somebody was told of the announcement %d times".formatted(arrivals));
                }
            }
            return Figure.compared(
                    "4a",
                    "from a freed seat to the mail about it while %,d announcements go out, P95, to a quiet house"
                            .formatted(announced),
                    "ms",
                    new Pairs(List.of(busy), List.of(quiet)),
                    Goal.atMost(Math.round(quiet) + ALLOWED, "ms"),
                    "The goal is a second more than in the quiet house. %d urgent messages met the announcements, of which %,.0f went out in a second; each announcement arrived once."
                            .formatted(told.size(), announced / (took.toNanos() / 1e9)));
        }

        private Figure slow(
                String number,
                String slowName,
                Provider slow,
                String otherName,
                Provider other,
                Function<Reached, String> address) {
            var quiet = p95(told(whileSlow, () -> false), other, address);
            slow.takes(SLOW);
            try {
                var busy = p95(told(whileSlow, () -> false), other, address);
                return Figure.compared(
                        number,
                        "from a freed seat to the %s about it while a provider of %s takes %d s for each, P95, to a quiet house"
                                .formatted(otherName, slowName, SLOW.toSeconds()),
                        "ms",
                        new Pairs(List.of(busy), List.of(quiet)),
                        Goal.atMost(Math.round(quiet) + ALLOWED, "ms"),
                        "%d seats, one after the other; the slow provider was given every message as well, in the end."
                                .formatted(whileSlow));
            } finally {
                slow.takes(Duration.ZERO);
            }
        }

        private void announce(PerformanceId about) throws IOException {
            var answer = stage.post(
                    house.worker().server().at("/api/staff/notifications/announcements"),
                    staff.token(),
                    Map.of(
                            "kind", "ANNOUNCEMENT",
                            "audience", "WAITLIST",
                            "performance", about.toString(),
                            "titleKo", "공연 안내",
                            "textKo", "새로운 소식입니다.",
                            "titleEn", "Your performance",
                            "textEn", "There is news of it."));
            if (answer / 100 != 2) {
                throw new IOException("the announcement was answered with " + answer);
            }
        }

        /// Seats are freed, one after the other, until there were so many or it is over.
        ///
        /// @return who was offered one, and when it had been freed; mail and text message have arrived, once
        ///     each
        private Map<Reached, Instant> told(int most, BooleanSupplier over) {
            house.ear().forget();
            var freed = new HashMap<SeatId, Instant>();
            while (freed.size() < most && !over.getAsBoolean()) {
                Ground.pause(Duration.ofMillis(150));
                var seat = Fans.seat(seats++);
                freed.put(seat.seat(), house.sales().tell(house.release(performance, List.of(seat))));
            }
            house.awaitSeats(performance, freed.size());
            var told = new HashMap<Reached, Instant>();
            for (var offer : house.ear().heard(SeatsOffered.class)) {
                var fan = fans.get(offer.customer());
                var at = freed.get(offer.seats().getFirst());
                if (fan == null || at == null || told.put(fan, at) != null) {
                    throw new IllegalStateException("a seat went to somebody who does not wait for it");
                }
            }
            arrived(told, mail, Reached::email);
            arrived(told, texts, Reached::phone);
            return told;
        }

        private static void arrived(Map<Reached, Instant> told, Provider provider, Function<Reached, String> address) {
            var missing = new HashSet<>(told.keySet());
            var end = System.nanoTime() + STUCK.toNanos() + SLOW.toNanos() * told.size() / 2;
            while (!missing.isEmpty()) {
                missing.removeIf(
                        one -> !provider.arrivals().to(address.apply(one)).isEmpty());
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "%d of %d offers were not told".formatted(missing.size(), told.size()));
                }
                Ground.pause(Duration.ofMillis(20));
            }
        }

        private static double p95(Map<Reached, Instant> told, Provider provider, Function<Reached, String> address) {
            return Told.percentile(
                    told.entrySet().stream()
                            .mapToLong(one -> {
                                var arrivals = provider.arrivals().to(address.apply(one.getKey()));
                                if (arrivals.size() != 1) {
                                    throw new IllegalStateException(
                                            "an offer was told %d times".formatted(arrivals.size()));
                                }
                                return Duration.between(one.getValue(), arrivals.getFirst())
                                        .toNanos();
                            })
                            .toArray(),
                    0.95);
        }

        /// Until so many have got the announcement.
        private void awaitArrivals(int people) {
            var seen = 0L;
            var progress = System.nanoTime();
            while (seen < people) {
                Ground.pause(Duration.ofMillis(50));
                var now = mail.arrivals().people(OTHERS);
                if (now > seen) {
                    seen = now;
                    progress = System.nanoTime();
                } else if (System.nanoTime() - progress > STUCK.toNanos()) {
                    throw new IllegalStateException("%,d of %,d people were not told".formatted(people - seen, people));
                }
            }
        }
    }
}
