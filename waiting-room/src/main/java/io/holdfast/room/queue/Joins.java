package io.holdfast.room.queue;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.Batches;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `join.lua`, with types. Whoever comes while a call is under way is joined by the next one, all together, so a
/// crowd costs Redis a call every millisecond or two and not one each.
@ApplicationScoped
class Joins {

    /// Most visitors in one call: it holds Redis up for about a millisecond.
    private static final int AT_ONCE = 500;

    /// Nobody notices it, and in a crowd it makes one call of ten.
    private static final Duration GATHERING = Duration.ofMillis(2);

    private final RedisStore redis;
    private final LuaScript script;
    private final Map<SaleId, Batches<Ask, Ticket>> batches = new ConcurrentHashMap<>();

    Joins(RedisStore redis) {
        this.redis = redis;
        this.script = redis.script(Joins.class, "join.lua");
    }

    /// One visitor's wish.
    ///
    /// @param sale as it is known at this moment
    /// @param epoch which this process knows of the room; 0: none
    /// @param subjects everybody the visitor may act as; a new ticket is given in the first one's name
    /// @param renounced tickets that have ended and are not wanted back
    /// @param invitation the id of a good one; null: none
    record Ask(
            Sale sale,
            long epoch,
            List<Subject> subjects,
            Set<Long> renounced,
            @Nullable String invitation) {}

    enum Outcome {
        EARLY,
        CLOSED,
        RECOVERING,
        /// Redis has forgotten the room.
        LOST,
        NEW,
        AGAIN
    }

    /// @param whose in whose name the ticket was given
    record Ticket(
            Outcome outcome,
            long ticket,
            int session,
            boolean invited,
            long epoch,
            OptionalLong drawn,
            long serving,
            Subject whose) {}

    /// @return fails with [RedisAway] if Redis does not answer
    CompletionStage<Ticket> join(Ask ask) {
        return batches.computeIfAbsent(ask.sale().id(), _ -> new Batches<>(AT_ONCE, GATHERING, asks -> run(asks, null)))
                .ask(ask);
    }

    /// @param now null: Redis' own clock
    CompletionStage<List<Ticket>> run(List<Ask> asks, @Nullable Instant now) {
        var sale = asks.getLast().sale();
        var keys = redis.keys(sale.id());
        var args = new ArrayList<>();
        args.add(sale.lobbyOpensAt().toEpochMilli());
        args.add(sale.opensAt().toEpochMilli());
        args.add(sale.closesAt().toEpochMilli());
        args.add(asks.stream().mapToLong(Ask::epoch).max().orElse(0));
        args.add(sale.id());
        args.add(now == null ? "" : now.toEpochMilli());
        for (var ask : asks) {
            args.add(
                    ask.renounced().isEmpty()
                            ? ""
                            : ask.renounced().stream().map(String::valueOf).collect(Collectors.joining(".", ".", ".")));
            args.add(ask.invitation() == null ? "" : ask.invitation());
            args.add(ask.subjects().size());
            args.addAll(ask.subjects());
        }
        return script.runLater(
                        List.of(
                                keys.room(),
                                keys.members(),
                                keys.invited(),
                                keys.guests(),
                                keys.invitations(),
                                keys.marks(),
                                keys.news(),
                                keys.told()),
                        args.toArray())
                .thenApply(answer -> tickets(asks, answer));
    }

    private static List<Ticket> tickets(List<Ask> asks, Response answer) {
        var tickets = new ArrayList<Ticket>();
        if (answer.type() != ResponseType.MULTI) {
            for (var ask : asks) {
                tickets.add(new Ticket(
                        Outcome.LOST,
                        0,
                        0,
                        false,
                        0,
                        OptionalLong.empty(),
                        0,
                        ask.subjects().getFirst()));
            }
            return tickets;
        }
        var epoch = answer.get(0).toLong();
        var drawn = answer.get(1).toLong();
        var serving = answer.get(2).toLong();
        var at = 3;
        for (var ask : asks) {
            tickets.add(new Ticket(
                    Outcome.valueOf(answer.get(at).toString()),
                    answer.get(at + 1).toLong(),
                    answer.get(at + 2).toInteger(),
                    answer.get(at + 4).toInteger() == 1,
                    epoch,
                    drawn < 0 ? OptionalLong.empty() : OptionalLong.of(drawn),
                    serving,
                    ask.subjects().get(answer.get(at + 3).toInteger() - 1)));
            at += 5;
        }
        return tickets;
    }
}
