package io.holdfast.endtoend.prove.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What the databases and the payment gateway hold once everything has come to rest, table by table. Columns are called
/// as they are there.
///
/// @param tables only what belongs to the performances and the people of one run
public record FinalState(Map<String, List<Row>> tables) {

    public List<Row> table(String name) {
        return tables.getOrDefault(name, List.of());
    }

    public Map<String, Row> byId(String table) {
        return table(table).stream().collect(Collectors.toMap(row -> row.text("id"), Function.identity()));
    }

    public Map<String, List<Row>> grouped(String table, String column) {
        return table(table).stream().collect(Collectors.groupingBy(row -> row.text(column)));
    }

    public Optional<Row> find(String table, String column, String value) {
        return table(table).stream()
                .filter(row -> row.text(column).equals(value))
                .findFirst();
    }
}
