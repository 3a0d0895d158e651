package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.availability.Availability;
import io.holdfast.ticketing.database.ReadReplica;
import io.holdfast.ticketing.ranking.Ranking;
import io.holdfast.ticketing.refundrule.RefundRules;
import io.holdfast.ticketing.show.Search.Cursor;
import io.holdfast.ticketing.show.ShowDetail.PerformanceDetail;
import io.holdfast.ticketing.show.ShowSummary.PerformanceTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What everybody is shown: lists of shows, the TOP 10, and one show with all that is told of it. The list that nobody
/// has asked anything of, which everybody sees first, is remembered for [#FRESH].
@ApplicationScoped
public class Showcase {

    /// Shows on a page.
    public static final int PAGE = 24;

    private static final int MOST_TIMES = 10;

    /// sitemaps.org allows 50,000 pages.
    private static final int MOST_IN_A_MAP = 49_999;

    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final String ZONES = "select distinct time_zone from show";

    /// The performances that were asked for. Without a first day, those still to come. Which moments a day has is
    /// known of each venue's time zone.
    private static final String FITTING = """
        performance.cancelled_at is null
          and (cast(:beginning as boolean) or performance.starts_at > cast(:asOf as timestamptz))
          and (cast(:always as boolean)
               or exists (select
                            from show
                            join unnest(:zones, :firsts, :lasts) as day(zone, first, last)
                                 on day.zone = show.time_zone
                           where show.id = performance.show_id
                             and performance.starts_at >= cast(day.first as timestamptz)
                             and performance.starts_at < cast(day.last as timestamptz)))
        """;

    /// A word is looked for as it stands, so none of its characters means anything else.
    private static final String WANTED = """
        with word as materialized (
            select one from regexp_split_to_table(folded(:words), '\\s+') as one),
        coming as materialized (
            select show_id, min(starts_at) as next
              from performance
             where %s
             group by show_id),
        wanted as materialized (
            select show.id, show.category_folded as category, show.region_folded as region, coming.next
              from coming
              join show on show.id = coming.show_id
             where not exists (select from word where strpos(show.searched, word.one) = 0)
               and (:state = ''
                    or exists (select
                                 from sale
                                where sale.show_id = show.id
                                  and case :state
                                          when 'SOON' then sale.opens_at > cast(:now as timestamptz)
                                          else cast(:now as timestamptz) >= sale.opens_at
                                               and cast(:now as timestamptz) < sale.closes_at
                                      end)))
        """.formatted(FITTING);

    private static final String OF_CATEGORY = "(:category = '' or category = folded(:category))";
    private static final String OF_REGION = "(:region = '' or region = folded(:region))";

    private static final String CARDS = """
        select show.id, show.title, show.category, show.region, show.venue, show.time_zone, next,
               sale.id as sale_id, sale.lobby_opens_at, sale.opens_at, sale.closes_at, sale.waiting_room,
               cheapest.amount, cheapest.currency, picture.name, picture.width, picture.height, picture.alt
          from (%s) as listed
          join show on show.id = listed.id
          left join show_picture as picture on picture.show_id = show.id
          join lateral (select * from sale where show_id = show.id order by id limit 1) as sale on true
          join lateral (select amount, currency from grade where show_id = show.id order by amount limit 1)
               as cheapest on true
         order by next, show.id
        """;

    private static final String LIST = WANTED + CARDS.formatted("""
        select id, next
          from wanted
         where %s
           and %s
           and (cast(:afterNext as timestamptz) is null
                or (next, id) > (cast(:afterNext as timestamptz), cast(:afterShow as uuid)))
         order by next, id
         limit :most
        """.formatted(OF_CATEGORY, OF_REGION));

    private static final String NAMED =
            CARDS.formatted("select id, now() as next from unnest(cast(:shows as uuid[])) as id");

    /// Each by what else was asked for.
    private static final String FACETS = WANTED + """
        select 'category' as facet, category as name, count(*) as shows
          from wanted
         where %2$s
           and category <> ''
         group by category
         union all
        select 'region', region, count(*)
          from wanted
         where %1$s
           and region <> ''
         group by region
         union all
        select 'all', '', count(*)
          from wanted
         where %1$s
           and %2$s
         order by shows desc, name
        """.formatted(OF_CATEGORY, OF_REGION);

    private static final String TIMES = """
        select id, show_id, starts_at, fitting
          from (select performance.id, show_id, starts_at,
                       row_number() over (partition by show_id order by starts_at, performance.id) as place,
                       count(*) over (partition by show_id) as fitting
                  from performance
                 where show_id = any (cast(:shows as uuid[]))
                   and %s) as one
         where place <= :most
         order by starts_at, id
        """.formatted(FITTING);

