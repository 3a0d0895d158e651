package io.holdfast.ticketing.price;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where a show's prices are set and found.
@ApplicationScoped
public class Tariffs {

    private static final int MOST_REMEMBERED = 2_000;

    /// What PostgreSQL can still tell from another moment, and more than anybody needs.
    private static final Instant LATEST = Instant.parse("2999-12-31T00:00:00Z");

    private static final long DEAREST_FEE = 100_000_000;

    private static final String CURRENT =
            "select coalesce(max(version), 0) as version from tariff where show_id = :show";

    private static final String TARIFF = """
        select service_fee, will_call_fee, post_fee
          from tariff
         where show_id = :show
           and version = :version
        """;

    private static final String OFFERS = """
        select price_type.grade, type, price_type.amount, percent_off, until, note
          from price_type
          join grade on grade.show_id = price_type.show_id and grade.name = price_type.grade
         where price_type.show_id = :show
           and version = :version
         order by grade.ordinal, type
        """;

    private static final String MEMBERS =
            "select tier, percent_off from member_discount where show_id = :show and version = :version";

    private static final String GRADES =
            "select name, amount, currency from grade where show_id = :show order by ordinal";

    /// Versions follow each other without a gap: whoever sets prices waits for whoever is setting them.
    private static final String LOCK = "select id from show where id = :show for update";

    private static final String ADD_TARIFF = """
        insert into tariff (show_id, version, currency, service_fee, will_call_fee, post_fee, who)
        values (:show, :version, :currency, :serviceFee, cast(:willCall as bigint), cast(:post as bigint), :who)
        """;

    private static final String ADD_OFFER = """
        insert into price_type (show_id, version, grade, type, amount, percent_off, until, note)
        values (:show, :version, :grade, :type, :amount, cast(:percentOff as numeric), cast(:until as timestamptz), :note)
        """;

    private static final String ADD_MEMBERS = """
        insert into member_discount (show_id, version, tier, percent_off)
        values (:show, :version, :tier, :percentOff)
        """;

    private record Key(ShowId show, int version) {}

    private final Map<Key, Tariff> versions = new ConcurrentHashMap<>();
    private final DataSource database;

    Tariffs(DataSource database) {
        this.database = database;
    }

    /// The version that new orders are priced with.
    public Tariff current(ShowId show) {
        return at(show, Sql.of(CURRENT).with("show", show).one(database, row -> row.number("version")));
    }

    /// One version; it never changes, so it is remembered.
    public Tariff at(ShowId show, int version) {
        var key = new Key(show, version);
        var known = versions.get(key);
        if (known != null) {
            return known;
        }
        var found = version == 0 ? Tariff.unset(show) : read(show, version);
        if (versions.size() >= MOST_REMEMBERED) {
            versions.clear();
        }
        versions.put(key, found);
        return found;
    }

