package io.holdfast.stack.test;

import io.holdfast.stack.test.TestStack.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether migrations only expand: while an upgrade goes on, or when it goes back, the version before works on
/// the newer schema. What it reads has to be there, and what it writes has to be taken.
public final class Expansion {

    private static final String COLUMNS = """
        select relname, attname, format_type(atttypid, atttypmod) as type, attnotnull,
               atthasdef or attidentity <> '' or attgenerated <> '' as is_filled
          from pg_attribute
          join pg_class on pg_class.oid = attrelid
         where relnamespace = cast(cast(current_schema() as text) as regnamespace)
           and relkind in ('r', 'p')
           and attnum > 0
           and not attisdropped
        """;

    /// What refuses rows; what must be there (`n`) is said of the columns, and indexes stand for keys.
    private static final String RULES = """
        select relname, cast(conname as text) as name, pg_get_constraintdef(pg_constraint.oid) as definition, conkey as columns
          from pg_constraint
          join pg_class on pg_class.oid = conrelid
         where relnamespace = cast(cast(current_schema() as text) as regnamespace)
           and contype in ('c', 'f', 'x')
         union all
        select relname, cast(cast(indexrelid as regclass) as text), pg_get_indexdef(indexrelid),
               cast(indkey as int2[])
          from pg_index
          join pg_class on pg_class.oid = indrelid
         where relnamespace = cast(cast(current_schema() as text) as regnamespace)
           and indisunique
        """;

    private static final String NAMES = """
        select attnum, attname
          from pg_attribute
         where attrelid = cast(? as regclass)
           and attnum > 0
        """;

    private static final Pattern FILE = Pattern.compile("V([0-9_]+?)__.*\\.sql");
    private static final Pattern LIST = Pattern.compile("= ANY \\(\\(?ARRAY\\[([^]]*)]");

    private static final Comparator<List<Integer>> ORDER = (one, other) ->
            Arrays.compare(one.toArray(Integer[]::new), other.toArray(Integer[]::new), Comparator.naturalOrder());

    private static final Path OF_MESSAGING = Path.of("../platform/messaging/src/main/resources/db/messaging");

    private Expansion() {}

    private record Migration(List<Integer> version, Path file) {
        static List<Integer> parsed(String text) {
            return Arrays.stream(text.split("_")).map(Integer::valueOf).toList();
        }
    }

    private record Column(String type, boolean isRequired, boolean isFilled) {}

    private record Rule(String table, String name, String definition, Set<String> columns) {}

    private record Shape(Map<String, Map<String, Column>> tables, Set<Rule> rules) {}

    /// Of a service, seen from its module, with those of the messages it sends and hears.
    ///
    /// @param own where its migrations lie among its resources, e.g. `db/refund`
    /// @param after and what is returned: as of [#refusals(List, String)]
    public static List<String> refusalsOfService(String own, String after) throws IOException, SQLException {
        return refusals(List.of(Path.of("src/main/resources", own), OF_MESSAGING), after);
    }

