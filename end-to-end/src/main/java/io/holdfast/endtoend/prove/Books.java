package io.holdfast.endtoend.prove;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.endtoend.prove.check.FinalState;
import io.holdfast.endtoend.prove.check.Operation;
import io.holdfast.endtoend.prove.check.Operation.Kind;
import io.holdfast.endtoend.prove.check.Row;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// What the databases and the payment gateway hold of one scene.
final class Books {

    /// `played` are the performances, `people` the members, `subjects` their names as shoppers.
    private static final String OF = """
        with played as (select unnest(cast(? as uuid[])) as id),
             people as (select unnest(cast(? as uuid[])) as id),
             subjects as (select 'a:' || id as subject from people),
             ordered as (select * from ticketing.orders where performance_id in (select id from played)),
             topped_up as (select * from ticketing.top_up where customer_id in (select id from people)),
             asked as (%s)
        select to_jsonb(asked) as row from asked
        """;

    private static final Map<String, String> TABLES = new LinkedHashMap<>();

    static {
        TABLES.put("performance", """
            select performance.id, hall.seats as capacity
              from ticketing.performance join ticketing.hall on hall.id = performance.hall_id
             where performance.id in (select id from played)""");
        TABLES.put("seat", """
            select performance_id, id, state, hold_id, order_id, release_id, until
              from ticketing.seat where performance_id in (select id from played)""");
        TABLES.put("hold", """
            select id, performance_id, subject, offer_id, seats, state, placed_at, until, accepted_at, ended_at
              from ticketing.hold where performance_id in (select id from played)""");
        TABLES.put("orders", """
            select id, performance_id, hold_id, customer_id, amount, state, at, paid_at, captured, owed from ordered""");
        TABLES.put("payment", """
            select id, order_id, top_up_id, channel, amount, charged, state, provider_payment, code, at, asked_at, ended_at
              from ticketing.payment
             where order_id in (select id from ordered) or top_up_id in (select id from topped_up)""");
        TABLES.put("ticket", """
            select id, order_id, performance_id, seat_id, state, cancelled_at, entered_scan
              from ticketing.ticket where performance_id in (select id from played)""");
        TABLES.put("cancellation", """
            select id, order_id, refund_id, cause, tickets, gross, fee, refund, refund_state, at, settled_at
              from ticketing.cancellation where order_id in (select id from ordered)""");
        TABLES.put("ledger_entry", """
            select * from ticketing.ledger_entry
             where transaction_id in (select transaction_id from ticketing.ledger_entry
                                       where order_id in (select id from ordered)
                                          or about in (select id from topped_up))""");
        TABLES.put("top_up", "select * from topped_up");
        TABLES.put("wallet", "select * from ticketing.wallet where customer_id in (select id from people)");
        TABLES.put("point_entry", "select * from ticketing.point_entry where customer_id in (select id from people)");
        TABLES.put("scan", "select * from ticketing.scan where performance_id in (select id from played)");
        TABLES.put("idempotency_key", """
            select key, operation, status, case when answer is json object then answer::jsonb ->> 'id' end as made
              from (select * from ticketing.idempotency_key union all select * from waitlist.idempotency_key) as known
             where subject in (select subject from subjects)""");
        TABLES.put("entry", "select * from waitlist.entry where performance_id in (select id from played)");
        TABLES.put("waitlist_offer", "select * from waitlist.offer where performance_id in (select id from played)");
        TABLES.put(
                "matching",
                "select id, performance_id, at from waitlist.matching where performance_id in (select id from played)");
        TABLES.put("refund", "select * from refund.refund where performance_id in (select id from played)");
        TABLES.put(
                "house_violation", "select * from ticketing.violation where performance_id in (select id from played)");
    }

    private static final String UNFINISHED = """
        with played as (select unnest(cast(? as uuid[])) as id),
             people as (select unnest(cast(? as uuid[])) as id),
             ordered as (select id from ticketing.orders where performance_id in (select id from played))
        select (select count(*) from ticketing.outbox) + (select count(*) from waitlist.outbox)
                   + (select count(*) from refund.outbox) as untold,
               (select count(*) from ticketing.hold
                 where state = 'ACTIVE' and performance_id in (select id from played)) as holds,
               (select count(*) from ticketing.payment
                 where state in ('CONFIRMING', 'UNKNOWN')
                   and (order_id in (select id from ordered)
                        or top_up_id in (select id from ticketing.top_up
                                          where customer_id in (select id from people)))) as payments,
               (select count(*) from ticketing.cancellation
                 where refund_state = 'REQUESTED' and order_id in (select id from ordered)) as refunds,
               (select count(*) from waitlist.offer
                 where state = 'OPEN' and performance_id in (select id from played)) as offers,
               (select count(*) from ticketing.seat
                 where state in ('RELEASED', 'OFFERED', 'PAYING') and performance_id in (select id from played)) as seats
        """;