    /// Sets prices for orders to come.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `INVALID_REQUEST` when they do not fit the show
    @Transactional
    public Tariff set(ShowId show, PriceList wish, String who) {
        lock(show);
        var grades = grades(show);
        var offers = resolved(wish, grades);
        var currency = grades.values().iterator().next().currency().getCurrencyCode();
        requireCurrency(wish, currency);
        var version = current(show).version() + 1;
        Sql.of(ADD_TARIFF)
                .with("show", show)
                .with("version", version)
                .with("currency", currency)
                .with("serviceFee", amountOf(wish.serviceFee(), 0L))
                .with("willCall", amountOf(wish.willCallFee(), 0L))
                .with("post", amountOf(wish.postFee(), null))
                .with("who", who)
                .run(database);
        for (var offer : offers) {
            Sql.of(ADD_OFFER)
                    .with("show", show)
                    .with("version", version)
                    .with("grade", offer.grade())
                    .with("type", offer.type())
                    .with("amount", offer.amount())
                    .with("percentOff", offer.percentOff())
                    .with("until", offer.until())
                    .with("note", offer.note())
                    .run(database);
        }
        wish.memberDiscounts().forEach((tier, percent) -> Sql.of(ADD_MEMBERS)
                .with("show", show)
                .with("version", version)
                .with("tier", tier)
                .with("percentOff", percent)
                .run(database));
        return read(show, version);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    void requireShow(ShowId show) {
        if (Sql.of("select from show where id = :show")
                .with("show", show)
                .first(database, _ -> true)
                .isEmpty()) {
            throw NOT_FOUND.because("There is no such show.").asException();
        }
    }

    /// By grade, dearest first as the plan lists them.
    Map<String, Money> grades(ShowId show) {
        Map<String, Money> grades = new LinkedHashMap<>();
        Sql.of(GRADES).with("show", show).list(database, row -> grades.put(row.text("name"), row.money()));
        return grades;
    }

    private void lock(ShowId show) {
        var found = Sql.of(LOCK).with("show", show).list(database, row -> row.uuid("id"));
        if (found.isEmpty()) {
            throw NOT_FOUND.because("There is no such show.").asException();
        }
    }

    private Tariff read(ShowId show, int version) {
        var offers = Sql.of(OFFERS)
                .with("show", show)
                .with("version", version)
                .list(
                        database,
                        row -> new Tariff.Offer(
                                row.text("grade"),
                                PriceType.valueOf(row.text("type")),
                                row.large("amount"),
                                row.maybeText("percent_off")
                                        .map(BigDecimal::new)
                                        .orElse(null),
                                row.maybeMoment("until").orElse(null),
                                row.text("note")));
        var members = Sql.of(MEMBERS)
                .with("show", show)
                .with("version", version)
                .list(database, row -> Map.entry(row.text("tier"), new BigDecimal(row.text("percent_off"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return Sql.of(TARIFF).with("show", show).with("version", version).one(database, row -> {
            var delivery = new EnumMap<Delivery, Long>(Delivery.class);
            delivery.put(Delivery.MOBILE, 0L);
            row.maybeText("will_call_fee").map(Long::valueOf).ifPresent(fee -> delivery.put(Delivery.WILL_CALL, fee));
            row.maybeText("post_fee").map(Long::valueOf).ifPresent(fee -> delivery.put(Delivery.POST, fee));
            return new Tariff(show, version, offers, row.large("service_fee"), delivery, members);
        });
    }

    /// Every price of every grade as an amount. A price for all grades gives way to one for a grade of its own.
    private static List<Tariff.Offer> resolved(PriceList wish, Map<String, Money> grades) {
        List<Tariff.Offer> offers = new ArrayList<>();
        for (var price : wish.types()) {
            if (price.grade() != null && !grades.containsKey(price.grade())) {
                throw INVALID_REQUEST.because("The show has no such grade.").asException();
            }
            grades.forEach((grade, regular) -> {
                var own = wish.types().stream()
                        .anyMatch(other -> other.type() == price.type() && grade.equals(other.grade()));
                if (price.grade() == null ? !own : grade.equals(price.grade())) {
                    offers.add(resolved(price, grade, regular));
                }
            });
        }
        var distinct = offers.stream()
                .map(offer -> offer.grade() + " " + offer.type())
                .distinct()
                .count();
        if (distinct < offers.size()) {
            throw INVALID_REQUEST.because("A grade has one price of each type.").asException();
        }
        return offers;
    }

    private static Tariff.Offer resolved(PriceList.Price price, String grade, Money regular) {
        var amount = price.amount();
        var percentOff = price.percentOff();
        if (price.type() == PriceType.REGULAR || (amount == null) == (percentOff == null)) {
            throw INVALID_REQUEST
                    .because("A price besides the regular one is either an amount or a percentage off.")
                    .asException();
        }
        if (price.type() == PriceType.EARLY_BIRD && price.until() == null) {
            throw INVALID_REQUEST.because("An early-bird price ends.").asException();
        }
        if (price.until() != null && price.until().isAfter(LATEST)) {
            throw INVALID_REQUEST.because("No price ends that late.").asException();
        }
        if (amount != null && !amount.currency().equals(regular.currency())) {
            throw INVALID_REQUEST
                    .because("Prices are in the currency of the show.")
                    .asException();
        }
        var resolved = amount != null
                ? amount
                : regular.minus(regular.percent(Optional.ofNullable(percentOff).orElseThrow()));
        if (resolved.amount() < 0 || resolved.compareTo(regular) > 0) {
            throw INVALID_REQUEST
                    .because("No price is negative, or dearer than the regular one.")
                    .asException();
        }
        var note = price.note() == null ? "" : price.note().strip();
        return new Tariff.Offer(grade, price.type(), resolved.amount(), percentOff, price.until(), note);
    }

    private static void requireCurrency(PriceList wish, String currency) {
        for (var fee : new @Nullable Money[] {wish.serviceFee(), wish.willCallFee(), wish.postFee()}) {
            if (fee != null
                    && (fee.amount() < 0
                            || fee.amount() > DEAREST_FEE
                            || !fee.currency().getCurrencyCode().equals(currency))) {
                throw INVALID_REQUEST
                        .because("Fees are not negative, not a fortune, and in the currency of the show.")
                        .asException();
            }
        }
    }

    private static @Nullable Long amountOf(@Nullable Money fee, @Nullable Long otherwise) {
        return fee == null ? otherwise : Long.valueOf(fee.amount());
    }
}
