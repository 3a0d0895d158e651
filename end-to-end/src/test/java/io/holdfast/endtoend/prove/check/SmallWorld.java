package io.holdfast.endtoend.prove.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.endtoend.prove.check.Operation.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A hall of two seats where all is well: ann bought A-1 with her card, gave it back and was paid; bob bought A-2 with
/// points and went in; cho and dan wait, and cho was offered A-1 and let it go. A test spoils one thing.
final class SmallWorld {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, List<ObjectNode>> tables = new LinkedHashMap<>();
    private final List<Operation> operations = new ArrayList<>();
    private History.Queue queue = new History.Queue(10, 0, 0, List.of());

    SmallWorld() {
        add("performance", "{'id':'p','capacity':2}");
        add("seat", "{'performance_id':'p','id':'A-1','state':'AVAILABLE'}");
        add("seat", "{'performance_id':'p','id':'A-2','state':'SOLD','order_id':'bob-order'}");

        did(
                "ann",
                Kind.HOLD,
                0,
                "{'performance':'p','seats':['A-1']}",
                "{'id':'ann-hold','until':'%s'}".formatted(at(20)));
        add(
                "hold",
                "{'id':'ann-hold','performance_id':'p','seats':['A-1'],'state':'BOUGHT','placed_at':'%s','until':'%s','ended_at':'%s'}"
                        .formatted(at(0), at(20), at(5)));
        did("ann", Kind.ORDER, 2, "{'hold':'ann-hold'}", "{'id':'ann-order'}");
        add("orders", "{'id':'ann-order','hold_id':'ann-hold','performance_id':'p','state':'CANCELLED','amount':100}");
        did("ann", Kind.PAY, 3, "{'order':'ann-order','hold':'ann-hold'}", "{'id':'ann-payment','state':'STARTED'}");
        did(
                "ann",
                Kind.CONFIRM,
                4,
                "{'payment':'ann-payment','hold':'ann-hold','paymentKey':'pay-1'}",
                "{'id':'ann-payment','state':'CAPTURED'}");
        add(
                "payment",
                ("{'id':'ann-payment','order_id':'ann-order','channel':'simulator-card','amount':100,'charged':100,"
                                + "'state':'CAPTURED','provider_payment':'pay-1','asked_at':'%s','ended_at':'%s'}")
                        .formatted(at(4), at(5)));
        add(
                "ticket",
                "{'id':'ann-ticket','order_id':'ann-order','performance_id':'p','seat_id':'A-1','state':'CANCELLED'}");
        did(
                "ann",
                Kind.CANCEL,
                10,
                "{'order':'ann-order','hold':'ann-hold'}",
                "{'id':'ann-cancellation','refund':{'amount':{'amount':70}}}");
        add(
                "cancellation",
                "{'id':'ann-cancellation','order_id':'ann-order','refund_id':'ann-refund','cause':'CUSTOMER',"
                        + "'gross':100,'fee':30,'refund':70,'refund_state':'SETTLED'}");
        add("refund", "{'id':'ann-refund','order_id':'ann-order','state':'SETTLED'}");
        add("gateway_payment", "{'paymentKey':'pay-1','status':'PARTIAL_CANCELED','amount':100,'balance':30}");
        add("gateway_cancel", "{'payment':'pay-1','key':'ann-refund','amount':70}");
        book("buy-1", "ann-order", "gateway:simulator", 100);
        book("buy-1", "ann-order", "sales", -100);
        book("back-1", "ann-order", "gateway:simulator", -70);
        book("back-1", "ann-order", "owed", 70);

        did("bob", Kind.TOP_UP, 0, "{'amount':500}", "{'id':'bob-top-up'}");
        did(
                "bob",
                Kind.CONFIRM,
                1,
                "{'payment':'bob-top-up','hold':'','paymentKey':'pay-2'}",
                "{'id':'bob-top-up','state':'CAPTURED'}");
        add(
                "payment",
                "{'id':'bob-top-up','top_up_id':'bob-top-up','channel':'simulator-card','amount':500,'charged':500,"
                        + "'state':'CAPTURED','provider_payment':'pay-2'}");
        add("gateway_payment", "{'paymentKey':'pay-2','status':'DONE','amount':500,'balance':500}");
        add("point_entry", "{'customer_id':'bob','amount':500,'reason':'TOP_UP','reference':'bob-top-up'}");
        add("point_entry", "{'customer_id':'bob','amount':-100,'reason':'SPENT','reference':'bob-payment'}");
        add("wallet", "{'customer_id':'bob','balance':400}");
        did(
                "bob",
                Kind.HOLD,
                1,
                "{'performance':'p','seats':['A-2']}",
                "{'id':'bob-hold','until':'%s'}".formatted(at(21)));
        add(
                "hold",
                "{'id':'bob-hold','performance_id':'p','seats':['A-2'],'state':'BOUGHT','placed_at':'%s','until':'%s','ended_at':'%s'}"
                        .formatted(at(1), at(21), at(3)));
        did("bob", Kind.ORDER, 2, "{'hold':'bob-hold'}", "{'id':'bob-order'}");
        add("orders", "{'id':'bob-order','hold_id':'bob-hold','performance_id':'p','state':'PAID','amount':100}");
        did("bob", Kind.PAY, 3, "{'order':'bob-order','hold':'bob-hold'}", "{'id':'bob-payment','state':'CAPTURED'}");
        add(
                "payment",
                "{'id':'bob-payment','order_id':'bob-order','channel':'points','amount':100,'charged':100,"
                        + "'state':'CAPTURED','provider_payment':'bob-payment'}");
        add(
                "ticket",
                "{'id':'bob-ticket','order_id':'bob-order','performance_id':'p','seat_id':'A-2','state':'VALID','entered_scan':'scan-1'}");
        book("buy-2", "bob-order", "points", 100);
        book("buy-2", "bob-order", "sales", -100);
        did("bob", Kind.ENTER, 30, "{'ticket':'bob-ticket','scan':'scan-1'}", "{'verdict':'ENTERED'}");
        did("bob", Kind.ENTER, 30, "{'ticket':'bob-ticket','scan':'scan-2'}", "{'verdict':'ALREADY_ENTERED'}");
        add("scan", "{'id':'scan-1','ticket_id':'bob-ticket','verdict':'ENTERED'}");
        add("scan", "{'id':'scan-2','ticket_id':'bob-ticket','verdict':'ALREADY_ENTERED'}");

        did("cho", Kind.JOIN, 5, "{'performance':'p'}", "{'id':'cho-entry'}");
        did("dan", Kind.JOIN, 7, "{'performance':'p'}", "{'id':'dan-entry'}");
        add("entry", "{'id':'cho-entry','performance_id':'p','seq':1,'joined_at':'%s'}".formatted(at(5)));
        add("entry", "{'id':'dan-entry','performance_id':'p','seq':2,'joined_at':'%s'}".formatted(at(7)));
        add("matching", "{'id':'1','performance_id':'p','at':'%s'}".formatted(at(40)));
        add(
                "waitlist_offer",
                "{'id':'offer-1','entry_id':'cho-entry','matching_id':'1','state':'FAILED','offered_at':'%s','ended_at':'%s'}"
                        .formatted(at(40), at(50)));
        add(
                "hold",
                "{'id':'offer-1','performance_id':'p','seats':['A-1'],'state':'LAPSED','offer_id':'offer-1','placed_at':'%s','until':'%s','ended_at':'%s'}"
                        .formatted(at(40), at(50), at(50)));
        did("ann", Kind.REPEAT, 60, "{'hold':'ann-hold'}", "{'id':'ann-order'}", key("ann", Kind.ORDER));
    }

