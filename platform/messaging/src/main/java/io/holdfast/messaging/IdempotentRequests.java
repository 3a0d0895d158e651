package io.holdfast.messaging;

import static io.holdfast.contracts.problem.ProblemType.IDEMPOTENCY_KEY_MISSING;
import static io.holdfast.contracts.problem.ProblemType.IDEMPOTENCY_KEY_REUSED;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.REQUEST_RUNNING;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Answers a repeated request with the first answer (draft-ietf-httpapi-idempotency-key-header).
///
/// The answer is recorded in the transaction that did the work. A refusal is not recorded: it changed nothing, and
/// the same key may succeed later. Answers are kept for 8 days, so that 7 are certain.
@ApplicationScoped
public class IdempotentRequests {

    public static final String HEADER = "Idempotency-Key";

    /// Two statements and one round trip. They must be two: what another request has recorded shows only to a statement
    /// that begins once the lock is ours.
    private static final String BEGIN = """
        select pg_try_advisory_xact_lock(hashtextextended(?, 7));
        select operation, request_hash, status, answer
          from idempotency_key
         where subject = ?
           and key = ?
        """;

    private static final String RECORD = """
        insert into idempotency_key (subject, key, operation, request_hash, status, answer)
        values (?, ?, ?, ?, ?, ?)
        """;

    /// One statement of its own, and the only one where the key is new.
    private static final String BIND = """
        insert into idempotency_key (subject, key, operation, request_hash, status)
        values (:subject, :key, :operation, :hash, 0)
        on conflict do nothing
        """;

    private static final String IS_BOUND = """
        select operation = :operation and request_hash = :hash as same
          from idempotency_key
         where subject = :subject
           and key = :key
        """;

    private static final String UNBIND = """
        delete from idempotency_key
         where subject = :subject
           and key = :key
           and operation = :operation
           and status = 0
        """;

    private static final String FORGET = "delete from idempotency_key where at < now() - interval '8 days'";

    private final DataSource database;
    private final ObjectMapper json;

