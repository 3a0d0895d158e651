package io.holdfast.ticketing.account;

import io.holdfast.contracts.event.SessionEvent.SessionEnded;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SessionId;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// Where customers are signed in.
///
/// What was ended begins again only with a proof of who it is that is younger than the end: the identity
/// provider may still know the browser, and would let whoever sits there in without asking.
@ApplicationScoped
public class Sessions {

    /// For so long an ended session is remembered: a minute longer than a cookie lasts.
    static final Duration REMEMBERED = Duration.ofMinutes(16);

    /// One that has ended makes room for another, where the proof is younger: what ended does not begin again, as
    /// other processes remember that it is over.
    private static final String MAKE_ROOM = """
        update login_session
           set provider_session = encode(sha256(convert_to(id::text, 'UTF8')), 'hex')
         where customer_id = :customer
           and provider_session = :providerSession
           and ended_at < cast(:provenAt as timestamptz)
        """;

    /// Goes on when it is there. Where one has ended, or is older than the customer's last sign-out
    /// everywhere, it needs a younger proof. Whoever signs out everywhere at this moment is waited for, or finds
    /// this one and ends it.
    private static final String BEGIN = """
        insert into login_session as mine (id, customer_id, provider_session, device)
        select uuidv7(), id, :providerSession, :device
          from customer
         where id = :customer
           and kind = 'MEMBER'
           and (signed_out_at is null or signed_out_at < cast(:provenAt as timestamptz))
           for share
        on conflict (customer_id, provider_session) do update
           set seen_at = now(), device = excluded.device
         where mine.ended_at is null
        returning id
        """;

    /// What nobody has used for as long as a sign-in can last is over, and long over it is forgotten.
    private static final String TIDY = """
        delete from login_session
         where customer_id = :customer
           and seen_at < now() - interval '90 days'
        """;

    private static final String MINE = """
        select id, device, began_at, seen_at
          from login_session
         where customer_id = :customer
           and ended_at is null
           and seen_at > now() - interval '7 days'
         order by seen_at desc, id
         limit 50
        """;

    private static final String END_ONE = """
        update login_session
           set ended_at = now()
         where id = :id
           and customer_id = :customer
           and ended_at is null
        returning id, ended_at
        """;

    private static final String IS_MINE =
            "select exists (select from login_session where id = :id and customer_id = :customer) as mine";

    private static final String SIGN_OUT = "update customer set signed_out_at = now() where id = :customer";

    private static final String END_ALL = """
        update login_session
           set ended_at = now()
         where customer_id = :customer
           and ended_at is null
        returning id, ended_at
        """;

    private static final String END_OF_PROVIDER = """
        update login_session
           set ended_at = now()
         where provider_session = :providerSession
           and ended_at is null
        returning id, ended_at
        """;

    private static final String FORGET = """
        update login_session
           set device = ''
         where customer_id = :customer
        """;

    /// As far as a person recognises it.
    public record Session(SessionId id, String device, Instant beganAt, Instant seenAt) {}

    private final DataSource database;
    private final RecentlyEnded ended;
    private final Outbox outbox;
    private final TransactionSynchronizationRegistry transaction;

    Sessions(DataSource database, RecentlyEnded ended, Outbox outbox, TransactionSynchronizationRegistry transaction) {
        this.database = database;
        this.ended = ended;
        this.outbox = outbox;
        this.transaction = transaction;
    }

    /// Which session of the identity provider somebody signed in by.
    ///
    /// @param session its `sid`, or what else stays the same at this browser
    static String providerSession(String issuer, String session) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest((issuer + "\n" + session).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Begins a session, or goes on with the one that has not ended.
    ///
    /// @param provenAt when the person last proved who they are
    /// @return empty if that is not enough
    @Transactional
    Optional<SessionId> begin(CustomerId customer, String providerSession, Instant provenAt, String device) {
        Sql.of(TIDY).with("customer", customer).run(database);
        Sql.of(MAKE_ROOM)
                .with("customer", customer)
                .with("providerSession", providerSession)
                .with("provenAt", provenAt)
                .run(database);
        return Sql.of(BEGIN)
                .with("customer", customer)
                .with("providerSession", providerSession)
                .with("provenAt", provenAt)
                .with("device", device)
                .first(database, row -> new SessionId(row.uuid("id")));
    }

    /// Seen last first.
    List<Session> of(CustomerId customer) {
        return Sql.of(MINE)
                .with("customer", customer)
                .list(
                        database,
                        row -> new Session(
                                new SessionId(row.uuid("id")),
                                row.text("device"),
                                row.moment("began_at"),
                                row.moment("seen_at")));
    }

    /// @return whether it is the customer's, ended before or now
    @Transactional
    boolean end(SessionId session, CustomerId customer) {
        end(Sql.of(END_ONE).with("id", session).with("customer", customer));
        return Sql.of(IS_MINE).with("id", session).with("customer", customer).one(database, row -> row.flag("mine"));
    }

    /// Signs the customer out everywhere, where we do not know of them too.
    @Transactional
    void endAll(CustomerId customer) {
        Sql.of(SIGN_OUT).with("customer", customer).run(database);
        end(Sql.of(END_ALL).with("customer", customer));
    }

    /// The identity provider has ended its session.
    @Transactional
    void endOfProvider(String providerSession) {
        end(Sql.of(END_OF_PROVIDER).with("providerSession", providerSession));
    }

    /// In the running transaction: nothing stays of them but that they are over.
    @Transactional(Transactional.TxType.MANDATORY)
    public void forget(CustomerId customer) {
        end(Sql.of(END_ALL).with("customer", customer));
        Sql.of(FORGET).with("customer", customer).run(database);
    }

    private void end(Sql statement) {
        var over = statement.list(database, row -> {
            var endedAt = row.moment("ended_at");
            return new SessionEnded(new SessionId(row.uuid("id")), endedAt.plus(REMEMBERED), endedAt);
        });
        if (over.isEmpty()) {
            return;
        }
        outbox.append(over.toArray(SessionEnded[]::new));
        afterCommit(() -> ended.ended(over.stream().map(SessionEnded::session).toList()));
    }

    private void afterCommit(Runnable then) {
        transaction.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    then.run();
                }
            }
        });
    }
}