    /// Tries the migrations out on an empty schema of their own, in their order.
    ///
    /// @param directories with files as Flyway names them
    /// @param after the last version that is not looked at, e.g. `26` or `7_1`
    /// @return what the version before would not bear, e.g. `V27__x.sql: column seat.row_label is gone`
    public static List<String> refusals(List<Path> directories, String after) throws IOException, SQLException {
        var room = TestStack.fresh(EnumSet.of(Part.POSTGRES));
        var refusals = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(
                room.get("quarkus.datasource.jdbc.url"),
                room.get("quarkus.datasource.username"),
                room.get("quarkus.datasource.password"))) {
            for (var migration : migrations(directories)) {
                var isNew = ORDER.compare(migration.version(), Migration.parsed(after)) > 0;
                var before = isNew ? shape(connection) : new Shape(Map.of(), Set.of());
                try (var statement = connection.createStatement()) {
                    statement.execute(Files.readString(migration.file()));
                }
                if (isNew) {
                    for (var refusal : refusals(before, shape(connection))) {
                        refusals.add(migration.file().getFileName() + ": " + refusal);
                    }
                }
            }
        }
        return refusals;
    }

    private static List<Migration> migrations(List<Path> directories) throws IOException {
        var found = new ArrayList<Migration>();
        for (var directory : directories) {
            try (var files = Files.list(directory)) {
                for (var file : files.toList()) {
                    var name = FILE.matcher(file.getFileName().toString());
                    if (name.matches()) {
                        found.add(new Migration(Migration.parsed(name.group(1)), file));
                    }
                }
            }
        }
        found.sort(Comparator.comparing(Migration::version, ORDER));
        return found;
    }

    private static Shape shape(Connection connection) throws SQLException {
        var tables = new HashMap<String, Map<String, Column>>();
        var rules = new HashSet<Rule>();
        try (var statement = connection.createStatement()) {
            try (var rows = statement.executeQuery(COLUMNS)) {
                while (rows.next()) {
                    tables.computeIfAbsent(rows.getString("relname"), _ -> new HashMap<>())
                            .put(
                                    rows.getString("attname"),
                                    new Column(
                                            rows.getString("type"),
                                            rows.getBoolean("attnotnull"),
                                            rows.getBoolean("is_filled")));
                }
            }
            try (var rows = statement.executeQuery(RULES)) {
                while (rows.next()) {
                    rules.add(rule(connection, rows));
                }
            }
        }
        return new Shape(tables, rules);
    }

    private static Rule rule(Connection connection, ResultSet row) throws SQLException {
        var table = row.getString("relname");
        var names = new HashMap<Integer, String>();
        try (var statement = connection.prepareStatement(NAMES)) {
            statement.setString(1, table);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.put(rows.getInt("attnum"), rows.getString("attname"));
                }
            }
        }
        var columns = new HashSet<String>();
        var numbers = row.getArray("columns");
        if (numbers != null) {
            for (var number : (Object[]) numbers.getArray()) {
                // An expression has number 0 and is of no column in particular.
                columns.add(names.getOrDefault(((Number) number).intValue(), ""));
            }
        }
        return new Rule(table, row.getString("name"), row.getString("definition"), columns);
    }

    private static List<String> refusals(Shape before, Shape after) {
        var refusals = new ArrayList<String>();
        before.tables().forEach((table, columns) -> {
            var now = after.tables().get(table);
            if (now == null) {
                refusals.add("table " + table + " is gone");
            } else {
                compare(table, columns, now, refusals);
            }
        });
        for (var rule : after.rules()) {
            var known = before.tables().get(rule.table());
            if (known != null
                    && !before.rules().contains(rule)
                    && rule.columns().stream().anyMatch(column -> column.isEmpty() || known.containsKey(column))
                    && before.rules().stream().noneMatch(old -> isWider(rule, old))) {
                refusals.add("%s of %s may refuse what was taken".formatted(rule.name(), rule.table()));
            }
        }
        refusals.sort(Comparator.naturalOrder());
        return refusals;
    }

    private static void compare(
            String table, Map<String, Column> before, Map<String, Column> after, List<String> refusals) {
        before.forEach((name, was) -> {
            var column = "column %s.%s ".formatted(table, name);
            var is = after.get(name);
            if (is == null) {
                refusals.add(column + "is gone");
            } else if (!is.type().equals(was.type())) {
                refusals.add(column + "was " + was.type() + " and is " + is.type());
            } else if (is.isRequired() && !was.isRequired()) {
                refusals.add(column + "may no longer be absent");
            } else if (was.isFilled() && !is.isFilled() && is.isRequired()) {
                refusals.add(column + "is no longer filled by itself");
            }
        });
        after.forEach((name, is) -> {
            if (!before.containsKey(name) && is.isRequired() && !is.isFilled()) {
                refusals.add("column %s.%s has to be filled".formatted(table, name));
            }
        });
    }

    /// The same rule with more in its lists of what is allowed.
    private static boolean isWider(Rule rule, Rule old) {
        return rule.table().equals(old.table())
                && frame(rule).equals(frame(old))
                && !frame(rule).contains("NOT (")
                && isEachWider(lists(rule), lists(old));
    }

    private static String frame(Rule rule) {
        return LIST.matcher(rule.definition()).replaceAll(Matcher.quoteReplacement("= ANY (ARRAY[]"));
    }

    private static List<Set<String>> lists(Rule rule) {
        return LIST.matcher(rule.definition())
                .results()
                .map(list -> Set.copyOf(List.of(list.group(1).split(", "))))
                .toList();
    }

    private static boolean isEachWider(List<Set<String>> lists, List<Set<String>> old) {
        for (var n = 0; n < lists.size(); n++) {
            if (!lists.get(n).containsAll(old.get(n))) {
                return false;
            }
        }
        return true;
    }
}
