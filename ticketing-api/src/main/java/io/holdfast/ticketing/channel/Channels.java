package io.holdfast.ticketing.channel;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.channel.Breakers.Way;
import io.holdfast.ticketing.channel.Gateway.Account;
import io.holdfast.ticketing.channel.Gateway.Answer;
import io.holdfast.ticketing.channel.Gateway.Opening;
import io.holdfast.ticketing.channel.Tries.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The ways to pay, and everything that is asked of a gateway: each question is timed and counted on its way.
@ApplicationScoped
public class Channels {

    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int MOST_REMEMBERED = 2_000;

    private static final String OF_SHOW = "select channels from show_channels where show_id = :show";

    private static final String CHOOSE = """
        insert into show_channels (show_id, channels, who)
        values (:show, :channels, :who)
        on conflict (show_id) do update set channels = excluded.channels, who = excluded.who, at = now()
        """;

    /// How a channel is doing, for those who choose one.
    public enum Health {
        GOOD,
        SLOW,
        /// Its gateway does not answer; nobody is led there for the moment.
        BROKEN,
        /// Switched off by hand.
        OFF
    }

    /// @param available whether it can be chosen now
    public record Offered(String name, String gateway, String method, Channel.Label label, Health health) {
        public boolean isAvailable() {
            return health == Health.GOOD || health == Health.SLOW;
        }
    }

    private record Known(List<String> names, long readAt) {}

    private final DataSource database;
    private final Instance<Gateway> gateways;
    private final Breakers breakers;
    private final Tries tries;
    private final Attempts attempts;
    private final ChannelConfig config;
    private final Map<ShowId, Known> ofShows = new ConcurrentHashMap<>();

    Channels(
            DataSource database,
            @Any Instance<Gateway> gateways,
            Breakers breakers,
            Tries tries,
            Attempts attempts,
            ChannelConfig config) {
        this.database = database;
        this.gateways = gateways;
        this.breakers = breakers;
        this.tries = tries;
        this.attempts = attempts;
        this.config = config;
    }

    /// A channel that may be paid by here.
    ///
    /// @param show absent for what belongs to no show
    /// @throws io.holdfast.contracts.problem.ProblemException `INVALID_REQUEST` if it is not offered
    public Channel offered(String name, @Nullable ShowId show, Currency currency) {
        return names(show).stream()
                .filter(name::equals)
                .filter(offered -> isUsable(offered, currency))
                .findFirst()
                .map(Channel::named)
                .orElseThrow(() ->
                        INVALID_REQUEST.because("There is no such way to pay.").asException());
    }

    /// Those that can be chosen from, in the order of the house or the show.
    public List<Offered> offered(@Nullable ShowId show, Currency currency) {
        return names(show).stream()
                .filter(name -> isUsable(name, currency))
                .map(this::view)
                .toList();
    }

    /// Where customers go on while a channel is broken: another gateway's before another method of the same one, since
    /// an outage is mostly a gateway's. Points are never the next, because nobody has to have any.
    public Optional<Offered> next(Channel broken, @Nullable ShowId show, Currency currency) {
        return offered(show, currency).stream()
                .filter(offered -> offered.isAvailable()
                        && !offered.name().equals(broken.name())
                        && !offered.name().equals(Channel.POINTS))
                .min(Comparator.comparing(offered -> offered.gateway().equals(broken.gateway())));
    }

    /// Chooses what one show offers.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `INVALID_REQUEST` if the house does not know one of
    /// them
    void choose(ShowId show, List<String> names, String who) {
        for (var name : names) {
            if (!name.equals(Channel.POINTS)
                    && find(Channel.named(name).gateway()).isEmpty()) {
                throw INVALID_REQUEST
                        .because("There is no such way to pay.")
                        .with("channel", name)
                        .asException();
            }
        }
        Sql.of(CHOOSE)
                .with("show", show)
                .with("channels", names)
                .with("who", who)
                .run(database);
        ofShows.remove(show);
    }

    /// Opens a payment, unless customers are kept from its channel.
    public Opening open(Channel channel, Charge charge, String back) {
        var way = breakers.way(channel.name());
        if (way == Way.BARRED) {
            return new Opening.Unavailable();
        }
        var began = System.nanoTime();
        var opening = gateway(channel).open(charge, back);
        var took = Duration.ofNanos(System.nanoTime() - began);
        switch (opening) {
            case Opening.Opened _, Opening.InBrowser _ -> {
                tries.approved(channel.name(), Kind.OPEN, took);
                breakers.answered(channel.name(), Kind.OPEN);
            }
            case Opening.Refused(var code) -> {
                tries.declined(channel.name(), Kind.OPEN, took, code);
                breakers.answered(channel.name(), Kind.OPEN);
            }
            case Opening.Unavailable() -> {
                tries.failed(channel.name(), Kind.OPEN, took, "NO_ANSWER");
                if (way == Way.PROBE) {
                    breakers.failedAgain(channel.name());
                }
            }
        }
        return opening;
    }

