package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import javax.sql.DataSource;

/// Where the pictures of shows are kept. Each is named by what is in it: another picture has another address.
@ApplicationScoped
class Pictures {

    private static final String SET = """
        insert into show_picture as mine (show_id, name, media_type, width, height, alt, content)
        values (:show, :name, :type, :width, :height, :alt, :content)
        on conflict (show_id) do update
           set name = excluded.name, media_type = excluded.media_type, width = excluded.width,
               height = excluded.height, alt = excluded.alt, content = excluded.content, at = now()
         where (mine.name, mine.alt) is distinct from (excluded.name, excluded.alt)
        """;

    private static final String REMOVE = "delete from show_picture where show_id = :show";

    private static final String OF_SHOW =
            "select show_id, name, width, height, alt from show_picture where show_id = :show";

    private static final String CONTENT =
            "select media_type, content from show_picture where show_id = :show and name = :name";

    /// @param mediaType as its content says
    record File(String mediaType, byte[] content) {}

    private final DataSource database;

    Pictures(DataSource database) {
        this.database = database;
    }

    /// In place of the one before, if there is one.
    Picture set(ShowId show, ImageHead head, String alt, byte[] content) {
        var name = name(content);
        Sql.of(SET)
                .with("show", show)
                .with("name", name)
                .with("type", head.format().mediaType())
                .with("width", head.width())
                .with("height", head.height())
                .with("alt", alt)
                .with("content", content)
                .run(database);
        return new Picture(url(show, name), head.width(), head.height(), alt);
    }

    void remove(ShowId show) {
        Sql.of(REMOVE).with("show", show).run(database);
    }

    Optional<Picture> of(ShowId show) {
        return Sql.of(OF_SHOW).with("show", show).first(database, row -> read(row, show));
    }

    Optional<File> file(ShowId show, String name) {
        return Sql.of(CONTENT)
                .with("show", show)
                .with("name", name)
                .first(database, row -> new File(row.text("media_type"), row.bytes("content")));
    }

    /// From columns `name`, `width`, `height` and `alt`.
    static Picture read(Row row, ShowId show) throws SQLException {
        return new Picture(url(show, row.text("name")), row.number("width"), row.number("height"), row.text("alt"));
    }

    private static String url(ShowId show, String name) {
        return "/pictures/%s/%s".formatted(show, name);
    }

    private static String name(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
