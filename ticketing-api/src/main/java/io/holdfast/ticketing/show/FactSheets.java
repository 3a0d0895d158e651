package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.show.FactSheet.Announcement;
import io.holdfast.ticketing.show.FactSheet.Part;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where the facts about shows are kept.
@ApplicationScoped
public class FactSheets {

    private static final String READ = """
        select description, address, performers, notes, notices, runtime_minutes, minimum_age, revision, revised_at
          from show
         where id = :show
        """;

    /// The same again is no revision. A notice that stood there before keeps the time it was put up.
    private static final String SET = """
        with put_up as (
            select coalesce(jsonb_agg(jsonb_build_object('text', new.text,
                                                         'at', coalesce(known.at, to_jsonb(now()) #>> '{}'))
                                      order by new.place), '[]') as notices
              from unnest(:notices) with ordinality as new(text, place)
              left join (select notice ->> 'text' as text, min(notice ->> 'at') as at
                           from show, jsonb_array_elements(notices) as notice
                          where id = :show
                          group by 1) as known using (text))
        update show
           set description = :description, address = :address, performers = cast(:cast as jsonb), notes = :notes,
               notices = put_up.notices, runtime_minutes = cast(:runtime as int), minimum_age = cast(:age as int),
               revision = revision + 1, revised_at = now()
          from put_up
         where id = :show
           and (description, address, performers, notes, show.notices, runtime_minutes, minimum_age)
               is distinct from
               (:description, :address, cast(:cast as jsonb), :notes, put_up.notices, cast(:runtime as int),
                cast(:age as int))
        """;

    private static final String LOCK = "select id from show where id = :show for no key update";

    record NewFacts(
            String description,
            String address,
            List<Part> cast,
            String notes,
            List<String> notices,
            @Nullable Integer runtimeMinutes,
            @Nullable Integer minimumAge) {}

    private final DataSource database;
    private final ObjectMapper json;

    FactSheets(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    public FactSheet of(ShowId show) {
        return Sql.of(READ).with("show", show).first(database, this::read).orElseThrow(() -> NOT_FOUND
                .because("There is no such show.")
                .asException());
    }

    /// One change after the other.
    @Transactional
    void set(ShowId show, NewFacts facts) {
        Sql.of(LOCK).with("show", show).first(database, row -> row.uuid("id"));
        Sql.of(SET)
                .with("show", show)
                .with("description", facts.description())
                .with("address", facts.address())
                .with("cast", written(facts.cast()))
                .with("notes", facts.notes())
                .with("notices", facts.notices())
                .with("runtime", facts.runtimeMinutes())
                .with("age", facts.minimumAge())
                .run(database);
    }

    private FactSheet read(Row row) throws SQLException {
        return new FactSheet(
                row.text("description"),
                row.text("address"),
                read(row.text("performers"), new TypeReference<List<Part>>() {}),
                row.text("notes"),
                read(row.text("notices"), new TypeReference<List<Announcement>>() {}),
                row.maybeText("runtime_minutes").map(Integer::valueOf).orElse(null),
                row.maybeText("minimum_age").map(Integer::valueOf).orElse(null),
                row.number("revision"),
                row.moment("revised_at"));
    }

    private <T> T read(String stored, TypeReference<T> type) {
        try {
            return json.readValue(stored, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String written(Object facts) {
        try {
            return json.writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