    /// Takes the money.
    public Answer confirm(Channel channel, Charge charge) {
        var began = System.nanoTime();
        var answer = gateway(channel).confirm(charge);
        var took = Duration.ofNanos(System.nanoTime() - began);
        switch (answer) {
            case Answer.Charged _ -> tries.approved(channel.name(), Kind.CONFIRM, took);
            case Answer.Declined(var code) -> tries.declined(channel.name(), Kind.CONFIRM, took, code);
            case Answer.NotYet() -> tries.declined(channel.name(), Kind.CONFIRM, took, "NOT_YET");
            case Answer.Unknown(var code) -> tries.failed(channel.name(), Kind.CONFIRM, took, code);
        }
        if (answer instanceof Answer.Unknown) {
            attempts.unanswered();
        } else {
            attempts.answered();
            breakers.answered(channel.name(), Kind.CONFIRM);
        }
        return answer;
    }

    public Answer query(Channel channel, Charge charge) {
        return gateway(channel).query(charge);
    }

    /// A gateway that is gone from here, or whose key is, tells nothing.
    public Account account(Channel channel, Charge charge) {
        return find(channel.gateway())
                .filter(Gateway::isOn)
                .map(gateway -> gateway.account(charge))
                .orElseGet(Account.NotTold::new);
    }

    /// The gateways that can be asked what they have taken.
    public List<String> askable() {
        return gateways.stream()
                .filter(Gateway::isOn)
                .map(Gateway::name)
                .sorted()
                .toList();
    }

    public Answer withdraw(Channel channel, Charge charge) {
        return gateway(channel).withdraw(charge);
    }

    /// A customer could not begin to pay, and no other channel is left.
    public void nothingLeft() {
        attempts.unanswered();
    }

    /// The channel of that name, whether it is offered or not: what has been begun by it goes on.
    public Channel named(String name) {
        return Channel.named(name);
    }

    /// Whether money can be asked for by it now: its gateway is there, and nobody is kept from it.
    public boolean isAvailable(String name) {
        var gateway = find(Channel.named(name).gateway());
        return gateway.filter(Gateway::isOn).isPresent() && !breakers.isBarred(name);
    }

    /// The gateways that have a page where a card can be left.
    public List<String> keepingCards() {
        return gateways.stream()
                .filter(Gateway::keepsCards)
                .map(Gateway::name)
                .sorted()
                .toList();
    }

    public Optional<Gateway> find(String gateway) {
        return gateways.stream().filter(one -> one.name().equals(gateway)).findFirst();
    }

    private Gateway gateway(Channel channel) {
        return find(channel.gateway())
                .orElseThrow(() -> new IllegalStateException("there is no gateway " + channel.gateway()));
    }

    private boolean isUsable(String name, Currency currency) {
        if (name.equals(Channel.POINTS)) {
            return true;
        }
        var channel = Channel.named(name);
        return find(channel.gateway())
                .filter(Gateway::isOn)
                .filter(gateway -> gateway.takes(channel.method(), currency))
                .isPresent();
    }

    Offered view(String name) {
        var channel = Channel.named(name);
        return new Offered(name, channel.gateway(), channel.method(), channel.label(), health(channel));
    }

    private Health health(Channel channel) {
        if (breakers.isBarred(channel.name())) {
            return breakers.picture().overrides().containsKey(channel.name()) ? Health.OFF : Health.BROKEN;
        }
        var average = breakers.picture().seen(channel.name()).average();
        return average.compareTo(config.slow()) > 0 ? Health.SLOW : Health.GOOD;
    }

    /// Everything the house is set up for, offered by a show or not.
    List<String> house() {
        return config.offered();
    }

    private List<String> names(@Nullable ShowId show) {
        if (show == null) {
            return config.offered();
        }
        var known = ofShows.get(show);
        if (known == null || System.nanoTime() - known.readAt() > FRESH.toNanos()) {
            if (ofShows.size() > MOST_REMEMBERED) {
                ofShows.clear();
            }
            known = new Known(
                    Sql.of(OF_SHOW)
                            .with("show", show)
                            .first(database, row -> row.texts("channels"))
                            .orElseGet(config::offered),
                    System.nanoTime());
            ofShows.put(show, known);
        }
        return known.names();
    }
}
