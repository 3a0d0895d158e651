package io.holdfast.endtoend.prove.defect;

import io.holdfast.endtoend.prove.check.Invariant;
import io.holdfast.endtoend.prove.defect.Patch.Text;
import io.holdfast.launcher.house.Service;
import java.util.List;
import java.util.Optional;

/// What a house may get wrong, and which invariant says so.
public enum Defect {
    HOLD_WITHOUT_GUARD(
            "a hold takes seats that somebody else holds",
            Invariant.I1,
            Service.TICKETING_API,
            new Text("io.holdfast.ticketing.hold.PlaceHolds", "(seat.state = 'AVAILABLE'", "(seat.state <> 'SOLD'")),

    BOUGHT_TOO_LATE(
            "nobody looks whether the hold has ended when it is paid",
            Invariant.I5,
            Service.TICKETING_API,
            new Text("io.holdfast.ticketing.seat.PaidSeats", "and seat.until > clock_timestamp()", ""),
            new Text("io.holdfast.ticketing.hold.Holds", "hold.until <= now()", "false"),
            new Text(
                    "io.holdfast.ticketing.hold.LapsedHolds",
                    "and until <= now()",
                    "and until <= now() - interval '15 seconds'")),

    UNBALANCED_LEDGER(
            "a cancellation is booked wrongly, and no trigger minds",
            Invariant.I7,
            Service.TICKETING_API,
            List.of("alter table ticketing.ledger_entry disable trigger ledger_sums_to_zero"),
            List.of("alter table ticketing.ledger_entry enable trigger ledger_sums_to_zero"),
            new Text(
                    "io.holdfast.ticketing.ledger.Ledger",
                    "('refunds', -cast(:refund as bigint))",
                    "('refunds', -cast(:refund as bigint) - 1)")),

    KEY_FORGOTTEN(
            "what was answered to a key is not looked up",
            Invariant.I13,
            Service.TICKETING_API,
            new Text("io.holdfast.messaging.IdempotentRequests", "and key = ?", "and key = ? and false"),
            new Text(
                    "io.holdfast.messaging.IdempotentRequests",
                    "values (?, ?, ?, ?, ?, ?)",
                    "values (?, ?, ?, ?, ?, ?) on conflict do nothing")),

    ENTERS_AGAIN(
            "a gate does not look whether a ticket has been used",
            Invariant.I15,
            Service.TICKETING_API,
            new Text("io.holdfast.ticketing.checkin.Scans", "and entered_at is null", ""),
            new Text(
                    "io.holdfast.ticketing.checkin.Scans",
                    "left join scan on scan.id = ticket.entered_scan",
                    "left join scan on false")),

    REFUND_WITHOUT_KEY(
            "the gateway is asked for a refund without the refund's key",
            Invariant.I8,
            Service.REFUND_WORKER,
            new Text("io.holdfast.gateways.GatewayLine", "Idempotency-Key", "Idempotency-None")),

    LAST_COMES_FIRST(
            "the waitlist serves whoever came last",
            Invariant.I11,
            Service.WAITLIST_WORKER,
            new Text("io.holdfast.waitlist.entry.Entries", "limit asked.most", "desc limit asked.most"),
            new Text("io.holdfast.waitlist.entry.Entries", "order by candidate.seq", "order by candidate.seq desc")),

    COMMIT_NOT_AWAITED(
            "PostgreSQL answers before a commit is on disk (synchronous_commit = off)",
            Invariant.I2,
            null,
            List.of(
                    "alter role ticketing in database holdfast set synchronous_commit = off",
                    "alter role waitlist in database holdfast set synchronous_commit = off",
                    "alter role refund in database holdfast set synchronous_commit = off",
                    "alter system set wal_writer_delay = '10s'",
                    "select pg_reload_conf()"),
            List.of(
                    "alter role ticketing in database holdfast reset synchronous_commit",
                    "alter role waitlist in database holdfast reset synchronous_commit",
                    "alter role refund in database holdfast reset synchronous_commit",
                    "alter system reset wal_writer_delay",
                    "select pg_reload_conf()"));

    private final String sentence;
    private final Invariant broken;
    private final @org.jspecify.annotations.Nullable Service service;
    private final List<String> plant;
    private final List<String> remove;
    private final List<Text> texts;

    Defect(String sentence, Invariant broken, Service service, Text... texts) {
        this(sentence, broken, service, List.of(), List.of(), texts);
    }

    /// @param plant statements for PostgreSQL
    Defect(
            String sentence,
            Invariant broken,
            @org.jspecify.annotations.Nullable Service service,
            List<String> plant,
            List<String> remove,
            Text... texts) {
        this.sentence = sentence;
        this.broken = broken;
        this.service = service;
        this.plant = plant;
        this.remove = remove;
        this.texts = List.of(texts);
    }

    public String sentence() {
        return sentence;
    }

    /// What must catch it. Others may as well.
    public Invariant broken() {
        return broken;
    }

    /// In which service it is; absent when it is in the database only.
    public Optional<Service> service() {
        return Optional.ofNullable(service);
    }

    public List<String> plant() {
        return plant;
    }

    public List<String> remove() {
        return remove;
    }

    List<Text> texts() {
        return texts;
    }
}
