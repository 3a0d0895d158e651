package io.holdfast.endtoend.prove;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.holdfast.endtoend.prove.check.FinalState;
import io.holdfast.endtoend.prove.check.History;
import io.holdfast.endtoend.prove.check.Invariant;
import io.holdfast.endtoend.prove.check.Operation;
import io.holdfast.endtoend.prove.check.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What came of a run.
///
/// @param left what had not come to rest
record Outcome(
        Play play,
        History history,
        FinalState state,
        Map<Nemesis.Kind, Integer> faults,
        List<String> story,
        String left,
        List<Violation> violations) {

    boolean holds() {
        return violations.isEmpty();
    }

    /// Whether so little was bought or broken that nothing is proven.
    boolean saysLittle() {
        var bought = history.operations().stream()
                .filter(one -> one.kind() == Operation.Kind.CONFIRM || one.kind() == Operation.Kind.PAY)
                .filter(one -> one.ok() && one.answered("state").equals("CAPTURED"))
                .filter(one -> !one.asked("hold").isEmpty())
                .count();
        return bought < play.size().customers() / 2 || faults.isEmpty();
    }

    /// How often each invariant is broken; all of them, in order.
    Map<Invariant, Integer> counts() {
        var counts = new EnumMap<Invariant, Integer>(Invariant.class);
        for (var invariant : Invariant.values()) {
            counts.put(invariant, 0);
        }
        violations.forEach(violation -> counts.merge(violation.invariant(), 1, Integer::sum));
        return counts;
    }

    String tables() {
        return operations() + "\n" + nemesis() + "\n" + judgement();
    }

    private String operations() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("operation", "asked", "ok", "refused", "unknown", "unknown for a while"));
        for (var kind : Operation.Kind.values()) {
            var all = history.all(kind).toList();
            rows.add(List.of(
                    kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                    String.valueOf(all.size()),
                    count(all, Operation.Outcome.OK),
                    count(all, Operation.Outcome.REFUSED),
                    count(all, Operation.Outcome.UNKNOWN),
                    String.valueOf(all.stream().filter(Outcome::isResolved).count())));
        }
        return Columns.of(rows)
                + "%,d were unknown for a while and known in the end, %,d stayed unknown.%n"
                        .formatted(
                                history.operations().stream()
                                        .filter(Outcome::isResolved)
                                        .count(),
                                history.operations().stream()
                                        .filter(one -> one.outcome() == Operation.Outcome.UNKNOWN)
                                        .count());
    }

    private static boolean isResolved(Operation operation) {
        return operation.unknowns() > 0 && operation.outcome() != Operation.Outcome.UNKNOWN;
    }

    private static String count(List<Operation> operations, Operation.Outcome outcome) {
        return String.valueOf(
                operations.stream().filter(one -> one.outcome() == outcome).count());
    }

    private String nemesis() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("fault", "times"));
        faults.forEach((kind, times) -> rows.add(List.of(kind.sentence(), String.valueOf(times))));
        return Columns.of(rows);
    }

    private String judgement() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("invariant", "", "violations"));
        counts().forEach((invariant, times) ->
                rows.add(List.of(invariant.name(), invariant.sentence(), String.valueOf(times))));
        return Columns.of(rows)
                + "\nThe house's own verification found %d; left over: %s. %,d numbers were seen called in the queue.\n"
                        .formatted(
                                state.table("house_violation").size(),
                                left,
                                history.queue().called());
    }

    /// Everything needed to understand it.
    void keep(Path directory, String commit) throws IOException {
        Files.createDirectories(directory);
        var json = new ObjectMapper().findAndRegisterModules();
        try (var out = Files.newBufferedWriter(directory.resolve("history.jsonl"))) {
            for (var operation : history.operations()) {
                var line = JsonNodeFactory.instance
                        .objectNode()
                        .put("number", operation.number())
                        .put("client", operation.client())
                        .put("kind", operation.kind().name())
                        .put("key", operation.key())
                        .put("begin", operation.begin().toString())
                        .put("end", operation.end().toString())
                        .put("outcome", operation.outcome().name())
                        .put("problem", operation.problem())
                        .put("unknowns", operation.unknowns());
                line.set("asked", operation.asked());
                line.set("answer", operation.answer());
                out.write(line.toString());
                out.newLine();
            }
        }
        var tables = JsonNodeFactory.instance.objectNode();
        state.tables().forEach((name, rows) -> {
            var list = tables.putArray(name);
            rows.forEach(row -> list.add(row.json()));
        });
        json.enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(directory.resolve("state.json").toFile(), tables);
        var about = new ArrayList<String>();
        about.add("seed " + play.seed() + ", commit " + commit);
        about.addAll(story);
        violations.forEach(violation -> about.add(violation.invariant() + ": " + violation.found()));
        Files.write(directory.resolve("about.txt"), about);
        Files.writeString(directory.resolve("tables.txt"), tables());
    }
}
