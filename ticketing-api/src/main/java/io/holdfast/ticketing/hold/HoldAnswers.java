package io.holdfast.ticketing.hold;

import static io.holdfast.contracts.problem.ProblemType.AREA_NEEDED;
import static io.holdfast.contracts.problem.ProblemType.IDEMPOTENCY_KEY_REUSED;
import static io.holdfast.contracts.problem.ProblemType.PASS_EXPIRED;
import static io.holdfast.contracts.problem.ProblemType.PASS_REQUIRED;
import static io.holdfast.contracts.problem.ProblemType.PERFORMANCE_CANCELLED;
import static io.holdfast.contracts.problem.ProblemType.REQUEST_RUNNING;
import static io.holdfast.contracts.problem.ProblemType.SALE_CLOSED;
import static io.holdfast.contracts.problem.ProblemType.SALE_NOT_OPEN;
import static io.holdfast.contracts.problem.ProblemType.SALE_PAUSED;
import static io.holdfast.contracts.problem.ProblemType.SEATS_TAKEN;
import static io.holdfast.contracts.problem.ProblemType.SEAT_LEFT_ALONE;
import static io.holdfast.contracts.problem.ProblemType.SEAT_UNKNOWN;
import static io.holdfast.contracts.problem.ProblemType.SESSION_REPLACED;
import static io.holdfast.contracts.problem.ProblemType.TOO_MANY_SEATS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.problem.Problem;
import io.holdfast.ticketing.choice.Alternatives;
import io.holdfast.ticketing.hold.HoldOutcome.AreaNeeded;
import io.holdfast.ticketing.hold.HoldOutcome.CalledOff;
import io.holdfast.ticketing.hold.HoldOutcome.Closed;
import io.holdfast.ticketing.hold.HoldOutcome.KeyReused;
import io.holdfast.ticketing.hold.HoldOutcome.NotOpen;
import io.holdfast.ticketing.hold.HoldOutcome.PassNeeded;
import io.holdfast.ticketing.hold.HoldOutcome.Placed;
import io.holdfast.ticketing.hold.HoldOutcome.Replayed;
import io.holdfast.ticketing.hold.HoldOutcome.Running;
import io.holdfast.ticketing.hold.HoldOutcome.SeatLeftAlone;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsTaken;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsUnknown;
import io.holdfast.ticketing.hold.HoldOutcome.SessionReplaced;
import io.holdfast.ticketing.hold.HoldOutcome.ShoppingOver;
import io.holdfast.ticketing.hold.HoldOutcome.Stopped;
import io.holdfast.ticketing.hold.HoldOutcome.TooManySeats;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What a visitor is told about what has come of asking for seats.
@ApplicationScoped
class HoldAnswers {

    /// For so long everybody who wants the same seats is shown the same other ones.
    private static final Duration FRESH = Duration.ofMillis(200);

    private static final int MOST_REMEMBERED = 2_000;

    /// @param body JSON
    /// @param replayed whether it was given before
    /// @param retryAfterSeconds 0: nothing to wait for
    record Told(int status, byte[] body, boolean problem, boolean replayed, int retryAfterSeconds) {}

    private record Wanted(PerformanceId performance, List<SeatId> seats) {}

    private record Known(Told told, long at) {}

    private final ObjectMapper json;
    private final Alternatives alternatives;
    private final Map<Wanted, Known> refusals = new ConcurrentHashMap<>();

    HoldAnswers(ObjectMapper json, Alternatives alternatives) {
        this.json = json;
        this.alternatives = alternatives;
    }

    /// The answer, if it needs no thinking: somebody who wanted the same seats has just been told, or it is none of
    /// many.
    Optional<Told> ready(Wish wish, HoldOutcome outcome) {
        if (!(outcome instanceof SeatsTaken)) {
            return Optional.of(told(wish, outcome));
        }
        var known = refusals.get(new Wanted(wish.performance(), wish.seats()));
        return known != null && System.nanoTime() - known.at() < FRESH.toNanos()
                ? Optional.of(known.told())
                : Optional.empty();
    }

    Told told(Wish wish, HoldOutcome outcome) {
        return switch (outcome) {
            case Placed placed -> new Told(201, bytes(placed.answer()), false, false, 0);
            case Replayed(var status, var answer) -> new Told(status, bytes(answer), false, true, 0);
            case SeatsTaken(var seats) -> taken(wish, seats);
            case SeatLeftAlone(var better) ->
                problem(SEAT_LEFT_ALONE
                        .because("This would leave a single seat that nobody wants. Please take one of these.")
                        .with("alternatives", better));
            case KeyReused() ->
                problem(IDEMPOTENCY_KEY_REUSED.because(
                        "This Idempotency-Key belongs to another request; please choose a new one."));
            case Running() ->
                problem(REQUEST_RUNNING
                        .because("The same request is being worked on; please ask again in a moment.")
                        .with("retryAfterSeconds", 1));
            case SeatsUnknown(var seats) ->
                problem(SEAT_UNKNOWN
                        .because("This performance has no such seat.")
                        .with("seats", seats));
            case AreaNeeded(var areas) ->
                problem(AREA_NEEDED
                        .because("Please say in which area; they do not cost the same.")
                        .with("areas", areas));
            case TooManySeats(var most) ->
                problem(TOO_MANY_SEATS
                        .because("One person may have %d seats.".formatted(most))
                        .with("most", most));
            case NotOpen(var opensAt) ->
                problem(SALE_NOT_OPEN
                        .because("Please come back when the sale opens.")
                        .with("opensAt", opensAt));
            case PassNeeded() -> problem(PASS_REQUIRED.because("Please join the queue of this sale first."));
            case ShoppingOver() ->
                problem(PASS_EXPIRED.because("Your shopping is over; please join the queue again for more."));
            case SessionReplaced() ->
                problem(SESSION_REPLACED.because("You go on choosing seats in a newer window of yours."));
            case Stopped() ->
                problem(SALE_PAUSED.because("Booking for this performance is interrupted while we check something."));
            case CalledOff(var reason) ->
                problem(PERFORMANCE_CANCELLED
                        .because("This performance has been called off.")
                        .with("reason", reason));
            case Closed() -> problem(SALE_CLOSED.because("This sale is over."));
        };
    }

    private Told taken(Wish wish, List<SeatId> seats) {
        var told = problem(SEATS_TAKEN
                .because("Somebody was faster. Please pick other seats.")
                .with("seats", seats)
                .with("alternatives", alternatives.of(wish.performance(), wish.seats())));
        if (refusals.size() >= MOST_REMEMBERED) {
            refusals.clear();
        }
        refusals.put(new Wanted(wish.performance(), wish.seats()), new Known(told, System.nanoTime()));
        return told;
    }

    Told problem(Problem problem) {
        try {
            var wait = problem.facts().get("retryAfterSeconds") instanceof Number seconds ? seconds.intValue() : 0;
            return new Told(problem.type().status(), json.writeValueAsBytes(problem.body()), true, false, wait);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