    /// So many seconds after noon.
    static String at(int second) {
        return Instant.parse("2026-06-01T12:00:00Z").plusSeconds(second).toString();
    }

    /// A row more; quotes are single ones, for legibility.
    SmallWorld add(String table, String row) {
        tables.computeIfAbsent(table, _ -> new ArrayList<>()).add(json(row));
        return this;
    }

    /// Something else in the row that has this id or key.
    SmallWorld change(String table, String name, String more) {
        var row = tables.getOrDefault(table, List.of()).stream()
                .filter(one -> List.of("id", "paymentKey", "key", "customer_id").stream()
                        .anyMatch(column -> one.path(column).asText().equals(name)))
                .findFirst()
                .orElseThrow();
        row.setAll(json(more));
        return this;
    }

    SmallWorld remove(String table, String name) {
        tables.getOrDefault(table, new ArrayList<>())
                .removeIf(row -> row.path("id").asText().equals(name)
                        || row.path("key").asText().equals(name));
        return this;
    }

    SmallWorld book(String transaction, String order, String account, long amount) {
        return add(
                "ledger_entry",
                "{'transaction_id':'%s','order_id':'%s','account':'%s','amount':%d}"
                        .formatted(transaction, order, account, amount));
    }

    /// Somebody did something with success.
    SmallWorld did(String who, Kind kind, int second, String asked, String answer) {
        return did(
                who,
                kind,
                second,
                asked,
                answer,
                key(who, kind) + (kind == Kind.ENTER || kind == Kind.CONFIRM ? operations.size() : ""));
    }

    SmallWorld did(String who, Kind kind, int second, String asked, String answer, String key) {
        return write(who, kind, second, asked, answer, key, Operation.Outcome.OK, "");
    }

    SmallWorld write(
            String who,
            Kind kind,
            int second,
            String asked,
            String answer,
            String key,
            Operation.Outcome outcome,
            String problem) {
        operations.add(new Operation(
                operations.size() + 1L,
                who,
                kind,
                key,
                Instant.parse(at(second)),
                Instant.parse(at(second)).plusMillis(500),
                json(asked),
                outcome,
                problem,
                json(answer),
                0));
        return this;
    }

    static String key(String who, Kind kind) {
        return who + "-" + kind;
    }

    SmallWorld saw(int outOfOrder, long passedOver) {
        queue = new History.Queue(10, outOfOrder, passedOver, List.of(Instant.parse(at(9))));
        return this;
    }

    List<Violation> judged() {
        var rows = new LinkedHashMap<String, List<Row>>();
        tables.forEach((name, nodes) -> rows.put(
                name, nodes.stream().map(node -> new Row((JsonNode) node)).toList()));
        return Invariant.judge(new History(operations, queue), new FinalState(rows));
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
