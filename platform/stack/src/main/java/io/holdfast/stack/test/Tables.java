package io.holdfast.stack.test;

import io.holdfast.sql.Sql;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// What the database holds, to see that it has not changed.
public final class Tables {

    /// Tables that live their own life.
    private static final Set<String> RESTLESS = Set.of("outbox", "pulse", "process_health", "flyway_schema_history");

    private Tables() {}

    /// A number for what is in each table.
    ///
    /// @param passedOver tables that are not looked at besides
    public static Map<String, String> content(DataSource database, String... passedOver) {
        var more = Set.of(passedOver);
        var tables = Sql.of("""
            select cast(table_name as text) as name
              from information_schema.tables
             where table_schema = current_schema() and table_type = 'BASE TABLE'
            """).list(database, row -> row.text("name"));
        var statement = tables.stream()
                .filter(table -> !RESTLESS.contains(table) && !more.contains(table))
                .map(table -> "select '" + table + "' as name, count(*) || ' ' || "
                        + "coalesce(sum(hashtextextended(cast(one as text), 0)), 0) as content from \"" + table
                        + "\" as one")
                .collect(Collectors.joining(" union all "));
        var content = new TreeMap<String, String>();
        Sql.of(statement)
                .list(database, row -> Map.entry(row.text("name"), row.text("content")))
                .forEach(entry -> content.put(entry.getKey(), entry.getValue()));
        return content;
    }
}
