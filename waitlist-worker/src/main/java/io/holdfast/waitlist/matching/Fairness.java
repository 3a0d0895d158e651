package io.holdfast.waitlist.matching;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.waitlist.entry.Entries;
import io.holdfast.waitlist.entry.Wish;
import io.holdfast.waitlist.matching.FairnessReport.Passed;
import io.holdfast.waitlist.matching.FairnessReport.Reason;
import io.holdfast.waitlist.matching.FairnessReport.Round;
import io.holdfast.waitlist.matching.FairnessReport.Taken;
import io.holdfast.waitlist.matching.FairnessReport.Wished;
import io.holdfast.waitlist.matching.Seating.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// Checks afterwards that a line was served in its order, from what was written down at the time: what there was, what
/// was taken, and who waited. Nothing that chose the offers is used to check them, but the rule of which seats fit a
/// wish.
@ApplicationScoped
public class Fairness {

    private static final String ROUNDS = """
        select matching.id, array_remove(cast(release_id || more_releases as text[]), null) as releases, at, last_place,
               pool, too_late, gathered, unwanted, gatherer, coalesce(entry.seq, 0) as gatherer_place
          from matching
          left join entry on entry.id = gatherer
         where matching.performance_id = :performance
           and matching.id > :after
         order by matching.id
         limit :most
        """;

    private static final String OFFERS = """
        select entry.id as entry_id, seq, offer.seats as offered,
               wish.grades, wish.sections, wish.seats, wish.adjacent, wish.highest_price, wish.currency
          from offer
          join entry on entry.id = offer.entry_id
          join wish on wish.id = entry.wish_id
         where offer.matching_id = :round
         order by seq
        """;

    /// Who had joined, and neither had an end nor an offer, while the line was locked.
    private static final String WAITED = """
          from entry
          join wish on wish.id = entry.wish_id
         where entry.performance_id = :performance
           and entry.seq <= :lastPlace
           and (entry.ended_at is null or entry.ended_at > :at)
           and (entry.wanted_until is null or entry.wanted_until > :at)
           and entry.id is distinct from cast(:gatherer as uuid)
           and not exists (
               select
                 from offer
                where offer.entry_id = entry.id
                  and (offer.matching_id = :round
                       or (coalesce(offer.matching_id < :round, offer.offered_at < :at)
                           and (offer.ended_at is null or offer.ended_at > :at))))
        """;

    private static final String PASSED = """
        select wish.id, width_bucket(entry.seq, cast(:places as bigint[])) as takers_before, count(*) as entries,
               wish.grades, wish.sections, wish.seats, wish.adjacent, wish.highest_price, wish.currency
        """ + WAITED + """
         group by wish.id, takers_before
         order by takers_before, wish.id
        """;

    private static final String LET_PASS = """
        select array(select unnest(offer.seats)
                       from offer
                      where offer.entry_id = entry.id
                        and offer.failure = 'LAPSED'
                        and offer.ended_at <= :at) as let_pass
        """ + WAITED + """
           and entry.wish_id = :wish
           and width_bucket(entry.seq, cast(:places as bigint[])) = :takersBefore
        """;

    private final DataSource database;
    private final ObjectMapper json;