    private final Stage stage;
    private final Scene scene;

    Books(Stage stage, Scene scene) {
        this.stage = stage;
        this.scene = scene;
    }

    /// Returns when nothing is on its way any more, or when it is too late for that.
    ///
    /// @param patience how long at most
    /// @return what was left; all 0 if nothing was
    String awaitRest(Duration patience) throws InterruptedException, SQLException {
        var end = Instant.now().plus(patience);
        var quiet = 0;
        var left = "";
        while (quiet < 3 && Instant.now().isBefore(end)) {
            Thread.sleep(700);
            var sum = 0L;
            var said = new ArrayList<String>();
            try (var connection = stage.database();
                    var statement = connection.prepareStatement(UNFINISHED)) {
                bind(connection, statement);
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    for (var name : List.of("untold", "holds", "payments", "refunds", "offers", "seats")) {
                        sum += rows.getLong(name);
                        said.add(rows.getLong(name) + " " + name);
                    }
                }
            }
            quiet = sum == 0 ? quiet + 1 : 0;
            left = String.join(", ", said);
        }
        return left;
    }

    FinalState read(List<Operation> operations) throws SQLException, IOException, InterruptedException {
        var tables = new LinkedHashMap<String, List<Row>>();
        try (var connection = stage.database()) {
            // One snapshot of everything.
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            for (var table : TABLES.entrySet()) {
                tables.put(table.getKey(), read(connection, table.getValue()));
            }
        }
        atGateway(tables, operations);
        return new FinalState(tables);
    }

    private List<Row> read(Connection connection, String asked) throws SQLException, IOException {
        try (var statement = connection.prepareStatement(OF.formatted(asked))) {
            bind(connection, statement);
            var rows = new ArrayList<Row>();
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(new Row(stage.json().readTree(found.getString("row"))));
                }
            }
            return rows;
        }
    }

    private void bind(Connection connection, java.sql.PreparedStatement statement) throws SQLException {
        statement.setArray(
                1,
                connection.createArrayOf(
                        "uuid",
                        scene.allPerformances().stream().map(UUID::fromString).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf(
                        "uuid",
                        scene.members().stream().map(member -> member.value()).toArray()));
    }

    /// Of every order and top-up that we or anybody else knows of, so that what we have forgotten is found as well.
    private void atGateway(Map<String, List<Row>> tables, List<Operation> operations) throws InterruptedException {
        var references = new LinkedHashSet<String>();
        tables.getOrDefault("orders", List.of()).forEach(order -> references.add(order.text("id")));
        tables.getOrDefault("top_up", List.of()).forEach(topUp -> references.add(topUp.text("id")));
        operations.stream()
                .flatMap(operation -> operation.kind() == Kind.PAY
                        ? Stream.of(operation.asked("order"))
                        : operation.kind() == Kind.TOP_UP && operation.ok()
                                ? Stream.of(operation.answered("id"))
                                : Stream.empty())
                .forEach(references::add);
        var payments = new ArrayList<Row>();
        var cancels = new ArrayList<Row>();
        for (var reference : references) {
            for (var payment :
                    stage.askGateway("/v1/payments?orderId=" + reference).path("payments")) {
                payments.add(new Row(payment));
                if (payment.path("balance").asLong() != payment.path("amount").asLong()) {
                    addCancels(payment.path("paymentKey").asText(), cancels);
                }
            }
        }
        tables.put("gateway_payment", payments);
        tables.put("gateway_cancel", cancels);
    }

    private void addCancels(String payment, List<Row> cancels) throws InterruptedException {
        JsonNode told = stage.askGateway("/v1/payments/" + payment + "/cancels");
        for (var cancel : told.path("cancels")) {
            cancels.add(new Row(Customer.object()
                    .put("payment", payment)
                    .put("key", cancel.path("idempotencyKey").asText(""))
                    .put("amount", cancel.path("amount").asLong())));
        }
    }
}