    /// With a performance to come, and a sale that has not ended.
    private static final String ON_SALE = """
        select show.id
          from show
         where exists (select
                         from performance
                        where performance.show_id = show.id
                          and performance.cancelled_at is null
                          and performance.starts_at > cast(:now as timestamptz))
           and exists (select
                         from sale
                        where sale.show_id = show.id
                          and sale.closes_at > cast(:now as timestamptz))
         order by show.id desc
         limit :most
        """;

    /// @param next to be sent as `after` for the next page; absent on the last
    /// @param found how many shows there are, what is on other pages included; with the first page only
    /// @param facets what to narrow it down by; with the first page only
    public record ShowList(
            List<ShowSummary> shows,
            @Nullable String next,
            @Nullable Integer found,
            @Nullable Facets facets) {}

    /// Most shows first; each as if nothing had been asked of it.
    public record Facets(List<Facet> categories, List<Facet> regions) {}

    public record Facet(String name, int shows) {}

    /// @param next when its soonest performance that fits begins
    private record Card(ShowSummary summary, Instant next) {}

    private record Known(ShowList list, long readAt) {}

    private record Counted(String facet, Facet value) {}

    private record Times(List<PerformanceTime> soonest, int fitting) {}

    private final Catalogue catalogue;
    private final FactSheets factSheets;
    private final Pictures pictures;
    private final Availability availability;
    private final RefundRules refundRules;
    private final Ranking ranking;
    private final ReadReplica database;
    private final Clock clock;
    private final AtomicBoolean beingReadAgain = new AtomicBoolean();
    private volatile @Nullable Known everything;

    Showcase(
            Catalogue catalogue,
            FactSheets factSheets,
            Pictures pictures,
            Availability availability,
            RefundRules refundRules,
            Ranking ranking,
            ReadReplica database,
            Clock clock) {
        this.catalogue = catalogue;
        this.factSheets = factSheets;
        this.pictures = pictures;
        this.availability = availability;
        this.refundRules = refundRules;
        this.ranking = ranking;
        this.database = database;
        this.clock = clock;
    }

    /// One page of what was asked for: whose performance that fits is the soonest comes first.
    public ShowList find(Search search) {
        return search.equals(Search.ALL) ? everything() : database.look(source -> find(search, source));
    }

    /// One who asks reads it again; the others go on with what is known.
    private ShowList everything() {
        var known = everything;
        if (known != null && (isFresh(known) || !beingReadAgain.compareAndSet(false, true))) {
            return known.list();
        }
        try {
            var readAt = System.nanoTime();
            var list = database.look(source -> find(Search.ALL, source));
            everything = new Known(list, readAt);
            return list;
        } finally {
            beingReadAgain.set(false);
        }
    }

    private static boolean isFresh(Known known) {
        return System.nanoTime() - known.readAt() < FRESH.toNanos();
    }

    private ShowList find(Search search, DataSource source) {
        var now = clock.instant();
        var asOf = search.after().map(Cursor::asOf).orElse(now);
        var days = days(search, source);
        var cards = asked(Sql.of(LIST), search, days, asOf, now)
                .with("afterNext", search.after().map(Cursor::next).orElse(null))
                .with("afterShow", search.after().map(Cursor::show).orElse(null))
                .with("most", PAGE + 1)
                .list(source, row -> card(row, now));
        var page = cards.subList(0, Math.min(PAGE, cards.size()));
        var next = cards.size() > PAGE
                ? new Cursor(
                                asOf,
                                page.getLast().next(),
                                page.getLast().summary().id())
                        .toString()
                : null;
        var shows = withTimes(page.stream().map(Card::summary).toList(), search, days, asOf, source);
        if (search.after().isPresent()) {
            return new ShowList(shows, next, null, null);
        }
        var counted = asked(Sql.of(FACETS), search, days, asOf, now)
                .list(source, row -> new Counted(row.text("facet"), new Facet(row.text("name"), row.number("shows"))));
        return new ShowList(
                shows,
                next,
                facets(counted, "all").getFirst().shows(),
                new Facets(facets(counted, "category"), facets(counted, "region")));
    }

    /// The shows that sell best, best first; of each the performances still to come.
    public List<ShowSummary> top() {
        var best = ranking.top();
        if (best.isEmpty()) {
            return List.of();
        }
        var now = clock.instant();
        return database.look(source -> {
            var shows = Sql.of(NAMED)
                    .with("shows", best)
                    .list(source, row -> card(row, now).summary())
                    .stream()
                    .sorted(Comparator.comparingInt(show -> best.indexOf(show.id())))
                    .toList();
            return withTimes(shows, Search.ALL, List.of(), now, source);
        });
    }

