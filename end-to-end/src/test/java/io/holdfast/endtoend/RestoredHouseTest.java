package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.endtoend.bench.room.RedisLine;
import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.PortPlan.Slot;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// `src-docs/operating/backup.md`, step by step. Before the moment ann has bought, cho is at the payment page, gil
/// has ordered, dan has two tickets, bob waits for one, and fay has given hers for another show back. Afterwards
/// everybody goes on, eve comes, and all of that is lost.
class RestoredHouseTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    /// The waitlist's first word lasts beyond the restore, so that it would be had on seats that never came back.
    private static final Map<Service, Map<String, String>> TOLD = Map.of(
            Service.TICKETING_API,
            Map.of(
                    "holdfast.waitlist.first-word", "10m",
                    "holdfast.verification.every", "3s",
                    "holdfast.verification.tick", "1s"));

    @Test
    void a_database_brought_back_to_a_moment_agrees_with_gateway_waitlist_and_tickets_again() throws Exception {
        var here = Path.of("").toAbsolutePath();
        try (var house = House.start(House.Setup.forTests(here.getParent(), here.resolve("target/logs-of-a-restore"))
                .told(TOLD))) {
            // Given
            var olga = new Olga(house);
            var otto = new Olga(house, "otto");
            var began = Instant.now();
            var show = olga.putsOnSale(Olga.plan(1, 6));
            var ann = Person.named("ann", house).signsIn();
            var anns = ann.buys(show.performance(), List.of("A-1"));
            awaitMails(ann, 1);
            var backup = Backup.of(house);
            var dan = Person.named("dan", house);
            var dans = dan.buys(show.performance(), List.of("A-3", "A-4"));
            var bob = Person.named("bob", house).signsIn();
            var entry = joinsWaitlist(bob, show);
            var cho = Person.named("cho", house);
            var chos = ordered(cho, show, "A-2");
            var chosPayment = cho.startsPaying(chos);
            var gil = Person.named("gil", house);
            var gils = ordered(gil, show, "A-6");
            var fay = Person.named("fay", house);
            var fays = fay.buys(olga.putsOnSale(Olga.plan(1, 1)).performance(), List.of("A-1"));
            Stream.of(dan, fay).forEach(one -> awaitMails(one, 1));
            house.stop(Service.REFUND_WORKER);
            fay.cancels(fays);

            var moment = now(house);

            house.restart(Service.REFUND_WORKER);
            awaitBalance(olga, fays, 0);
            cho.pays(chos, chosPayment);
            gil.pays(gils);
            var eve = Person.named("eve", house);
            var eves = eve.buys(show.performance(), List.of("A-5"));
            assertThat(dan.givesBack(dans, tickets(dans).subList(0, 1)).status())
                    .isEqualTo(201);
            awaitBalance(olga, dans, 100_000);
            var lostOffer = awaitOffer(bob, show);
            var bobs = buys(bob, lostOffer);
            Stream.of(cho, gil, eve).forEach(one -> awaitMails(one, 1));
            awaitMails(dan, 2);
            awaitMails(fay, 2);

            // When
            Stream.of(Service.values()).forEach(house::stop);
            backup.restoreTo(moment);
            flushRedis(house);
            setConsumersBack(house, moment.minus(HALF_AN_HOUR));
            var lost = "-Dholdfast.lost-time=%s/%s".formatted(moment, now(house));
            restartAll(house, lost);
            var found = reconcile(otto, began.minus(Duration.ofDays(1)), true);

            // Then
            assertThat(ann.opensTicket(tickets(anns).getFirst()).path("state").asText())
                    .isEqualTo("VALID");
            assertThat(about(found, chos)).containsExactly("CAPTURED_THERE SETTLED 100000 0");
            assertThat(about(found, dans)).containsExactly("AMOUNTS_DIFFER CORRECTED 100000 200000");
            assertThat(states(cho.looksAtOrder(id(chos)))).containsExactly("VALID");
            var unknown = unknownPayments(found);
            assertThat(unknown)
                    .containsExactlyInAnyOrder(payment(olga, gils), payment(olga, eves), payment(olga, bobs));
            assertThat(eve.get("/api/orders/" + id(eves)).status()).isEqualTo(404);
            assertThat(bob.get("/api/waitlist/" + entry).json(200).path("state").asText())
                    .isEqualTo("WAITING");

            // What the gateway has given back already does not go back again.
            assertThat(dan.givesBack(dans, tickets(dans).subList(0, 1)).problem())
                    .isEqualTo("ORDER_NOT_CANCELLABLE");
            var given = Person.object().put("reason", "It went back before the restore.");
            given.putArray("tickets").add(tickets(dans).getFirst());
            otto.post("/api/staff/orders/" + id(dans) + "/cancellations", given).json(201);
            unknown.forEach(payment -> olga.givesPaymentBack(payment, 100_000));
            var offer = awaitOffer(bob, show);
            var bobsAgain = buys(bob, offer);
            awaitMails(bob, 4);

            assertThat(offer.path("id").asText())
                    .isNotEqualTo(lostOffer.path("id").asText());
            assertThat(states(bob.looksAtOrder(id(bobsAgain)))).containsExactly("VALID");
            assertThat(states(dan.looksAtOrder(id(dans)))).containsExactly("CANCELLED", "VALID");
            await().atMost(SOON).untilAsserted(() -> assertThat(fay.looksAtOrder(id(fays))
                            .path("cancellations")
                            .path(0)
                            .path("refund")
                            .path("state")
                            .asText())
                    .isEqualTo("SETTLED"));
            awaitBalance(olga, fays, 0);
            awaitBalance(olga, dans, 100_000);
            assertThat(reconcile(otto, began.minus(Duration.ofDays(1)), false).path("findings"))
                    .isEmpty();
            awaitVerification(house);
            assertThat(otto.asks("/api/staff/violations").path("violations")).isEmpty();
            assertThat(deadLetters(house)).isZero();
            var numbers = olga.numbers(show);
            assertThat(numbers.path("sold").asInt()).isEqualTo(4);
            assertThat(numbers.path("soldTwice").asInt()).isZero();
            assertThat(numbers.path("ledgerBalanced").asBoolean()).isTrue();

            // By now everything that was told has been heard, and nobody was told again what is lost.
            assertThat(ann.readsMails()).hasSize(1);
            assertThat(eve.readsMails()).hasSize(1);
            assertThat(gil.readsMails()).hasSize(1);
            assertThat(dan.readsMails()).hasSize(2);
        }
    }

    private static JsonNode ordered(Person who, Olga.OnSale show, String seat) {
        var hold = who.holds(show.performance(), List.of(seat)).json(201);
        return who.orders(id(hold)).json(201);
    }

    /// The waitlist hears of a performance a moment after it is there.
    private static String joinsWaitlist(Person who, Olga.OnSale show) {
        var wish = Person.object().put("seats", 1).put("adjacent", false);
        wish.putArray("grades").add("R");
        return id(await().atMost(SOON)
                .until(
                        () -> who.post("/api/performances/" + show.performance() + "/waitlist", wish),
                        reply -> reply.status() == 201)
                .json());
    }

    private static JsonNode awaitOffer(Person who, Olga.OnSale show) {
        return await().atMost(SOON)
                .until(
                        () -> nodes(who.get("/api/me/offers").json(200).path("offers"))
                                .filter(offer -> id(offer.path("performance")).equals(show.performance()))
                                .toList(),
                        offers -> offers.size() == 1)
                .getFirst();
    }

    private static JsonNode buys(Person who, JsonNode offer) {
        who.post("/api/offers/" + id(offer) + "/acceptance", null).json(200);
        return who.buys(Person.object().put("id", offer.path("hold").asText()));
    }

    private static void awaitMails(Person who, int count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(who.readsMails()).as(who.name).hasSizeGreaterThanOrEqualTo(count));
    }

    /// What the gateway has of an order.
    private static void awaitBalance(Olga olga, JsonNode order, long amount) {
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        olga.asksGateway(id(order)).path(0).path("balance").asLong())
                .isEqualTo(amount));
    }

    private static String payment(Olga olga, JsonNode order) {
        return olga.asksGateway(id(order)).path(0).path("paymentKey").asText();
    }

    // The house

    private static Instant now(House house) throws SQLException {
        try (var connection = house.postgres().admin("holdfast");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select clock_timestamp()")) {
            rows.next();
            return rows.getTimestamp(1).toInstant();
        }
    }

    private static void flushRedis(House house) throws IOException {
        try (var redis = new RedisLine(house.ports().of(Slot.REDIS))) {
            redis.call("FLUSHALL");
        }
    }

    /// Those that each process makes for itself, named by a UUID, begin anew anyway.
    private static void setConsumersBack(House house, Instant moment) throws ExecutionException, InterruptedException {
        Map<String, Object> servers = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                "127.0.0.1:" + house.ports().of(Slot.KAFKA));
        try (var admin = Admin.create(servers)) {
            var groups = new ArrayList<String>();
            for (var group : admin.listGroups().all().get()) {
                var name = group.groupId();
                if (name.matches("refund-worker|(waitlist-worker|ticketing-api).*")
                        && !name.matches(".*-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
                    groups.add(name);
                }
            }
            assertThat(groups).contains("refund-worker", "waitlist-worker", "ticketing-api-refunds");
            for (var group : groups) {
                setBack(admin, group, moment);
            }
        }
    }

    private static void setBack(Admin admin, String group, Instant moment)
            throws ExecutionException, InterruptedException {
        var known = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        var asked = new HashMap<TopicPartition, OffsetSpec>();
        known.keySet().forEach(partition -> asked.put(partition, OffsetSpec.forTimestamp(moment.toEpochMilli())));
        var there = new HashMap<TopicPartition, OffsetAndMetadata>();
        admin.listOffsets(asked).all().get().forEach((partition, found) -> {
            if (found.offset() >= 0) {
                there.put(partition, new OffsetAndMetadata(found.offset()));
            }
        });
        admin.alterConsumerGroupOffsets(group, there).all().get();
    }

    private static void restartAll(House house, String option) {
        CompletableFuture.allOf(Stream.of(Service.values())
                        .map(service -> CompletableFuture.runAsync(() -> house.restart(service, List.of(option))))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private static JsonNode reconcile(Olga otto, Instant from, boolean repair) {
        var wish = Person.object().put("from", from.toString()).put("repair", repair);
        var begun = id(otto.post("/api/staff/reconciliations", wish).json(202));
        return await().atMost(SOON)
                .until(() -> otto.asks("/api/staff/reconciliations/" + begun), one -> one.hasNonNull("endedAt"));
    }

    /// A look at everything that has happened by now.
    private static void awaitVerification(House house) throws SQLException {
        var since = now(house);
        await().atMost(SOON).until(() -> {
            try (var connection = house.postgres().admin("holdfast");
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select looked_from from ticketing.verification")) {
                rows.next();
                return rows.getTimestamp(1).toInstant().isAfter(since);
            }
        });
    }

    private static long deadLetters(House house) throws SQLException {
        try (var connection = house.postgres().admin("holdfast");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select (select count(*) from ticketing.dead_letter)
                             + (select count(*) from waitlist.dead_letter)
                             + (select count(*) from refund.dead_letter)
                        """)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    // What was answered

    private static List<String> about(JsonNode found, JsonNode order) {
        return nodes(found.path("findings"))
                .filter(finding -> finding.path("order").asText().equals(id(order)))
                .map(finding -> "%s %s %d %d"
                        .formatted(
                                finding.path("kind").asText(),
                                finding.path("done").asText(),
                                finding.path("there").path("amount").asLong(),
                                finding.path("here").path("amount").asLong()))
                .toList();
    }

    private static List<String> unknownPayments(JsonNode found) {
        return nodes(found.path("findings"))
                .filter(finding -> finding.path("kind").asText().equals("UNKNOWN_HERE"))
                .map(finding -> finding.path("payment").asText())
                .toList();
    }

    private static List<String> tickets(JsonNode order) {
        return nodes(order.path("tickets")).map(RestoredHouseTest::id).toList();
    }

    private static List<String> states(JsonNode order) {
        return nodes(order.path("tickets"))
                .map(ticket -> ticket.path("state").asText())
                .toList();
    }

    private static Stream<JsonNode> nodes(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String id(JsonNode one) {
        return one.path("id").asText();
    }
}
