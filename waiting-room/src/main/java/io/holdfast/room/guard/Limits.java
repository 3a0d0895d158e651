package io.holdfast.room.guard;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.guard.LimitScript.Answer;
import io.holdfast.room.guard.LimitScript.Bucket;
import io.holdfast.room.key.PlaceKey;
import io.holdfast.room.redis.Batches;
import io.holdfast.room.redis.RedisAway;
import io.holdfast.room.redis.RedisStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/// How often one may join, ask for a challenge and claim, by address and by visitor, over all processes together.
///
/// Addresses are personal data: Redis sees only their HMAC, another one in each sale.
@ApplicationScoped
class Limits {

    private static final Logger LOG = Logger.getLogger(Limits.class);

    /// Requests asked about in one call, so that none holds Redis up for longer than a millisecond or two.
    private static final int AT_ONCE = 100;

    private final RedisStore redis;
    private final PlaceKey placeKey;
    private final GuardConfig config;
    private final LimitScript script;
    private final Map<SaleId, Batches<List<Bucket>, Answer>> batches = new ConcurrentHashMap<>();

    enum Deed {
        JOIN,
        CHALLENGE,
        CLAIM
    }

    /// What may come of doing something once more.
    sealed interface Outcome {

        /// @param crowd joins from the same address within the last minute, this one included
        record Passed(long crowd) implements Outcome {}

        record TooOften(Duration pause, By by) implements Outcome {}
    }

    enum By {
        ADDRESS,
        VISITOR
    }

    Limits(RedisStore redis, PlaceKey placeKey, GuardConfig config) {
        this.redis = redis;
        this.placeKey = placeKey;
        this.config = config;
        this.script = new LimitScript(redis);
    }

    /// While Redis is away everybody passes: joining and claiming need it too, and say so themselves.
    ///
    /// @param address empty: not known; all such are one
    Outcome pass(SaleId sale, Deed deed, Optional<InetAddress> address, Subject visitor) {
        try {
            return passLater(sale, deed, address, visitor).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The same without waiting for it.
    CompletionStage<Outcome> passLater(SaleId sale, Deed deed, Optional<InetAddress> address, Subject visitor) {
        if (address.isPresent() && exempt(address.get())) {
            return CompletableFuture.completedStage(new Outcome.Passed(0));
        }
        return batches.computeIfAbsent(sale, _ -> new Batches<>(AT_ONCE, requests -> script.run(requests, null)))
                .ask(buckets(sale, deed, address, visitor))
                .handle((answer, failure) -> {
                    if (failure == null) {
                        return answer.taken()
                                ? new Outcome.Passed(answer.crowd())
                                : new Outcome.TooOften(
                                        answer.pause(), answer.emptiest() == 1 ? By.ADDRESS : By.VISITOR);
                    }
                    if (failure instanceof RedisAway || failure.getCause() instanceof RedisAway) {
                        LOG.debugf("no limit holds while Redis is away: %s", failure.getMessage());
                        return new Outcome.Passed(0);
                    }
                    throw new CompletionException(failure);
                });
    }

    private boolean exempt(InetAddress address) {
        return config.exempt().orElse(List.of()).stream().anyMatch(network -> network.contains(address));
    }

    private List<Bucket> buckets(SaleId sale, Deed deed, Optional<InetAddress> address, Subject visitor) {
        var start = redis.limits(sale);
        var home =
                hashed(sale, address.map(Network::home).map(Network::toString).orElse("unknown"));
        var limits =
                switch (deed) {
                    case JOIN -> config.joins();
                    case CHALLENGE -> config.challenges();
                    case CLAIM -> config.claims();
                };
        var byAddress = new Bucket(
                start + deed + ":" + home,
                limits.byAddress().burst(),
                limits.byAddress().perSecond(),
                true,
                deed == Deed.JOIN);
        var byVisitor = new Bucket(
                start + deed + ":" + visitor,
                limits.byVisitor().burst(),
                limits.byVisitor().perSecond(),
                true,
                false);
        return deed == Deed.CHALLENGE
                ? List.of(byAddress, byVisitor, new Bucket(start + Deed.JOIN + ":" + home, 1, 1, false, true))
                : List.of(byAddress, byVisitor);
    }

    private String hashed(SaleId sale, String network) {
        var hash = placeKey.derived("address:" + sale + ":" + network);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 15));
    }
}