    /// What there is to buy now or soon, youngest first; at most as many as a site map may name.
    public List<ShowId> onSale() {
        return database.look(source -> Sql.of(ON_SALE)
                .with("now", clock.instant())
                .with("most", MOST_IN_A_MAP)
                .list(source, row -> new ShowId(row.uuid("id"))));
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    @Transactional
    public ShowDetail show(ShowId id) {
        var show = catalogue.show(id);
        var facts = factSheets.of(id);
        var performances = catalogue.performancesOf(show.id).stream()
                .map(row -> {
                    var left = availability.left(new PerformanceId(row.id));
                    return new PerformanceDetail(
                            new PerformanceId(row.id),
                            row.startsAt,
                            show.timeZone,
                            left,
                            row.calledOff() == null && left.values().stream().allMatch(count -> count == 0),
                            row.calledOff());
                })
                .toList();
        return new ShowDetail(
                id,
                show.title,
                show.category,
                show.region,
                facts.description(),
                show.venue,
                facts.address(),
                show.timeZone,
                facts.cast(),
                facts.notes(),
                facts.notices(),
                facts.runtimeMinutes(),
                facts.minimumAge(),
                catalogue.grades(id),
                refundRules.at(show.refundRule, clock.instant()),
                performances,
                SaleTimes.of(catalogue.saleOf(show.id), clock.instant()),
                pictures.of(id).orElse(null));
    }

    /// The moments that the days asked for have in one time zone.
    private record Day(String zone, String first, String last) {}

    private static List<Day> days(Search search, DataSource source) {
        if (search.from().isEmpty() && search.to().isEmpty()) {
            return List.of();
        }
        return Sql.of(ZONES).list(source, row -> row.text("time_zone")).stream()
                .map(zone -> new Day(
                        zone,
                        search.from().map(day -> beginning(day, zone)).orElse("-infinity"),
                        search.to().map(day -> beginning(day.plusDays(1), zone)).orElse("infinity")))
                .toList();
    }

    private static String beginning(LocalDate day, String zone) {
        return day.atStartOfDay(ZoneId.of(zone)).toInstant().toString();
    }

    private static Sql asked(Sql statement, Search search, List<Day> days, Instant asOf, Instant now) {
        return fitting(statement, search, days, asOf)
                .with("words", search.words())
                .with("category", search.category())
                .with("region", search.region())
                .with("state", search.state().map(Enum::name).orElse(""))
                .with("now", now);
    }

    private static Sql fitting(Sql statement, Search search, List<Day> days, Instant asOf) {
        return statement
                .with("beginning", search.from().isPresent())
                .with("asOf", asOf)
                .with("always", search.from().isEmpty() && search.to().isEmpty())
                .with("zones", days.stream().map(Day::zone).toList())
                .with("firsts", days.stream().map(Day::first).toList())
                .with("lasts", days.stream().map(Day::last).toList());
    }

    private static List<ShowSummary> withTimes(
            List<ShowSummary> shows, Search search, List<Day> days, Instant asOf, DataSource source) {
        if (shows.isEmpty()) {
            return shows;
        }
        Map<ShowId, Times> times = times(shows, search, days, asOf, source);
        var none = new Times(List.of(), 0);
        return shows.stream()
                .map(show -> {
                    var its = times.getOrDefault(show.id(), none);
                    return show.with(its.soonest(), its.fitting());
                })
                .toList();
    }

    private static Map<ShowId, Times> times(
            List<ShowSummary> shows, Search search, List<Day> days, Instant asOf, DataSource source) {
        record Time(ShowId show, PerformanceTime time, int fitting) {}
        List<Time> all = fitting(Sql.of(TIMES), search, days, asOf)
                .with("shows", shows.stream().map(ShowSummary::id).toList())
                .with("most", MOST_TIMES)
                .list(
                        source,
                        row -> new Time(
                                new ShowId(row.uuid("show_id")),
                                new PerformanceTime(new PerformanceId(row.uuid("id")), row.moment("starts_at")),
                                row.number("fitting")));
        return all.stream()
                .collect(Collectors.groupingBy(
                        Time::show,
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                its -> new Times(
                                        its.stream().map(Time::time).toList(),
                                        its.getFirst().fitting()))));
    }

    private static Card card(Row row, Instant now) throws SQLException {
        var show = new ShowId(row.uuid("id"));
        var opens = row.moment("opens_at");
        var lobbyOpens = row.moment("lobby_opens_at");
        var closes = row.moment("closes_at");
        return new Card(
                new ShowSummary(
                        show,
                        row.text("title"),
                        row.text("category"),
                        row.text("region"),
                        row.text("venue"),
                        row.text("time_zone"),
                        new SaleTimes(
                                new SaleId(row.uuid("sale_id")),
                                opens,
                                lobbyOpens,
                                closes,
                                Sale.State.at(now, lobbyOpens, opens, closes),
                                row.flag("waiting_room"),
                                now),
                        List.of(),
                        0,
                        row.money(),
                        row.maybeText("name").isPresent() ? Pictures.read(row, show) : null),
                row.moment("next"));
    }

    private static List<Facet> facets(List<Counted> counted, String facet) {
        return counted.stream()
                .filter(one -> one.facet().equals(facet))
                .map(Counted::value)
                .toList();
    }
}
