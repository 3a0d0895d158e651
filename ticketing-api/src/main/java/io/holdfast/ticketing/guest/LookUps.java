package io.holdfast.ticketing.guest;

import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.event.NotificationEvent.CodeIssued;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.LookUpId;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.contracts.personal.SecretSeal;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Asking for a guest's bookings, and proving to be the guest.
@ApplicationScoped
class LookUps {

    static final int TRIES = 5;

    private static final Duration LASTS = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofDays(2);

    /// Who counts what has been asked for sees all of it. The phone first, in everybody's order.
    private static final String ONE_BY_ONE =
            "select pg_advisory_xact_lock(hashtextextended(:name, 70)) is null as waited";

    /// The same rows are looked at and the same row is written, whether anybody is found or not. Somebody's
    /// own phone with another's e-mail address is another guest: the code is for those who share both with
    /// whoever it is sent to. An order that was not paid does not count, so that nobody comes before others
    /// by asking for seats with their number.
    private static final String ASK = """
        with heard as (
            select (select count(*) from guest_look_up
                     where phone_index = :phone and at > now() - interval '1 hour') < :mostPerPhone
               and (select count(*) from guest_look_up
                     where phone_index = :phone and at > now() - interval '1 day') < :mostPerPhoneAndDay
               and (select count(*) from guest_look_up
                     where address_index = :address and at > now() - interval '1 hour') < :mostPerAddress as in_measure),
        found as (
            select customer.id
              from customer
              left join orders on orders.customer_id = customer.id
                              and orders.state in ('PAID', 'PARTLY_CANCELLED', 'CANCELLED')
              left join ticket on ticket.holder_id = customer.id
             where customer.kind = 'GUEST'
               and customer.phone_index = :phone
               and case when cast(:booking as text) is null then orders.id is not null or ticket.id is not null
                        else orders.booking = :booking end
             order by orders.id is null, orders.state = 'CANCELLED', orders.at desc, customer.id
             limit 1)
        insert into guest_look_up (id, subject, phone_index, address_index, customer_id, code_hash, until)
        select :id, :subject, :phone, :address, found.id, :hash, now() + :lasts * interval '1 millisecond'
          from heard
          left join found on heard.in_measure
        returning customer_id, at, until
        """;

    private static final String TRY = """
        update guest_look_up
           set tries = tries + 1
         where id = :id
           and subject = :subject
           and used_at is null
           and tries < :most
           and until > now()
        returning customer_id, code_hash, tries
        """;

    private static final String USE = """
        update guest_look_up
           set used_at = now()
         where id = :id
           and used_at is null
        """;

    /// Who has the phone and the e-mail address the code was sent to; the guest that was found in any case.
    private static final String GUESTS = """
        select guest.id
          from customer as found
          join customer as guest on guest.phone_index = found.phone_index
                                and guest.email_index is not distinct from found.email_index
                                and guest.kind = 'GUEST'
         where found.id = :customer
           and (exists (select from orders where orders.customer_id = guest.id and orders.state <> 'LAPSED')
                or exists (select from ticket where ticket.holder_id = guest.id))
         order by guest.id <> found.id, guest.at desc, guest.id
         limit :most
        """;

    private static final String FORGET =
            "delete from guest_look_up where at < now() - :kept * interval '1 millisecond'";

    private final DataSource database;
    private final Outbox outbox;
    private final LookUpConfig config;
    private final Seal seal;
    private final SecretSeal codes;
    private final SecretKeySpec hashing;
    private final SecureRandom random = new SecureRandom();

    LookUps(
            DataSource database,
            Outbox outbox,
            LookUpConfig config,
            @ConfigProperty(name = "holdfast.contacts.key") String key) {
        this.database = database;
        this.outbox = outbox;
        this.config = config;
        this.seal = new Seal(key);
        this.codes = new SecretSeal(key, CodeIssued.PURPOSE);
        this.hashing = new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256");
    }

    record Asked(LookUpId id, Instant until) {}

    /// What may come of telling a code.
    sealed interface Answer {
        /// @param guests whose bookings may be seen
        record Right(List<CustomerId> guests) implements Answer {}

        record Wrong(int triesLeft) implements Answer {}

        /// Used, tried too often, too old, another browser's, or there never was one.
        record Ended() implements Answer {}
    }

    /// The answer is the same whether anybody is found, in the words and in what is done for it.
    ///
    /// @param browser which alone may tell the code
    /// @param booking as it is written down; any of that phone's when absent
    /// @param address where the request comes from
    @Transactional
    Asked ask(Subject browser, String phone, @Nullable String booking, String address) {
        record Written(Optional<CustomerId> guest, Instant at, Instant until) {}
        var id = LookUpId.next();
        var code = "%06d".formatted(random.nextInt(1_000_000));
        var phoneIndex = seal.phoneIndex(phone);
        var addressIndex = hash("address", address);
        for (var name : List.of(phoneIndex, addressIndex)) {
            Sql.of(ONE_BY_ONE).with("name", name).one(database, row -> row.flag("waited"));
        }
        var written = Sql.of(ASK)
                .with("id", id)
                .with("subject", browser.value())
                .with("phone", phoneIndex)
                .with("address", addressIndex)
                .with("booking", booking)
                .with("hash", hash(id, code))
                .with("lasts", LASTS.toMillis())
                .with("mostPerPhone", config.mostPerPhone())
                .with("mostPerPhoneAndDay", config.mostPerPhoneAndDay())
                .with("mostPerAddress", config.mostPerAddress())
                .one(
                        database,
                        row -> new Written(
                                row.maybeUuid("customer_id").map(CustomerId::new),
                                row.moment("at"),
                                row.moment("until")));
        outbox.append(new CodeIssued(
                id,
                written.guest().orElseGet(CustomerId::next),
                codes.seal(id.value(), written.guest().isPresent() ? code : CodeIssued.NOBODY),
                written.until(),
                written.at()));
        return new Asked(id, written.until());
    }

    /// A try is taken before it is looked at, so that however many guess at once, five are heard. The code
    /// is good once.
    @Transactional
    Answer prove(LookUpId id, Subject browser, String code) {
        record Tried(Optional<CustomerId> guest, String hash, int tries) {}
        var tried = Sql.of(TRY)
                .with("id", id)
                .with("subject", browser.value())
                .with("most", TRIES)
                .first(
                        database,
                        row -> new Tried(
                                row.maybeUuid("customer_id").map(CustomerId::new),
                                row.text("code_hash"),
                                row.number("tries")));
        if (tried.isEmpty()) {
            return new Answer.Ended();
        }
        var right = isSame(tried.get().hash(), hash(id, code));
        var guest = tried.get().guest().filter(_ -> right);
        if (guest.isEmpty()) {
            return new Answer.Wrong(TRIES - tried.get().tries());
        }
        if (Sql.of(USE).with("id", id).run(database) != 1) {
            return new Answer.Ended();
        }
        return new Answer.Right(Sql.of(GUESTS)
                .with("customer", guest.get())
                .with("most", SignedAccount.MOST_GUESTS)
                .list(database, row -> new CustomerId(row.uuid("id"))));
    }

    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forget() {
        Sql.of(FORGET).with("kept", KEPT.toMillis()).run(database);
    }

    private String hash(Object of, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(hashing);
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(
                            "guest look-up:%s:%s".formatted(of, secret).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isSame(String known, String told) {
        return MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), told.getBytes(StandardCharsets.UTF_8));
    }
}