    Fairness(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    private record Stored(
            PerformanceId performance,
            long id,
            List<ReleaseId> releases,
            Instant at,
            long lastPlace,
            List<ReleasedSeat> pool,
            boolean tooLate,
            Optional<EntryId> gatherer,
            long gathererPlace,
            Set<SeatId> gathered,
            List<SeatId> unwanted) {}

    /// @param wish absent for a group that something is kept for: it does not fit yet
    private record Taker(EntryId entry, long place, List<SeatId> seats, Optional<Wish> wish) {}

    private record Group(long wishId, Wish wish, int takersBefore, long entries) {}

    /// @param after the round before; 0 at first
    /// @param most how many rounds, ≥ 1
    public FairnessReport report(PerformanceId performance, long after, int most) {
        var stored = Sql.of(ROUNDS)
                .with("performance", performance)
                .with("after", after)
                .with("most", most + 1)
                .list(
                        database,
                        row -> new Stored(
                                performance,
                                row.large("id"),
                                row.texts("releases").stream()
                                        .map(ReleaseId::fromString)
                                        .toList(),
                                row.moment("at"),
                                row.large("last_place"),
                                seats(row.text("pool")),
                                row.flag("too_late"),
                                row.maybeUuid("gatherer").map(EntryId::new),
                                row.large("gatherer_place"),
                                row.texts("gathered").stream().map(SeatId::new).collect(Collectors.toSet()),
                                row.texts("unwanted").stream().map(SeatId::new).toList()));
        var rounds = stored.stream().limit(most).map(this::checked).toList();
        return new FairnessReport(
                performance,
                rounds.stream().allMatch(round -> round.violations().isEmpty()),
                rounds,
                stored.size() > most ? rounds.getLast().round() : null);
    }

    private Round checked(Stored round) {
        var takers = takers(round);
        var violations = new ArrayList<String>();
        var lefts = lefts(round, takers, violations);
        var groups = round.tooLate() ? List.<Group>of() : passed(round, takers);
        var told = new ArrayList<Taken>();
        for (var n = 0; n < takers.size(); n++) {
            var taker = takers.get(n);
            told.add(new Taken(
                    taker.wish().isPresent() ? "OFFERED" : "KEPT",
                    taker.entry(),
                    taker.place(),
                    taker.seats(),
                    passed(round, takers, groups, n, lefts.get(n), violations)));
        }
        var atTheEnd = passed(round, takers, groups, takers.size(), lefts.getLast(), violations);
        return new Round(
                round.id(),
                round.releases(),
                round.at(),
                round.pool().stream().map(ReleasedSeat::seat).toList(),
                round.tooLate(),
                told,
                atTheEnd,
                round.unwanted(),
                violations);
    }

    /// In the order of the line.
    private List<Taker> takers(Stored round) {
        var offered = Sql.of(OFFERS)
                .with("round", round.id())
                .list(
                        database,
                        row -> new Taker(
                                new EntryId(row.uuid("entry_id")),
                                row.large("seq"),
                                row.texts("offered").stream().map(SeatId::new).toList(),
                                Optional.of(Entries.wish(row, Optional.empty()))));
        var kept = round.gatherer()
                .map(entry -> new Taker(
                        entry,
                        round.gathererPlace(),
                        round.gathered().stream()
                                .sorted(Comparator.comparing(SeatId::value))
                                .toList(),
                        Optional.empty()));
        return Stream.concat(offered.stream(), kept.stream())
                .sorted(Comparator.comparingLong(Taker::place))
                .toList();
    }

    /// What was left before each taker, and after the last. Each took what was there and what they wished for, and
    /// nothing got lost.
    private static List<List<ReleasedSeat>> lefts(Stored round, List<Taker> takers, List<String> violations) {
        var left = List.copyOf(round.pool());
        var lefts = new ArrayList<List<ReleasedSeat>>();
        lefts.add(left);
        for (var taker : takers) {
            var took = new HashSet<>(taker.seats());
            var taken = left.stream().filter(seat -> took.contains(seat.seat())).toList();
            if (taken.size() != taker.seats().size()) {
                violations.add("%s took what was not there".formatted(taker.entry()));
            }
            if (taker.wish().isPresent()
                    && (taken.size() != taker.wish().get().seats()
                            || new Seating(taken)
                                    .fit(taker.wish().get(), Set.of())
                                    .isEmpty())) {
                violations.add("%s was offered what it did not wish for".formatted(taker.entry()));
            }
            left = left.stream().filter(seat -> !took.contains(seat.seat())).toList();
            lefts.add(left);
        }
        if (!round.unwanted().containsAll(left.stream().map(ReleasedSeat::seat).toList())) {
            violations.add("a seat was neither offered, nor kept, nor given back");
        }
        return lefts;
    }

    private List<Group> passed(Stored round, List<Taker> takers) {
        return about(PASSED, round, takers)
                .list(
                        database,
                        row -> new Group(
                                row.large("id"),
                                Entries.wish(row, Optional.empty()),
                                row.number("takers_before"),
                                row.large("entries")));
    }

    private static Sql about(String statement, Stored round, List<Taker> takers) {
        // A place nobody has, as there must be one.
        var places = Stream.concat(takers.stream().map(Taker::place), Stream.of(Long.MAX_VALUE))
                .toList();
        return Sql.of(statement)
                .with("performance", round.performance())
                .with("round", round.id())
                .with("at", round.at())
                .with("lastPlace", round.lastPlace())
                .with("gatherer", round.gatherer().orElse(null))
                .with("places", places);
    }

    /// @param n how many had taken something before them
    private List<Passed> passed(
            Stored round,
            List<Taker> takers,
            List<Group> groups,
            int n,
            List<ReleasedSeat> left,
            List<String> violations) {
        var seating = new Seating(left);
        var withKept = new Seating(round.pool().stream()
                .filter(seat -> left.contains(seat) || round.gathered().contains(seat.seat()))
                .toList());
        var isBehindTheGroup =
                takers.stream().limit(n).anyMatch(taker -> taker.wish().isEmpty());
        var passed = new ArrayList<Passed>();
        for (var group : groups) {
            if (group.takersBefore() != n) {
                continue;
            }
            var verdict = seating.verdict(group.wish(), Set.of());
            if (verdict == Verdict.FITS) {
                passed.addAll(oneByOne(round, takers, group, seating, violations));
            } else if (isBehindTheGroup && withKept.fit(group.wish(), Set.of()).isPresent()) {
                passed.add(new Passed(wished(group.wish()), group.entries(), Reason.GATHERING));
            } else {
                passed.add(new Passed(wished(group.wish()), group.entries(), Reason.valueOf(verdict.name())));
            }
        }
        return passed;
    }

    /// Their wish was met, so each must have had these seats before.
    private List<Passed> oneByOne(
            Stored round, List<Taker> takers, Group group, Seating seating, List<String> violations) {
        var letPass = about(LET_PASS, round, takers)
                .with("wish", group.wishId())
                .with("takersBefore", group.takersBefore())
                .list(
                        database,
                        row -> row.texts("let_pass").stream().map(SeatId::new).collect(Collectors.toSet()));
        var without = letPass.stream()
                .filter(seats -> seating.verdict(group.wish(), seats) == Verdict.FITS)
                .count();
        if (without > 0) {
            violations.add("%d with wish %d were passed over for no reason".formatted(without, group.wishId()));
        }
        return Stream.of(
                        new Passed(wished(group.wish()), letPass.size() - without, Reason.HAD_BEFORE),
                        new Passed(wished(group.wish()), without, Reason.NONE))
                .filter(one -> one.entries() > 0)
                .toList();
    }

    private static Wished wished(Wish wish) {
        return new Wished(wish.grades(), wish.sections(), wish.seats(), wish.adjacent(), wish.highestPrice());
    }

    private List<ReleasedSeat> seats(String written) {
        try {
            return List.of(json.readValue(written, ReleasedSeat[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was matched cannot be read", e);
        }
    }
}
