package io.holdfast.notification;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What staff tell many people, written down once.
@ApplicationScoped
class Announcements {

    private static final String WRITE = """
        insert into announcement (id, kind, performance_id, title_ko, text_ko, title_en, text_en, told_by)
        values (:id, :kind, :performance, :titleKo, :textKo, :titleEn, :textEn, :toldBy)
        """;

    private static final String FIND = "select title_ko, text_ko, title_en, text_en from announcement where id = :id";

    record Announcement(String titleKo, String textKo, String titleEn, String textEn) {
        String title(Wording wording) {
            return wording == Wording.KO ? titleKo : titleEn;
        }

        String text(Wording wording) {
            return wording == Wording.KO ? textKo : textEn;
        }
    }

    /// So many that are told at the same time are read once.
    private static final int REMEMBERED = 16;

    private final DataSource database;
    private final Map<UUID, Announcement> remembered = Collections.synchronizedMap(new Remembered());

    Announcements(DataSource database) {
        this.database = database;
    }

    /// In the transaction that is running.
    void write(UUID id, Kind kind, @Nullable PerformanceId performance, Announcement announcement, String toldBy) {
        Sql.of(WRITE)
                .with("id", id)
                .with("kind", kind)
                .with("performance", performance == null ? null : performance.value())
                .with("titleKo", announcement.titleKo())
                .with("textKo", announcement.textKo())
                .with("titleEn", announcement.titleEn())
                .with("textEn", announcement.textEn())
                .with("toldBy", toldBy)
                .run(database);
    }

    /// What has been announced never changes.
    Optional<Announcement> find(UUID id) {
        var known = Optional.ofNullable(remembered.get(id));
        return known.isPresent() ? known : read(id);
    }

    private Optional<Announcement> read(UUID id) {
        var found = Sql.of(FIND)
                .with("id", id)
                .first(
                        database,
                        row -> new Announcement(
                                row.text("title_ko"), row.text("text_ko"), row.text("title_en"), row.text("text_en")));
        found.ifPresent(announcement -> remembered.put(id, announcement));
        return found;
    }

    private static final class Remembered extends LinkedHashMap<UUID, Announcement> {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Announcement> eldest) {
            return size() > REMEMBERED;
        }
    }
}
