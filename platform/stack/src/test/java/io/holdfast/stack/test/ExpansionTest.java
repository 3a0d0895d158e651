package io.holdfast.stack.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpansionTest {

    private static final String FIRST = """
        create table hall (id int primary key);
        create table seat (
            id    int primary key,
            hall  int,
            label varchar(10),
            price int not null default 0,
            state text not null check (state in ('FREE', 'SOLD')));
        """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drop table hall|table hall is gone",
                "alter table seat drop column label|column seat.label is gone",
                "alter table seat rename column label to name|column seat.label is gone",
                "alter table seat alter column label type text|column seat.label was character varying(10) and is text",
                "alter table seat alter column hall set not null|column seat.hall may no longer be absent",
                "alter table seat alter column price drop default|column seat.price is no longer filled by itself",
                "alter table seat add column tier int not null|column seat.tier has to be filled",
                "alter table seat add constraint cheap check (price < 9)|cheap of seat may refuse",
                "alter table seat add constraint here foreign key (hall) references hall|here of seat may refuse",
                "create unique index one_label on seat (label)|one_label of seat may refuse",
                "create unique index low_label on seat (lower(label))|low_label of seat may refuse",
                "alter table seat drop constraint seat_state_check, add check (state in ('FREE'))|may refuse"
            })
    void what_the_version_before_would_not_bear_is_told(String second, String refusal)
            throws IOException, SQLException {
        assertThat(refusals(second))
                .singleElement()
                .asString()
                .startsWith("V1_1__second.sql: ")
                .contains(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table row (id int primary key, hall int not null references hall, check (id > 0))",
                "alter table seat add column tier int, add column level int not null default 1 check (level > 0)",
                "alter table seat drop constraint seat_state_check, add check (state in ('FREE', 'HELD', 'SOLD'))",
                "alter table seat drop constraint seat_state_check",
                "alter table seat alter column state drop not null",
                "create index by_label on seat (label)"
            })
    void what_only_adds_or_allows_more_is_fine(String second) throws IOException, SQLException {
        assertThat(refusals(second)).isEmpty();
    }

    @Test
    void what_lies_before_is_not_looked_at_and_versions_go_by_their_numbers() throws IOException, SQLException {
        write("V2__first.sql", FIRST);
        write("V9__second.sql", "drop table hall");
        write("V10__third.sql", "alter table seat drop column price");

        assertThat(Expansion.refusals(List.of(directory), "9"))
                .containsExactly("V10__third.sql: column seat.price is gone");
    }

    private List<String> refusals(String second) throws IOException, SQLException {
        write("V1__first.sql", FIRST);
        write("V1_1__second.sql", second);
        return Expansion.refusals(List.of(directory), "1");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