    IdempotentRequests(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /// @param body JSON; absent for an empty answer
    /// @param replayed whether it was given before
    public record Answer(int status, @Nullable String body, boolean replayed) {}

    /// What the work came to: a status and what to say as JSON.
    public record Outcome(int status, @Nullable Object body) {}

    /// Does the work in one transaction and records its answer, or repeats the recorded one.
    ///
    /// @param who whose key it is; keys of different people never meet
    /// @param key 8 to 100 visible characters, chosen by the client; the same for every repetition
    /// @param operation the method and path, so that one key cannot serve two purposes
    /// @param request what was asked; a repetition must ask the same
    /// @throws io.holdfast.contracts.problem.ProblemException `IDEMPOTENCY_KEY_MISSING`, `INVALID_REQUEST`,
    ///     `REQUEST_RUNNING`, `IDEMPOTENCY_KEY_REUSED`, or whatever the work refuses with
    public Answer once(Subject who, @Nullable String key, String operation, Object request, Supplier<Outcome> work) {
        var valid = validated(key);
        var hash = hashOf(request);
        return QuarkusTransaction.requiringNew().call(() -> {
            try (var connection = database.getConnection()) {
                var known = begin(connection, who, valid, operation, hash);
                if (known.isPresent()) {
                    return known.get();
                }
                var outcome = work.get();
                var body = outcome.body() == null ? null : json.writeValueAsString(outcome.body());
                record(connection, who, valid, operation, hash, outcome.status(), body);
                return new Answer(outcome.status(), body, false);
            }
        });
    }

    /// Does what is safe to repeat because the thing it is about knows its state, and ties the key to this
    /// request: no answer is recorded, so a repetition is worked on again and hears how things stand by then.
    ///
    /// The key is written down by a statement of its own before the work begins, which may be several
    /// transactions and may ask somebody else. A refusal lets go of it again, as with [#once].
    ///
    /// @param operation the method and path; one that answers by [#once] must not share it
    /// @throws io.holdfast.contracts.problem.ProblemException `IDEMPOTENCY_KEY_MISSING`, `INVALID_REQUEST`,
    ///     `IDEMPOTENCY_KEY_REUSED`, or whatever the work refuses with
    public <T> T bound(Subject who, @Nullable String key, String operation, Object request, Supplier<T> work) {
        var valid = validated(key);
        var hash = hashOf(request);
        var binding = QuarkusTransaction.suspendingExisting().call(() -> bind(who, valid, operation, hash));
        if (binding == Binding.ANOTHER) {
            throw reused();
        }
        try {
            return work.get();
        } catch (ProblemException refused) {
            if (binding == Binding.NEW) {
                QuarkusTransaction.suspendingExisting()
                        .run(() -> about(UNBIND, who, valid, operation).run(database));
            }
            throw refused;
        }
    }

    /// What a key is bound to: to nothing until now, to this request, or to another one.
    private enum Binding {
        NEW,
        SAME,
        ANOTHER
    }

    private Binding bind(Subject who, String key, String operation, String hash) {
        if (about(BIND, who, key, operation).with("hash", hash).run(database) == 1) {
            return Binding.NEW;
        }
        // Without a row the other one has just been refused; what it asked for does not matter any more.
        return about(IS_BOUND, who, key, operation)
                        .with("hash", hash)
                        .first(database, row -> row.flag("same"))
                        .orElse(true)
                ? Binding.SAME
                : Binding.ANOTHER;
    }

    private static Sql about(String statement, Subject who, String key, String operation) {
        return Sql.of(statement).with("subject", who.value()).with("key", key).with("operation", operation);
    }

    private static ProblemException reused() {
        return IDEMPOTENCY_KEY_REUSED
                .because("This Idempotency-Key belongs to another request; please choose a new one.")
                .asException();
    }

    /// @return the key, if it is one
    public static String validated(@Nullable String key) {
        if (key == null || key.isBlank()) {
            throw IDEMPOTENCY_KEY_MISSING
                    .because("Please send an Idempotency-Key header of your own choosing.")
                    .asException();
        }
        if (!isKey(key)) {
            throw INVALID_REQUEST
                    .because("An Idempotency-Key has 8 to 100 visible ASCII characters.")
                    .asException();
        }
        return key;
    }

    /// Whether it can be one: 8 to 100 visible ASCII characters.
    public static boolean isKey(@Nullable String key) {
        return key != null
                && key.length() >= 8
                && key.length() <= 100
                && key.chars().allMatch(sign -> sign >= 0x21 && sign <= 0x7e);
    }

    /// @return the answer given before
    /// @throws io.holdfast.contracts.problem.ProblemException `REQUEST_RUNNING` or `IDEMPOTENCY_KEY_REUSED`
    private static Optional<Answer> begin(Connection connection, Subject who, String key, String operation, String hash)
            throws SQLException {
        try (var statement = connection.prepareStatement(BEGIN)) {
            statement.setString(1, who + " " + key);
            statement.setString(2, who.value());
            statement.setString(3, key);
            statement.execute();
            try (var rows = statement.getResultSet()) {
                if (!rows.next() || !rows.getBoolean(1)) {
                    throw REQUEST_RUNNING
                            .because("The same request is being worked on; please ask again in a moment.")
                            .with("retryAfterSeconds", 1)
                            .asException();
                }
            }
            statement.getMoreResults();
            try (var rows = statement.getResultSet()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                if (!rows.getString(1).equals(operation) || !rows.getString(2).equals(hash)) {
                    throw reused();
                }
                return Optional.of(new Answer(rows.getInt(3), rows.getString(4), true));
            }
        }
    }

    private static void record(
            Connection connection,
            Subject who,
            String key,
            String operation,
            String hash,
            int status,
            @Nullable String body)
            throws SQLException {
        try (var statement = connection.prepareStatement(RECORD)) {
            statement.setString(1, who.value());
            statement.setString(2, key);
            statement.setString(3, operation);
            statement.setString(4, hash);
            statement.setInt(5, status);
            statement.setString(6, body);
            statement.executeUpdate();
        }
    }

    private String hashOf(Object request) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(request));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException("a request cannot be told from another", e);
        }
    }

    @Scheduled(every = "6h", delayed = "10m")
    void forget() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(FORGET)) {
            statement.executeUpdate();
        }
    }
}
